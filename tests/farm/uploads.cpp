// SPDX-License-Identifier: BSL-1.0
#include "upload_bench.hpp"

#include <sys/wait.h>

#include <csignal>

using namespace upload_tests;

BOOST_AUTO_TEST_SUITE(uploads_that_go_on)

BOOST_FIXTURE_TEST_CASE(are_offered, upload_fixture) {
    const auto offer = artist.raw(artist.storage("OPTIONS", "/storage/"));
    BOOST_TEST(offer.status == 204);
    BOOST_TEST(*rb::http::find(offer.headers, "Tus-Version") == "1.0.0");
    BOOST_TEST(rb::http::lists(offer.headers, "Tus-Extension", "creation"));
    BOOST_TEST(rb::tus::bytes_in(offer.headers, "Tus-Max-Size").value() > 0u);
}

BOOST_FIXTURE_TEST_CASE(take_part_after_part, upload_fixture) {
    const auto upload = location_of("0123456789");
    BOOST_TEST(offset_of(upload) == 0u);
    const auto half = patch(upload, 0, "01234");
    BOOST_TEST(half.status == 204);
    BOOST_TEST(rb::tus::bytes_in(half.headers, "Upload-Offset").value() == 5u);
    BOOST_TEST(offset_of(upload) == 5u);
    BOOST_TEST(artist.get("/storage/" + storage + "x") == 404);
    BOOST_TEST(patch(upload, 4, "456789").status == 409);
    BOOST_TEST(patch(upload, 5, "567890123").status == 413);
    BOOST_TEST(patch(upload, 5, "56789").status == 204);
    BOOST_TEST(arrived("x") == "0123456789");
    BOOST_TEST(offset_of(upload) == 10u);
    BOOST_TEST(files_in(folder / "storage" / storage) == 1u);
}

BOOST_FIXTURE_TEST_CASE(refuse_another_content, upload_fixture) {
    const auto upload = location_of("0123456789");
    BOOST_TEST(patch(upload, 0, "0123456780").status == rb::tus::checksum_mismatch);
    BOOST_TEST(offset_of(upload) == 0u);
    BOOST_TEST(files_in(folder / "storage" / storage) == 0u);
}

BOOST_FIXTURE_TEST_CASE(can_be_given_up, upload_fixture) {
    const auto upload = location_of("0123456789");
    patch(upload, 0, "0123");
    BOOST_TEST(artist.raw(artist.storage("DELETE", upload)).status == 204);
    BOOST_TEST(offset_of(upload) == 0u);
    BOOST_TEST(files_in(folder / "storage" / storage) == 0u);
}

BOOST_FIXTURE_TEST_CASE(belong_to_who_may_write_there, upload_fixture) {
    const auto upload = location_of("0123456789");
    BOOST_TEST(other.raw(other.storage("HEAD", upload)).status == 403);
    auto nobody = artist.storage("HEAD", upload);
    nobody.headers.clear();
    BOOST_TEST(artist.raw(nobody).status == 401);
    for (const char* name :
         {"input/10201-100002/x", "output/10201-100001/x", "input/10201-100001/../../x", "", "config/1/cfg/x"}) {
        auto creation = artist.storage("POST", "/storage/");
        creation.headers.push_back({"Tus-Resumable", "1.0.0"});
        creation.headers.push_back({"Upload-Length", "1"});
        creation.headers.push_back(
            {"Upload-Metadata", rb::tus::metadata({{"filename", name}, {"sha256", rb::to_base64(digest_of("x"))}})});
        const int status = artist.raw(creation).status;
        BOOST_TEST((status == 400 || status == 403), name << ": " << status);
    }
    for (const char* target : {"/storage/uploads/", "/storage/uploads/1-2/x", "/storage/uploads/x", "/storage/uploads/5"})
        BOOST_TEST(artist.raw(artist.storage("HEAD", target)).status == 404, target);
}

BOOST_FIXTURE_TEST_CASE(are_what_an_engine_sends_large_files_by, upload_fixture) {
    engine_options.checked_piece = rb::byte_count{50'000};
    BOOST_REQUIRE(put(file()).has_value());
    BOOST_TEST(way->methods == (std::vector<std::string>{"OPTIONS", "POST", "PATCH"}), boost::test_tools::per_element());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(progress == content.size());
    BOOST_TEST(files_in(folder / "uploads") == 0u);
}

BOOST_FIXTURE_TEST_CASE(go_on_at_the_byte_where_the_line_was_cut, upload_fixture) {
    std::size_t number = 0;
    for (const std::uint64_t cut : {0u, 1u, 4'095u, 50'000u, 99'999u, 100'000u}) {
        const auto name = "cut" + std::to_string(number++);
        const auto before = way->bytes;
        progress = 0;
        way->cut_behind = cut;
        BOOST_REQUIRE(put(file(name)).has_value());
        BOOST_TEST((arrived(name) == content));
        BOOST_TEST(way->bytes - before == content.size());
        BOOST_TEST(progress == content.size());
    }
    BOOST_TEST(files_in(folder / "uploads") == 0u);
}

BOOST_FIXTURE_TEST_CASE(are_done_where_only_the_last_answer_was_lost, upload_fixture) {
    way->loses_answers = true;
    BOOST_REQUIRE(put(file()).has_value());
    BOOST_TEST(way->bytes == content.size());
    BOOST_TEST((arrived() == content));
}

BOOST_FIXTURE_TEST_CASE(go_on_in_another_process_and_at_a_farm_that_was_restarted, upload_fixture) {
    engine_options.checked_piece = rb::byte_count{50'000};
    const auto sent = file();
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        way->cut_at_piece = 1;
        way->cut_behind = 10'000;
        way->at_cut = [] { ::raise(SIGKILL); };
        static_cast<void>(put(sent));
        ::_exit(1);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_REQUIRE(WIFSIGNALED(status));
    BOOST_TEST(files_in(folder / "uploads") == 1u);
    way->farm = nullptr;
    reopen();
    way->farm = farm;
    BOOST_REQUIRE(put(sent).has_value());
    BOOST_TEST(way->methods == (std::vector<std::string>{"OPTIONS", "HEAD", "PATCH"}), boost::test_tools::per_element());
    BOOST_TEST(way->bytes == content.size() - 60'000u);
    BOOST_TEST((arrived() == content));
    BOOST_TEST(files_in(folder / "uploads") == 0u);
}

BOOST_FIXTURE_TEST_CASE(go_on_in_one_try_though_nobody_told_how_far_they_are, upload_fixture) {
    const auto sent = file();
    const auto begun = location_of(content, "big.abc");
    BOOST_REQUIRE_EQUAL(patch(begun, 0, content.substr(0, 60'000)).status, 204);
    engine_options.tries = 1;
    BOOST_REQUIRE(put(sent).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(progress == content.size());
}

BOOST_FIXTURE_TEST_CASE(begin_anew_where_what_the_farm_has_of_one_is_damaged, upload_fixture) {
    const auto sent = file();
    auto damaged = content.substr(0, 60'000);
    damaged[30'000] ^= 1;
    BOOST_REQUIRE_EQUAL(patch(location_of(content, "big.abc"), 0, damaged).status, 204);
    BOOST_REQUIRE(put(sent).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(progress == content.size());
}

BOOST_FIXTURE_TEST_CASE(begin_anew_where_the_farm_has_given_one_up, upload_fixture) {
    const auto sent = file();
    rb::upload_places(folder / "uploads")
        .keep(artist.where.text() + "/storage/\nartist\n" + sent.remote + '\n' + rb::to_hex(sent.digest),
              "/storage/uploads/gone");
    BOOST_REQUIRE(put(sent).has_value());
    BOOST_TEST(way->methods == (std::vector<std::string>{"OPTIONS", "HEAD", "POST"}), boost::test_tools::per_element());
    BOOST_TEST((arrived() == content));
}

BOOST_FIXTURE_TEST_CASE(tell_of_a_file_that_is_another_by_now, upload_fixture) {
    auto sent = file();
    sent.digest = digest_of("another content");
    const auto how = put(sent);
    BOOST_REQUIRE(!how.has_value());
    BOOST_TEST((how.error().code == rb::scene_errc::changed_file));
    BOOST_TEST(files_in(folder / "storage" / storage) == 0u);
    BOOST_TEST(files_in(folder / "uploads") == 0u);
}

BOOST_AUTO_TEST_CASE(go_to_no_other_host) {
    const auto at = rb::http::parse_origin("https://farm.example:8443").value();
    BOOST_TEST(rb::tus::target_of("/files/1", at).value() == "/files/1");
    BOOST_TEST(rb::tus::target_of("https://farm.example:8443/files/1", at).value() == "/files/1");
    for (const char* wrong : {"//evil.example/1", "https://evil.example:8443/1", "http://farm.example:8443/1", "files/1", ""})
        BOOST_TEST(!rb::tus::target_of(wrong, at).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(carry_names_in_any_letters) {
    const auto header = rb::tus::metadata({{"filename", "a b,\xe4\xb8\xad.png"}, {"sha256", ""}});
    BOOST_TEST(header == "filename YSBiLOS4rS5wbmc=,sha256 ");
    BOOST_TEST(rb::tus::metadata_value(header, "filename").value() == "a b,\xe4\xb8\xad.png");
    BOOST_TEST(rb::tus::metadata_value(header, "sha256").value() == "");
    for (const char* wrong : {"filename", "filename =", "filename YQ", "filename YR==", "other YQ==", "filename Y Q="})
        BOOST_TEST((!rb::tus::metadata_value(wrong, "filename") || rb::tus::metadata_value(wrong, "filename")->empty()), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
