// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/input_file.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

namespace {
using namespace transfer_tests;

/// Everything up to the end, or the failure.
rb::result<std::string> read_all(rb::input_file& file, std::size_t piece) {
    std::string all(piece, '\0');
    std::string read;
    for (;;) {
        const auto count = file.read(all);
        if (!count) return count.error();
        if (*count == 0) return read;
        read.append(all, 0, *count);
    }
}
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_input_file)

BOOST_AUTO_TEST_CASE(a_file_is_read_in_pieces_and_again_after_rewind) {
    scratch folder;
    const auto content = some_bytes(2500);
    auto file = rb::input_file::open(write_file(folder / "a", content)).value();
    BOOST_TEST(file.stamp().size == 2500u);
    BOOST_TEST(read_all(file, 1000).value() == content);
    BOOST_TEST(file.read(std::span<char>{}).value() == 0u);
    BOOST_TEST(file.rewind().has_value());
    BOOST_TEST(read_all(file, 7).value() == content);
    auto empty = rb::input_file::open(write_file(folder / "empty", "")).value();
    BOOST_TEST(read_all(empty, 10).value().empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_shrinks_grows_or_is_written_to_is_never_complete) {
    scratch folder;
    const auto name = folder / "a";
    const auto content = some_bytes(3000);
    const auto change_after_first_piece = [&](auto change) {
        write_file(name, content);
        auto file = rb::input_file::open(name).value();
        std::string piece(1000, '\0');
        BOOST_TEST(file.read(piece).value() == 1000u);
        change();
        return read_all(file, 1000);
    };
    const auto shrunk = change_after_first_piece([&] { fs::resize_file(name, 1500); });
    const auto emptied = change_after_first_piece([&] { fs::resize_file(name, 0); });
    const auto grown = change_after_first_piece([&] { std::ofstream(name, std::ios::app) << "more"; });
    const auto rewritten = change_after_first_piece([&] { std::ofstream(name) << some_bytes(3000, 2); });
    for (const auto* read : {&shrunk, &emptied, &grown, &rewritten}) {
        BOOST_REQUIRE(!*read);
        BOOST_TEST((read->error().code == rb::scene_errc::changed_file));
        BOOST_TEST(read->error().place == name.string());
    }
    // Replaced by rename, the old file stays whole for who has it open.
    const auto replaced = change_after_first_piece([&] { fs::rename(write_file(folder / "b", "other"), name); });
    BOOST_TEST(replaced.value() == content.substr(1000));
}

BOOST_AUTO_TEST_CASE(what_is_no_readable_file_is_told_with_its_path_and_the_reason) {
    scratch folder;
    const auto missing = rb::input_file::open(folder / "none.png");
    BOOST_TEST((missing.error().code == rb::scene_errc::missing_file));
    BOOST_TEST(missing.error().message() ==
               (folder / "none.png").string() + ": there is no such file (No such file or directory); check the path");
    const auto below_a_file = rb::input_file::open(write_file(folder / "a", "x") / "b");
    BOOST_TEST((below_a_file.error().code == rb::scene_errc::missing_file));
    const auto directory = rb::input_file::open(folder.path());
    BOOST_TEST((directory.error().code == rb::scene_errc::unreadable_file));
    BOOST_TEST((rb::stamp_of(folder.path()).error().code == rb::scene_errc::unreadable_file));
    BOOST_TEST((rb::stamp_of(folder / "none.png").error().code == rb::scene_errc::missing_file));

    BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    const auto pipe = rb::input_file::open(folder / "pipe");  // must not wait for a writer
    BOOST_TEST((pipe.error().code == rb::scene_errc::unreadable_file));
    fs::create_symlink("loop", folder / "loop");
    BOOST_TEST((rb::input_file::open(folder / "loop").error().code == rb::scene_errc::unreadable_file));
    if (::geteuid() != 0) {
        fs::permissions(folder / "a", fs::perms::none);
        BOOST_TEST((rb::input_file::open(folder / "a").error().code == rb::scene_errc::unreadable_file));
    }
}

BOOST_AUTO_TEST_CASE(a_stamp_tells_two_states_of_a_file_apart) {
    scratch folder;
    const auto name = write_file(folder / "a", "one");
    const auto before = rb::stamp_of(name).value();
    BOOST_TEST((rb::stamp_of(name).value() == before));
    BOOST_TEST((rb::input_file::open(name).value().stamp() == before));
    fs::last_write_time(name, fs::last_write_time(name) + std::chrono::microseconds(1));
    BOOST_TEST((rb::stamp_of(name).value() != before));
    const auto touched = rb::stamp_of(name).value();
    const auto time = fs::last_write_time(name);
    fs::rename(write_file(folder / "b", "two"), name);
    fs::last_write_time(name, time);
    BOOST_TEST((rb::stamp_of(name).value() != touched));  // another inode, though size and time agree
}

BOOST_AUTO_TEST_SUITE_END()
