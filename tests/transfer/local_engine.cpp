// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/local_engine.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

namespace {

using namespace transfer_tests;

static_assert(rb::transfer_engine<rb::local_engine>);

struct local_bench {
    scratch folder;
    fs::path storage = folder / "storage";
    asio::io_context context;
    std::uint64_t progress = 0;
    std::stop_source stop;
    rb::local_engine engine{(fs::create_directories(storage), storage)};

    rb::upload_file file_here(const fs::path& name, const std::string& content, bool stamped = true) const {
        const auto local = write_file(folder / "here" / name, content);
        rb::upload_file file{local, "10201-1/mnt/" + name.generic_string(), content.size(), digest_of_text(content), {}};
        if (stamped) file.stamp = rb::stamp_of(local).value();
        return file;
    }
    rb::result<void> put(const rb::upload_file& file) {
        return outcome<void>(context, [&](auto done) {
            engine.async_put(
                context.get_executor(), file, [this](std::uint64_t more) { progress += more; }, stop.get_token(),
                std::move(done));
        });
    }
    rb::result<void> get(const rb::remote_file& file, const fs::path& local) {
        return outcome<void>(context, [&](auto done) {
            engine.async_get(
                context.get_executor(), file, local, [this](std::uint64_t more) { progress += more; }, stop.get_token(),
                std::move(done));
        });
    }
    auto list(const std::string& name) {
        return outcome<rb::folder_list>(context,
                                        [&](auto done) { engine.async_list(context.get_executor(), name, {}, std::move(done)); });
    }
    auto has(const std::string& name) {
        return outcome<std::optional<rb::held_file>>(
            context, [&](auto done) { engine.async_has(context.get_executor(), name, {}, std::move(done)); });
    }
};

std::uint64_t inode_of(const fs::path& file) {
    struct ::stat seen {};
    BOOST_REQUIRE(::stat(file.c_str(), &seen) == 0);
    return seen.st_ino;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_local_engine)

BOOST_FIXTURE_TEST_CASE(brings_files_there_and_back, local_bench) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5'000}, std::size_t{20} << 20}) {
        for (const bool stamped : {true, false}) {
            const auto name = std::to_string(size) + (stamped ? "s" : "h");
            const auto content = some_bytes(size, 3);
            progress = 0;
            const auto sent = file_here("a b/" + name, content, stamped);
            BOOST_REQUIRE(put(sent));
            BOOST_TEST(progress == size);
            BOOST_TEST((read_file(storage / sent.remote) == content));
            BOOST_TEST(has(sent.remote).value().value().size == size);
            for (const bool with_digest : {true, false}) {
                rb::remote_file there{sent.remote, size, {}};
                if (with_digest) there.digest = digest_of_text(content);
                progress = 0;
                BOOST_REQUIRE(get(there, folder / "back" / name));
                BOOST_TEST(progress == size);
                BOOST_TEST((read_file(folder / "back" / name) == content));
            }
        }
    }
    const auto files = list("10201-1/mnt/").value().files;
    BOOST_TEST(files.size() == 8u);
    BOOST_TEST(files_below(folder.path()).size() == 24u);  // here, there and back, and nothing temporary
}

BOOST_FIXTURE_TEST_CASE(puts_a_new_file_in_the_place_of_an_old_one, local_bench) {
    BOOST_REQUIRE(put(file_here("a", "old")));
    BOOST_REQUIRE(put(file_here("a", "newer")));
    BOOST_TEST(read_file(storage / "10201-1/mnt/a") == "newer");
}

BOOST_FIXTURE_TEST_CASE(links_where_it_may, local_bench) {
    rb::local_engine_options options;
    options.may_link = true;
    engine = rb::local_engine(storage, options);
    const auto sent = file_here("a", "content");
    for (int again = 0; again < 2; ++again) {
        BOOST_REQUIRE(put(sent));
        BOOST_TEST(inode_of(sent.local) == inode_of(storage / sent.remote));
        BOOST_TEST(files_below(storage).size() == 1u);
    }
    // Of what a link leads to, however it does.
    for (const fs::path& to : {fs::path("a"), sent.local}) {
        auto linked = sent;
        linked.local = folder / "here/link";
        fs::remove(linked.local);
        fs::create_symlink(to, linked.local);
        linked.remote = "10201-1/mnt/link";
        BOOST_REQUIRE(put(linked));
        BOOST_TEST(!fs::is_symlink(storage / linked.remote));
        BOOST_TEST(inode_of(storage / linked.remote) == inode_of(sent.local));
        BOOST_TEST(has(linked.remote).value().has_value());
        fs::remove(storage / linked.remote);
    }
    // Without its stamp nobody knows that it is the file that was hashed.
    BOOST_REQUIRE(put(file_here("b", "content", false)));
    BOOST_TEST(inode_of(folder / "here/b") != inode_of(storage / "10201-1/mnt/b"));
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_file_that_is_another, local_bench) {
    auto sent = file_here("a", "content");
    write_file(sent.local, "another");
    fs::last_write_time(sent.local, fs::file_time_type::clock::now() - std::chrono::hours(1));
    BOOST_TEST((put(sent).error().code == rb::scene_errc::changed_file));
    auto unstamped = file_here("b", "content", false);
    write_file(unstamped.local, "changed");
    BOOST_TEST((put(unstamped).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(files_below(storage).empty());

    write_file(storage / "out/frame", "frame 1");
    const rb::remote_file other_size{"out/frame", 6, {}};
    BOOST_TEST((get(other_size, folder / "back").error().code == rb::data_errc::wrong_digest));
    const rb::remote_file other_digest{"out/frame", 7, digest_of_text("frame 2")};
    BOOST_TEST((get(other_digest, folder / "back").error().code == rb::data_errc::wrong_digest));
    BOOST_TEST((get({"out/none", 7, {}}, folder / "back").error().code == rb::scene_errc::missing_file));
    BOOST_TEST(!fs::exists(folder / "back"));
}

BOOST_FIXTURE_TEST_CASE(stays_in_the_storage, local_bench) {
    write_file(folder / "secret", "secret");
    fs::create_directories(storage / "out");
    fs::create_directory_symlink(folder.path(), storage / "out/way");
    fs::create_symlink(folder / "secret", storage / "out/link");
    for (const char* name : {"../secret", "out/../../secret", "out/way/secret", "out/link", ""}) {
        BOOST_TEST((get({name, 6, {}}, folder / "back").error().code == rb::data_errc::unsafe_path), name);
        BOOST_TEST((has(name).error().code == rb::data_errc::unsafe_path), name);
        auto sent = file_here("a", "content");
        sent.remote = name;
        BOOST_TEST((put(sent).error().code == rb::data_errc::unsafe_path), name);
    }
    BOOST_TEST(list("out").value().files.empty());
    BOOST_TEST(read_file(folder / "secret") == "secret");
}

BOOST_FIXTURE_TEST_CASE(tells_a_missing_disk_from_a_missing_file, local_bench) {
    BOOST_TEST(!has("10201-1/mnt/a").value().has_value());
    BOOST_TEST((list("10201-1").error().code == rb::transport_errc::http_status));
    fs::remove_all(storage);
    BOOST_TEST((has("10201-1/mnt/a").error().code == rb::transport_errc::connect_failed));
    BOOST_TEST((list("10201-1").error().code == rb::transport_errc::connect_failed));
    BOOST_TEST((put(file_here("a", "content")).error().code == rb::transport_errc::connect_failed));
    BOOST_TEST(!fs::exists(storage));
}

BOOST_FIXTURE_TEST_CASE(leaves_nothing_where_it_is_stopped, local_bench) {
    const auto sent = file_here("a", some_bytes(40 << 20), false);
    bool stopped = false;
    const auto how = outcome<void>(context, [&](auto done) {
        engine.async_put(
            context.get_executor(), sent,
            [&](std::uint64_t) {
                stopped = true;
                stop.request_stop();
            },
            stop.get_token(), std::move(done));
    });
    BOOST_TEST(stopped);
    BOOST_TEST((how.error().code == rb::transport_errc::canceled));
    BOOST_TEST(files_below(storage).empty());
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_disk_that_is_full, local_bench) {
    const auto sent = file_here("a", some_bytes(3 << 20));
    const auto wrong = in_child([&]() -> std::string {
        const rlimit limit{1 << 20, 1 << 20};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
        const auto how = put(sent);
        if (how) return "it was put all the same";
        return how.error().code == rb::scene_errc::unwritable_file && files_below(storage).empty() ? "" : how.error().message();
    });
    BOOST_TEST(wrong == "");
}

BOOST_FIXTURE_TEST_CASE(bounds_a_list, local_bench) {
    rb::local_engine_options options;
    options.list_entries = 2;
    engine = rb::local_engine(storage, options);
    for (const char* name : {"out/a", "out/b"}) write_file(storage / name, "x");
    BOOST_TEST(list("out").value().files.size() == 2u);
    write_file(storage / "out/c", "x");
    BOOST_TEST((list("out").error().code == rb::data_errc::too_large));
}

BOOST_FIXTURE_TEST_CASE(holds_a_limit_over_all_files_and_both_ways, local_bench) {
    constexpr std::uint64_t up = 2'000'000, down = 5'000'000;
    constexpr int files = 4, seconds = 3;
    engine = rb::local_engine(storage, {.upload_limit = up, .download_limit = down});
    using clock = std::chrono::steady_clock;
    const auto began = clock::now();
    clock::time_point sent, came;
    for (int i = 0; i < files; ++i) {
        const bool stamped = i % 2 == 0;
        const auto file = file_here("f" + std::to_string(i), some_bytes(up * seconds / files, i + 1), stamped);
        engine.async_put(context.get_executor(), file, {}, {}, [&](const rb::result<void>& how) {
            BOOST_TEST(how.has_value());
            sent = clock::now();
        });
        const auto name = "out/" + std::to_string(i);
        const auto content = some_bytes(down * seconds / files, i + 1);
        write_file(storage / name, content);
        rb::remote_file there{name, content.size(), {}};
        if (!stamped) there.digest = digest_of_text(content);
        engine.async_get(context.get_executor(), there, folder / "back" / name, {}, {}, [&](const rb::result<void>& how) {
            BOOST_TEST(how.has_value());
            came = clock::now();
        });
    }
    context.run();
    for (const auto end : {sent, came}) {
        const auto took = std::chrono::duration<double>(end - began).count();
        BOOST_TEST(took >= 0.97 * seconds);
        BOOST_TEST(took <= 1.25 * seconds + 0.5);
    }
    for (int i = 0; i < files; ++i) {
        BOOST_TEST((read_file(storage / "10201-1/mnt" / ("f" + std::to_string(i))) == some_bytes(up * seconds / files, i + 1)));
        BOOST_TEST((read_file(folder / "back/out" / std::to_string(i)) == some_bytes(down * seconds / files, i + 1)));
    }
}

BOOST_FIXTURE_TEST_CASE(lists_what_it_can_give_and_tells_the_names_that_it_cannot, local_bench) {
    for (const char* name : {"a.png", "b:1.png", "c\\d.png", "e.png."}) write_file(storage / "out" / name, "x");
    const auto listed = list("out").value();
    BOOST_REQUIRE_EQUAL(listed.files.size(), 1u);
    BOOST_TEST(listed.files[0].path.text() == "a.png");
    BOOST_TEST(listed.files[0].written_ns.value() == rb::stamp_of(storage / "out/a.png").value().mtime_ns);
    BOOST_REQUIRE_EQUAL(listed.left_out.size(), 3u);
    for (const auto& one : listed.left_out) BOOST_TEST((one.code == rb::data_errc::unsafe_path), one.message());
}

BOOST_AUTO_TEST_SUITE_END()
