// SPDX-License-Identifier: BSL-1.0
#include "engine_bench.hpp"

#include <renderbus/transfer/http_engine.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
}  // namespace

static_assert(rb::transfer_engine<rb::http_engine> && rb::transfer_engine<rb::any_transfer_engine>);

BOOST_AUTO_TEST_SUITE(transfer_http_engine)

BOOST_AUTO_TEST_CASE(a_file_goes_there_is_found_there_and_comes_back) {
    engine_bench at;
    for (const auto& content : {std::string(), std::string("x"), some_bytes(1000), some_bytes(12'345)}) {
        at.progress = 0;
        BOOST_REQUIRE(at.put(at.file_here("tex/a b\xc3\xa9#?.png", content)).has_value());
        BOOST_TEST(at.progress == content.size());
        BOOST_TEST(read_file(at.farm->root / "10201-1/tex/a b\xc3\xa9#?.png") == content);

        const auto listed = at.list("10201-1").value().files;
        BOOST_REQUIRE_EQUAL(listed.size(), 1u);
        BOOST_TEST(listed[0].path.text() == "tex/a b\xc3\xa9#?.png");
        const auto held = at.has("10201-1/" + listed[0].path.text()).value();
        BOOST_REQUIRE(held.has_value());
        BOOST_TEST(held->size == content.size());
        BOOST_TEST((held->digest == digest_of_text(content)));

        at.progress = 0;
        BOOST_REQUIRE(
            at.get({"10201-1/" + listed[0].path.text(), listed[0].size, listed[0].digest}, at.here("back/a.png")).has_value());
        BOOST_TEST(at.progress == content.size());
        BOOST_TEST(read_file(at.here("back/a.png")) == content);
    }
    BOOST_TEST(!at.has("10201-1/none").value().has_value());
    BOOST_TEST(files_below(at.folder.path()).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_at_any_step_is_tried_again_and_counts_no_byte_twice) {
    engine_bench at;
    const auto content = some_bytes(4500);
    const auto up = at.file_here("a", content);
    const auto down = at.file_there("out/b", content);
    for (int step = 1;; ++step) {
        at.farm->steps = 0;
        at.farm->lose_at = step;
        at.progress = 0;
        BOOST_REQUIRE(at.put(up).has_value());
        BOOST_TEST(at.progress == 4500u);
        if (at.farm->steps < step) break;
        BOOST_REQUIRE(step < 100);
    }
    for (int step = 1;; ++step) {
        at.farm->steps = 0;
        at.farm->lose_at = step;
        at.progress = 0;
        fs::remove(at.here("b"));
        BOOST_REQUIRE(at.get(down, at.here("b")).has_value());
        BOOST_TEST(at.progress == 4500u);
        BOOST_TEST(read_file(at.here("b")) == content);
        if (at.farm->steps < step) break;
        BOOST_REQUIRE(step < 100);
    }
    BOOST_TEST(files_below(at.here("")) == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_connection_lost_for_ever_leaves_nothing_under_a_final_name) {
    engine_bench at;
    const auto content = some_bytes(4500);
    const auto up = at.file_here("a", content);
    const auto down = at.file_there("out/b", content);
    at.farm->lost_for_ever = true;
    int whole = 0;
    for (int step = 1; whole < 2; ++step) {
        whole = 0;
        for (const bool upwards : {true, false}) {
            at.farm->steps = 0;
            at.farm->requests.clear();
            at.farm->lose_at = step;
            const auto ended = upwards ? at.put(up) : at.get(down, at.here("b"));
            const auto result = upwards ? at.farm->root / "10201-1/a" : at.here("b");
            BOOST_TEST(fs::exists(result) == ended.has_value());
            if (ended) {
                ++whole;
                BOOST_TEST(read_file(result) == content);
                fs::remove(result);
                continue;
            }
            BOOST_TEST((ended.error().code == rb::transport_errc::connection_lost));
            BOOST_TEST(says(ended.error(), (upwards ? up.local : at.here("b")).string()), ended.error().message());
            BOOST_TEST(says(ended.error(), "tried 3 times"), ended.error().message());
            BOOST_TEST(at.farm->requests.size() == 3u);
        }
        BOOST_TEST(files_below(at.folder.path()) == (std::vector<std::string>{"farm/out/b", "here/a"}),
                   boost::test_tools::per_element());
        BOOST_REQUIRE(step < 100);
    }
}

BOOST_AUTO_TEST_CASE(a_status_is_tried_again_only_where_that_may_help) {
    engine_bench at;
    const auto up = at.file_here("a", "content");
    const std::pair<int, std::size_t> tries[] = {{500, 3}, {502, 3}, {503, 3}, {504, 3}, {429, 3}, {507, 1}, {501, 1}, {400, 1},
                                                 {401, 1}, {403, 1}, {404, 1}, {409, 1}, {413, 1}, {301, 1}, {206, 1}};
    for (const auto& [status, expected] : tries) {
        at.answer_always(status);
        at.farm->requests.clear();
        const auto ended = at.put(up);
        BOOST_REQUIRE(!ended);
        BOOST_TEST(at.farm->count("PUT ") == static_cast<int>(expected), "status " << status);
        const bool may_lack_a_folder = status == 409 || status == 404 || status == 500;
        BOOST_TEST((at.farm->count("") == at.farm->count("PUT ")) == !may_lack_a_folder, "status " << status);
        BOOST_TEST(
            (ended.error().code == (status == 301 ? rb::transport_errc::redirect_refused : rb::transport_errc::http_status)));
        BOOST_TEST(says(ended.error(), std::to_string(status)));
        BOOST_TEST(says(ended.error(), up.local.string()));
        BOOST_TEST(!ended.error().next_step.empty());
    }
    int answers = 0;
    at.farm->instead = [&](auto&) -> std::optional<rb::http::response> {
        if (++answers < 3) return rb::http::response{500, {}, "out of order"};
        return {};
    };
    BOOST_TEST(at.put(up).has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_to_do) {
    engine_bench at;
    at.farm->key = "another key";
    const auto refused = at.put(at.file_here("a", "content"));
    BOOST_TEST(says(refused.error(), "check the user name and the transfer key"), refused.error().message());
    for (const auto& why :
         {refused.error(), at.list("x").error(), at.has("x").error(), at.get({"x", 1, {}}, at.here("x")).error()}) {
        BOOST_TEST(says(why, "401"));
        BOOST_TEST(!says(why, "transfer-key"));
        BOOST_TEST(!says(why, "another key"));
        BOOST_TEST(!says(why, rb::storage_protocol::basic_authorization("artist", "transfer-key").substr(6)));
    }
    at.answer_always(507);
    BOOST_TEST(says(at.put(at.file_here("a", "content")).error(), "the farm's disk is full"));
}

BOOST_AUTO_TEST_CASE(what_arrives_is_checked_against_every_digest_there_is) {
    engine_bench at;
    const auto local = at.here("b");
    const auto right = digest_of_text("content"), wrong = digest_of_text("CONTENT");
    using headers = std::vector<rb::http::field>;
    const headers none, of_right{{"repr-digest", rb::repr_digest(right)}}, of_wrong{{"Repr-Digest", rb::repr_digest(wrong)}},
        garbage{{"Repr-Digest", "sha-256=:x:"}};
    const auto code_of = [&](const headers& sent, const rb::remote_file& asked,
                             const std::string& body = "content") -> std::error_code {
        at.answer_always(200, sent, body);
        const auto ended = at.get(asked, local);
        BOOST_TEST(fs::exists(local) == ended.has_value());
        fs::remove(local);
        BOOST_TEST(files_below(at.here("")).empty());
        return ended ? std::error_code() : ended.error().code;
    };
    BOOST_TEST(!code_of(of_right, {"b", 7, right}));
    BOOST_TEST(!code_of(of_right, {"b", 7, {}}));
    BOOST_TEST(!code_of(none, {"b", 7, right}));
    BOOST_TEST(!code_of(none, {"b", 7, {}}));
    BOOST_TEST((code_of(of_wrong, {"b", 7, {}}) == rb::data_errc::wrong_digest));
    BOOST_TEST((code_of(of_wrong, {"b", 7, right}) == rb::data_errc::wrong_digest));
    BOOST_TEST((code_of(of_right, {"b", 7, wrong}) == rb::data_errc::wrong_digest));
    BOOST_TEST((code_of(none, {"b", 7, wrong}) == rb::data_errc::wrong_digest));
    BOOST_TEST((code_of(garbage, {"b", 7, right}) == rb::data_errc::invalid_value));
    BOOST_TEST((code_of(none, {"b", 7, {}}, "conten") == rb::data_errc::wrong_digest));
    BOOST_TEST((code_of(none, {"b", 7, {}}, "contents") == rb::data_errc::wrong_digest));
}

BOOST_AUTO_TEST_CASE(a_file_that_changed_after_it_was_hashed_is_not_sent) {
    engine_bench at;
    const auto up = at.file_here("a", "content");
    std::ofstream(up.local) << "CONTENT";
    BOOST_TEST((at.put(up).error().code == rb::scene_errc::changed_file));
    auto without_stamp = up;
    without_stamp.stamp.reset();
    BOOST_TEST((at.put(without_stamp).error().code == rb::scene_errc::changed_file));  // noticed on its way
    std::ofstream(up.local) << "longer content";
    BOOST_TEST((at.put(without_stamp).error().code == rb::scene_errc::changed_file));
    fs::remove(up.local);
    BOOST_TEST((at.put(up).error().code == rb::scene_errc::missing_file));
    fs::create_directory(up.local);
    BOOST_TEST((at.put(up).error().code == rb::scene_errc::unreadable_file));
    BOOST_TEST(files_below(at.farm->root).empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_on_its_way_does_not_arrive) {
    engine_bench at;
    for (int step = 2; step < 5; ++step) {
        const auto up = at.file_here("a", some_bytes(4500));
        at.farm->steps = 0;
        at.farm->on_step = [&](int now) {
            if (now == step) std::ofstream(up.local, std::ios::app) << "more";
        };
        BOOST_TEST((at.put(up).error().code == rb::scene_errc::changed_file));
        BOOST_TEST(files_below(at.farm->root).empty());
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_is_garbage_or_leads_elsewhere_is_refused) {
    engine_bench at;
    const auto digest = rb::to_base64(digest_of_text("abc"));
    const auto code_of = [&](const std::string& body) {
        at.answer_always(200, {}, body);
        const auto listed = at.list("out");
        if (!listed) BOOST_TEST(says(listed.error(), "http://127.0.0.1:80/storage/out/"), listed.error().message());
        return listed ? std::error_code() : listed.error().code;
    };
    BOOST_TEST((code_of("<html>hello</html>").category() == rb::data_category()));
    BOOST_TEST((code_of("") == rb::data_errc::malformed_json));
    BOOST_TEST((code_of(R"([{"path":"../../etc/cron.d/x","size":3,"digest":")" + digest + R"("}])") == std::error_code()));
    BOOST_TEST(at.list("out").value().files.empty());
    BOOST_REQUIRE_EQUAL(at.list("out").value().left_out.size(), 1u);
    BOOST_TEST((at.list("out").value().left_out[0].code == rb::data_errc::unsafe_path));
    at.engine = engine_at(at.farm, {.list_entries = 2});
    for (const char* name : {"a", "b", "c"}) write_file(at.farm->root / "out" / name, "x");
    at.farm->instead = nullptr;
    BOOST_TEST((at.list("out").error().code == rb::data_errc::too_large));
    BOOST_TEST((at.list("none").error().code == rb::transport_errc::http_status));
    BOOST_TEST((at.list("../out").error().code == rb::data_errc::unsafe_path));
    BOOST_TEST((at.has("a/../b").error().code == rb::data_errc::unsafe_path));
}

BOOST_AUTO_TEST_CASE(an_answer_about_a_file_without_a_size_is_refused) {
    engine_bench at;
    for (const char* length : {"", "-1", "12x", "99999999999999999999999"}) {
        at.answer_always(200, {{"Content-Length", length}});
        BOOST_TEST((at.has("a").error().code == rb::data_errc::invalid_value), length);
    }
    at.answer_always(200);
    BOOST_TEST((at.has("a").error().code == rb::data_errc::missing_field));
    at.answer_always(200, {{"content-length", "18446744073709551615"}});
    BOOST_TEST(at.has("a").value()->size == UINT64_MAX);
    BOOST_TEST(!at.has("a").value()->digest.has_value());
}

BOOST_AUTO_TEST_CASE(the_key_goes_nowhere_unencrypted_but_to_this_machine) {
    engine_bench at;
    const auto try_origin = [&](rb::http::origin farm, std::string user = "artist") {
        at.engine = rb::any_transfer_engine(
            std::make_shared<rb::http_engine>(rb::any_transport(at.farm), farm, user, rb::secret("transfer-key")));
        return at.has("a");
    };
    BOOST_TEST((try_origin({false, "farm.example", 80, true}).error().code == rb::transport_errc::tls_failed));
    BOOST_TEST((try_origin({false, "127.0.0.1.example", 80, true}).error().code == rb::transport_errc::tls_failed));
    BOOST_TEST((try_origin({true, "farm.example", 443, false}, "a:b").error().code == rb::data_errc::invalid_value));
    BOOST_TEST((try_origin({true, "farm.example", 443, false}, "a\r\nX: y").error().code == rb::data_errc::invalid_value));
    BOOST_TEST(at.farm->requests.empty());
    BOOST_TEST(try_origin({true, "farm.example", 443, false}).has_value());
    BOOST_TEST(try_origin({false, "::1", 80, true}).has_value());
    BOOST_TEST(try_origin({false, "localhost", 80, true}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
