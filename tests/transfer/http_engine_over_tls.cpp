// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/certificate.hpp>
#include <renderbus/farm/http_server.hpp>
#include <renderbus/storage/sqlite.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/storage_protocol.hpp>
#include <renderbus/transfer/transfer.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/executor_work_guard.hpp>

#include <atomic>
#include <thread>

namespace {
using namespace transfer_tests;

/// The storage protocol over a folder, behind a real server. Names come as they are; the test sends no evil ones.
class storage_handler : public rb::farm::http_handler {
public:
    explicit storage_handler(fs::path where) : root_(std::move(where)) { fs::create_directories(root_); }
    std::atomic<int> early_status = 0;  ///< the answer to a PUT before its body
    std::string key = "transfer-key";

    rb::farm::reception begin(const rb::farm::incoming& head) override {
        rb::farm::reception wanted;
        const auto* authorization = rb::http::find(head.headers, "Authorization");
        if (!authorization || *authorization != rb::storage_protocol::basic_authorization("artist", key)) {
            wanted.early = rb::farm::answer{401, {}, "no\n", nullptr};
        } else if (head.method == "PUT" && early_status != 0) {
            wanted.early = rb::farm::answer{early_status, {}, "no\n", nullptr};
        } else if (head.method == "PUT") {
            wanted.sink = rb::file_sink::create(place(head)).value();
            wanted.limit = {UINT64_MAX};
        }
        return wanted;
    }

    rb::farm::answer finish(rb::farm::incoming&& request) override {
        const auto where = place(request);
        if (request.method == "PUT") {
            const auto digest = rb::parse_repr_digest(*rb::http::find(request.headers, "Repr-Digest")).value();
            const bool was_there = fs::exists(where);
            if (!static_cast<rb::file_sink&>(*request.sink).commit(digest)) return {400, {}, "another digest\n", nullptr};
            return {was_there ? 204 : 201, {}, "", nullptr};
        }
        if (request.target.ends_with('/')) {
            std::vector<rb::storage_protocol::listing_entry> entries;
            std::string text = "[";
            for (const auto& name : files_below(where)) {
                const auto digest = rb::to_base64(rb::sha256_of_file(where / name).value());
                text += std::string(text.size() > 1 ? "," : "") + "{\"path\":\"" + name +
                        "\",\"size\":" + std::to_string(fs::file_size(where / name)) + ",\"digest\":\"" + digest + "\"}";
            }
            return {200, {}, text + "]", nullptr};
        }
        if (!fs::is_regular_file(where)) return {404, {}, "none\n", nullptr};
        return {
            200, {{"Repr-Digest", rb::repr_digest(rb::sha256_of_file(where).value())}}, "", rb::file_source::open(where).value()};
    }

private:
    fs::path place(const rb::farm::incoming& head) const {
        return root_ / head.target.substr(std::string_view("/storage/").size());
    }
    fs::path root_;
};

/// A farm with a certificate of its own in a thread of its own, and a client that trusts it.
struct bench {
    scratch folder;
    rb::farm::made_certificate certificate = rb::farm::make_certificate().value();
    std::shared_ptr<storage_handler> handler = std::make_shared<storage_handler>(folder / "farm");
    asio::io_context farm_context;
    rb::farm::http_server farm =
        rb::farm::http_server::start(
            farm_context.get_executor(),
            {.identity = rb::farm::server_identity{certificate.identity.certificate, certificate.identity.key.copy()}}, handler)
            .value();
    std::thread farm_thread{[this] { farm_context.run(); }};
    asio::io_context context;
    std::stop_source stop;
    rb::any_transfer_engine engine = engine_that_trusts(certificate.authority);
    rb::any_record_store record{rb::sqlite_record::open(folder / "sent.db").value()};

    ~bench() {
        farm.stop();
        farm_thread.join();
    }
    rb::any_transfer_engine engine_that_trusts(const std::string& authority, const char* key = "transfer-key") const {
        auto carrier = std::make_shared<rb::asio_transport>(rb::asio_transport_options{.trusted = {.pem = authority}});
        return rb::any_transfer_engine(
            std::make_shared<rb::http_engine>(rb::any_transport(carrier), farm.where(), "artist", rb::secret(key),
                                              rb::http_engine_options{.pause = std::chrono::milliseconds(1)}));
    }
    rb::upload_file big_file() const {
        const auto content = some_bytes(std::size_t{20} << 20);
        return {write_file(folder / "scene/big", content), "s/big", content.size(), digest_of_text(content), {}};
    }
    rb::result<void> put(const rb::upload_file& file, rb::transfer_progress progress = {}) {
        return outcome<void>(context, [&](auto done) {
            engine.async_put(context.get_executor(), file, std::move(progress), stop.get_token(), std::move(done));
        });
    }
    rb::result<rb::upload_report> upload(const std::vector<rb::needed_file>& files) {
        auto plan = outcome<rb::upload_plan>(context, [&](auto done) {
            rb::async_plan(context.get_executor(), engine, record, "s", files, {}, stop.get_token(), std::move(done));
        });
        if (!plan) return std::move(plan).error();
        return outcome<rb::upload_report>(context, [&](auto done) {
            rb::async_upload(context.get_executor(), engine, record, std::move(*plan), {}, {}, stop.get_token(), std::move(done));
        });
    }
    rb::result<rb::download_report> fetch(const std::string& remote) {
        return outcome<rb::download_report>(context, [&](auto done) {
            rb::async_download(context.get_executor(), engine, {remote}, folder / "frames", {}, {}, stop.get_token(),
                               std::move(done));
        });
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_http_engine_over_tls)

BOOST_AUTO_TEST_CASE(files_go_there_and_back_and_the_second_time_none) {
    bench at;
    std::vector<rb::needed_file> files;
    for (int i = 0; i < 40; ++i) {
        const auto name = "tex/" + std::to_string(i);
        files.push_back({write_file(at.folder / "scene" / name, some_bytes(static_cast<std::size_t>(i) * 5000)), "/" + name});
    }
    BOOST_TEST(at.upload(files).value().files == 40u);
    const auto again = at.upload(files).value();
    BOOST_TEST(again.files == 0u);
    BOOST_TEST(again.bytes_sent == 0u);
    BOOST_TEST(at.fetch("s/tex").value().files == 40u);
    for (int i = 0; i < 40; ++i)
        BOOST_TEST((read_file(at.folder / "frames" / std::to_string(i)) == read_file(files[static_cast<std::size_t>(i)].local)));
    BOOST_TEST(at.fetch("s/tex").value().skipped == 40u);
    BOOST_TEST(at.farm.accepted() <= 16u);  // connections are kept, and there are no more
}

BOOST_AUTO_TEST_CASE(the_size_of_a_large_file_is_asked_without_fetching_it) {
    bench at;
    std::uint64_t progress = 0;
    const auto file = at.big_file();
    BOOST_REQUIRE(at.put(file, [&](std::uint64_t more) { progress += more; }).has_value());
    BOOST_TEST(progress == file.size);
    const auto held = outcome<std::optional<rb::held_file>>(
        at.context, [&](auto done) { at.engine.async_has(at.context.get_executor(), "s/big", {}, std::move(done)); });
    BOOST_REQUIRE(held.value().has_value());
    BOOST_TEST((*held)->size == file.size);
    BOOST_TEST((*held)->digest.has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_in_the_middle_of_a_large_body_reaches_the_caller) {
    bench at;
    const auto file = at.big_file();
    for (const int status : {507, 413, 403}) {
        at.handler->early_status = status;
        const auto refused = at.put(file);
        BOOST_REQUIRE(!refused);
        BOOST_TEST((refused.error().code == rb::transport_errc::http_status), refused.error().message());
        BOOST_TEST(refused.error().message().find(std::to_string(status)) != std::string::npos, refused.error().message());
    }
    at.handler->early_status = 0;
    at.engine = at.engine_that_trusts(at.certificate.authority, "wrong key");
    const auto refused = at.put(file);
    BOOST_TEST(refused.error().message().find("check the user name and the transfer key") != std::string::npos,
               refused.error().message());
    BOOST_TEST(refused.error().message().find("wrong key") == std::string::npos);
    BOOST_TEST(files_below(at.folder / "farm").empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_while_it_travels_never_stands_at_the_farm) {
    bench at;
    const auto file = at.big_file();
    bool changed = false;
    const auto ended = at.put(file, [&](std::uint64_t) {
        if (!std::exchange(changed, true)) std::ofstream(file.local, std::ios::app) << "more";
    });
    BOOST_REQUIRE(!ended);
    BOOST_TEST((ended.error().code == rb::scene_errc::changed_file), ended.error().message());
    BOOST_TEST(!fs::exists(at.folder / "farm/s/big"));
}

BOOST_AUTO_TEST_CASE(a_stop_in_the_middle_leaves_nothing_under_a_final_name) {
    bench at;
    const auto file = at.big_file();
    auto ended = at.put(file, [&](std::uint64_t) { at.stop.request_stop(); });
    BOOST_TEST((ended.error().code == rb::transport_errc::canceled));
    BOOST_TEST(!fs::exists(at.folder / "farm/s/big"));
    at.stop = {};
    BOOST_REQUIRE(at.put(file).has_value());
    ended = outcome<void>(at.context, [&](auto done) {
        at.engine.async_get(
            at.context.get_executor(), {"s/big", file.size, file.digest}, at.folder / "frames/big",
            [&](std::uint64_t) { at.stop.request_stop(); }, at.stop.get_token(), std::move(done));
    });
    BOOST_TEST((ended.error().code == rb::transport_errc::canceled));
    BOOST_TEST(!fs::exists(at.folder / "frames/big"));
    at.stop = {};
    // What is here by then is not fetched again.
    std::uint64_t first = 0;
    BOOST_REQUIRE(outcome<void>(at.context, [&](auto done) {
        at.engine.async_get(
            at.context.get_executor(), {"s/big", file.size, file.digest}, at.folder / "frames/big",
            [&](std::uint64_t more) { first = first == 0 ? more : first; }, at.stop.get_token(), std::move(done));
    }));
    BOOST_TEST(first > 0u);
    BOOST_TEST(read_file(at.folder / "frames/big") == read_file(file.local));
    BOOST_TEST(files_below(at.folder / "frames") == std::vector<std::string>{"big"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_farm_that_goes_away_or_is_another_is_told) {
    bench at;
    const auto file = at.big_file();
    auto ended = at.put(file, [&](std::uint64_t) { at.farm.stop(); });
    BOOST_REQUIRE(!ended);
    BOOST_TEST(
        (ended.error().code == rb::transport_errc::connection_lost || ended.error().code == rb::transport_errc::connect_failed),
        ended.error().message());
    BOOST_TEST(ended.error().message().find("tried 3 times") != std::string::npos, ended.error().message());
    BOOST_TEST(!fs::exists(at.folder / "farm/s/big"));

    bench other;
    other.engine = other.engine_that_trusts(at.certificate.authority);
    ended = other.put(file);
    BOOST_TEST((ended.error().code == rb::transport_errc::certificate_refused), ended.error().message());
    BOOST_TEST(ended.error().message().find(file.local.string()) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
