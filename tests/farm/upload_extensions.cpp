// SPDX-License-Identifier: BSL-1.0
#include "upload_bench.hpp"

#include <renderbus/detail/base64.hpp>
#include <renderbus/farm/upload_ticket.hpp>

#include <boost/test/unit_test.hpp>

using namespace upload_tests;

namespace {

using headers = std::vector<rb::http::field>;

struct extension_fixture : upload_fixture {
    rb::http::response send(const std::string& method, const std::string& target, const headers& with, std::string body = {}) {
        auto made = artist.storage(method, target, std::move(body));
        made.headers.push_back({"Tus-Resumable", "1.0.0"});
        made.headers.insert(made.headers.end(), with.begin(), with.end());
        return artist.raw(made);
    }
    static std::string metadata(std::string_view whole, const std::string& name, std::optional<std::size_t> from = {}) {
        const auto digest = rb::to_base64(digest_of(whole));
        if (!from) return rb::tus::metadata({{"filename", storage + name}, {"sha256", digest}});
        return rb::tus::metadata({{"filename", storage + name}, {"sha256", digest}, {"from", std::to_string(*from)}});
    }
    static headers body_with(const std::string& checksum, std::optional<std::size_t> offset = {}) {
        headers made{{"Content-Type", "application/offset+octet-stream"}};
        if (offset) made.push_back({"Upload-Offset", std::to_string(*offset)});
        if (!checksum.empty()) made.push_back({"Upload-Checksum", checksum});
        return made;
    }
    rb::http::response make_part(std::string_view whole, std::size_t from, std::size_t size, const std::string& name = "x") {
        return send("POST", "/storage/",
                    {{"Upload-Length", std::to_string(size)},
                     {"Upload-Concat", "partial"},
                     {"Upload-Metadata", metadata(whole, name, from)}});
    }
    /// Makes a part and fills it.
    std::string part(std::string_view whole, std::size_t from, std::size_t size, const std::string& name = "x") {
        const auto made = make_part(whole, from, size, name);
        BOOST_REQUIRE_EQUAL(made.status, 201);
        const auto target = *rb::http::find(made.headers, "Location");
        BOOST_REQUIRE_EQUAL(send("PATCH", target, body_with("", 0), std::string(whole.substr(from, size))).status, 204);
        return target;
    }
    rb::http::response join(const std::string& places, std::string_view whole, const std::string& name = "x") {
        return send("POST", "/storage/", {{"Upload-Concat", "final;" + places}, {"Upload-Metadata", metadata(whole, name)}});
    }
    std::size_t own_files() { return files_in(folder / "storage" / storage); }
};

std::string sha256_of(std::string_view text) { return "sha256 " + rb::to_base64(digest_of(text)); }
std::string sha1_of(std::string_view text) {
    rb::sha1_hasher hash;
    hash.update(text);
    const auto digest = hash.finish();
    return "sha1 " + rb::detail::base64_of({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(uploads_that_are_checked)

BOOST_FIXTURE_TEST_CASE(are_offered_with_the_algorithms, extension_fixture) {
    const auto offer = send("OPTIONS", "/storage/", {});
    BOOST_TEST(*rb::http::find(offer.headers, "Tus-Extension") ==
               "creation,creation-with-upload,checksum,concatenation,termination");
    BOOST_TEST(*rb::http::find(offer.headers, "Tus-Checksum-Algorithm") == "sha1,sha256");
    // "abc" of FIPS 180-4.
    BOOST_TEST(sha1_of("abc") == "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
}

BOOST_FIXTURE_TEST_CASE(keep_nothing_of_a_body_that_is_another, extension_fixture) {
    const auto upload = location_of("0123456789");
    BOOST_TEST(send("PATCH", upload, body_with(sha256_of("0123"), 0), "0123").status == 204);
    for (const auto& wrong : {sha256_of("4567"), sha1_of("4567")}) {
        BOOST_TEST(send("PATCH", upload, body_with(wrong, 4), "4568").status == 460);
        BOOST_TEST(offset_of(upload) == 4u);
    }
    BOOST_TEST(send("PATCH", upload, body_with(sha256_of("4567xx"), 4), "456789").status == 460);  // to the last byte
    BOOST_TEST(offset_of(upload) == 4u);
    BOOST_TEST(arrived("x") == "");
    BOOST_TEST(send("PATCH", upload, body_with(sha1_of("456789"), 4), "456789").status == 204);
    BOOST_TEST(arrived("x") == "0123456789");
    BOOST_TEST(own_files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(refuse_a_checksum_that_is_none, extension_fixture) {
    const auto upload = location_of("0123456789");
    for (const char* wrong : {"md5 CY9rzUYh03PK3k6DJie09g==", "sha256", "sha256 ", "sha256 AAAA",
                              "sha1 "
                              "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                              "SHA1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", " "})
        BOOST_TEST(send("PATCH", upload, body_with(wrong, 0), "0123").status == 400, wrong);
    BOOST_TEST(offset_of(upload) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uploads_made_with_their_first_bytes)

BOOST_FIXTURE_TEST_CASE(tell_how_far_they_are, extension_fixture) {
    const std::string text = "0123456789";
    auto with = body_with(sha256_of("0123"));
    with.push_back({"Upload-Length", "10"});
    with.push_back({"Upload-Metadata", metadata(text, "x")});
    auto wrong = with;
    BOOST_TEST(send("POST", "/storage/", wrong, "0124").status == 460);
    const auto made = send("POST", "/storage/", with, "0123");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(*rb::http::find(made.headers, "Upload-Offset") == "4");
    const auto again = send("POST", "/storage/", with, "0123");  // its answer was lost
    BOOST_TEST(again.status == 201);
    BOOST_TEST(*rb::http::find(again.headers, "Upload-Offset") == "4");
    BOOST_TEST(patch(*rb::http::find(made.headers, "Location"), 4, "456789").status == 204);
    BOOST_TEST(arrived("x") == text);
}

BOOST_FIXTURE_TEST_CASE(may_be_whole_at_once, extension_fixture) {
    headers with = body_with("");
    with.push_back({"Upload-Length", "4"});
    with.push_back({"Upload-Metadata", metadata("0123", "x")});
    BOOST_TEST(send("POST", "/storage/", with, "01234").status == 413);
    BOOST_TEST(send("POST", "/storage/", with, "0124").status == 460);
    const auto made = send("POST", "/storage/", with, "0123");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(*rb::http::find(made.headers, "Upload-Offset") == "4");
    BOOST_TEST(arrived("x") == "0123");
    BOOST_TEST(own_files() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uploads_in_parts)

BOOST_FIXTURE_TEST_CASE(are_joined_to_one_file, extension_fixture) {
    const std::string text = "0123456789";
    const auto back = part(text, 6, 4), front = part(text, 0, 6);
    const auto told = send("HEAD", back, {});
    BOOST_TEST(*rb::http::find(told.headers, "Upload-Concat") == "partial");
    BOOST_TEST(*rb::http::find(told.headers, "Upload-Offset") == "4");
    BOOST_TEST(*rb::http::find(told.headers, "Upload-Length") == "4");
    BOOST_TEST(arrived("x") == "");
    BOOST_TEST(artist.get("/storage/" + storage + "x") == 404);

    const auto joined = join(artist.where.text() + front + " " + back, text);
    BOOST_TEST(joined.status == 201);
    BOOST_TEST(arrived("x") == text);
    BOOST_TEST(own_files() == 1u);
    const auto whole = *rb::http::find(joined.headers, "Location");
    const auto at = send("HEAD", whole, {});
    BOOST_TEST(*rb::http::find(at.headers, "Upload-Concat") == "final;" + front + " " + back);
    BOOST_TEST(*rb::http::find(at.headers, "Upload-Offset") == "10");
    BOOST_TEST(*rb::http::find(at.headers, "Upload-Length") == "10");
    BOOST_TEST(send("PATCH", whole, body_with("", 10), "x").status == 403);
    BOOST_TEST(join(front + " " + back, text).status == 201);  // the answer was lost
    BOOST_TEST(offset_of(front) == 6u);                        // nothing of it need be sent again
}

BOOST_FIXTURE_TEST_CASE(go_on_by_themselves_and_at_a_farm_that_was_restarted, extension_fixture) {
    const std::string text = "0123456789";
    const auto front = part(text, 0, 6);
    const auto back = *rb::http::find(make_part(text, 6, 4).headers, "Location");
    BOOST_TEST(patch(back, 0, "67").status == 204);
    way->farm = nullptr;
    reopen();
    BOOST_TEST(join(front + " " + back, text).status == 409);  // not yet
    BOOST_TEST(offset_of(front) == 6u);
    BOOST_TEST(offset_of(back) == 2u);
    BOOST_TEST(patch(back, 2, "89").status == 204);
    BOOST_TEST(join(front + " " + back, text).status == 201);
    BOOST_TEST(arrived("x") == text);
}

BOOST_FIXTURE_TEST_CASE(are_not_joined_where_they_do_not_fit, extension_fixture) {
    const std::string text = "0123456789";
    const auto front = part(text, 0, 6), back = part(text, 6, 4), elsewhere = part(text, 6, 4, "y"),
               of_another = part("0123456780", 6, 4);
    for (const auto& wrong :
         {std::string(), std::string(" "), back + " " + front, front + " " + front, front + " " + elsewhere,
          front + " " + of_another, location_of(text), std::string("/storage/x"), front + " /storage/uploads/4-x/y"})
        BOOST_TEST(join(wrong, text).status == 400, wrong);
    BOOST_TEST(join(front + " " + back, "0123456780").status == 400);  // of another file
    BOOST_TEST(join(front + " " + back, text, "y").status == 400);
    std::string many = front;
    for (std::size_t i = 0; i < rb::farm::upload_ticket::most_parts; ++i)
        many += " " + *rb::http::find(make_part(text, 6, 0).headers, "Location");
    BOOST_TEST(join(many, text).status == 400);
    BOOST_TEST(arrived("x") == "");
    BOOST_TEST(join(front, text).status == 460);  // the front alone has another digest
    BOOST_TEST(offset_of(front) == 0u);
    BOOST_TEST(offset_of(back) == 4u);
}

BOOST_FIXTURE_TEST_CASE(are_refused_where_they_are_none, extension_fixture) {
    const auto made = [&](const headers& with) { return send("POST", "/storage/", with).status; };
    BOOST_TEST(made({{"Upload-Length", "4"}, {"Upload-Concat", "partial"}, {"Upload-Metadata", metadata("0123", "x")}}) == 400);
    BOOST_TEST(made({{"Upload-Length", "4"}, {"Upload-Concat", "some"}, {"Upload-Metadata", metadata("0123", "x", 0)}}) == 400);
    BOOST_TEST(made({{"Upload-Concat", "partial"}, {"Upload-Metadata", metadata("0123", "x", 0)}}) == 400);
    BOOST_TEST(made({{"Upload-Length", "4"},
                     {"Upload-Concat", "final;" + part("0123", 0, 4)},
                     {"Upload-Metadata", metadata("0123", "x")}}) == 400);
    BOOST_TEST(made({{"Upload-Length", "4"},
                     {"Upload-Concat", "partial"},
                     {"Upload-Metadata", metadata("0123", "x", std::size_t{1} << 62)}}) == 413);
    BOOST_TEST(other.raw(other.storage("HEAD", part("0123", 0, 4, "y"))).status == 403);
    for (const char* target : {"-at", "-atx", "-of", "-of5+", "-of3+4", "-of+4", "-x", "-at1-at2"})
        BOOST_TEST(
            send("HEAD", "/storage/uploads/4-" + rb::to_hex(digest_of("x")) + target + "/input/10201-100001/x", {}).status == 404,
            target);
}

BOOST_FIXTURE_TEST_CASE(can_be_given_up, extension_fixture) {
    const auto front = part("0123456789", 0, 6);
    BOOST_TEST(send("DELETE", front, {}).status == 204);
    BOOST_TEST(offset_of(front) == 0u);
    BOOST_TEST(own_files() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_engine_that_uploads_in_parts)

BOOST_FIXTURE_TEST_CASE(sends_them_side_by_side_in_checked_pieces_and_joins_them, extension_fixture) {
    engine_options.checked_piece = rb::byte_count{10'000};
    engine_options.smallest_part = rb::byte_count{30'000};
    BOOST_REQUIRE(put(file()).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(progress == content.size());
    BOOST_TEST(way->bytes == content.size());
    // Three parts of four, four and two pieces, the first of which comes with the making.
    BOOST_TEST(std::count(way->methods.begin(), way->methods.end(), "POST") == 4);
    BOOST_TEST(std::count(way->methods.begin(), way->methods.end(), "PATCH") == 7);
    BOOST_TEST(files_in(folder / "uploads") == 0u);
    BOOST_TEST(own_files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(compares_them_itself_where_the_server_joins_parts_and_checks_none, extension_fixture) {
    engine_options.checked_piece = rb::byte_count{10'000};
    engine_options.smallest_part = rb::byte_count{30'000};
    way->hides_checksums = true;
    BOOST_REQUIRE(put(file()).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(way->bytes == content.size());
    BOOST_TEST(std::count(way->methods.begin(), way->methods.end(), "POST") == 4);
    BOOST_TEST(way->checksums_sent == 0u);
    BOOST_TEST(own_files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(goes_on_with_each_in_another_process, extension_fixture) {
    engine_options.checked_piece = rb::byte_count{10'000};
    engine_options.smallest_part = rb::byte_count{30'000};
    engine_options.tries = 1;
    const auto sent = file();
    way->cut_at_piece = 9;
    way->cut_behind = 5'000;
    BOOST_REQUIRE(!put(sent).has_value());
    BOOST_TEST(files_in(folder / "uploads") == 3u);
    const auto before = way->bytes;
    BOOST_REQUIRE(put(sent).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(way->bytes == content.size());
    BOOST_TEST(before > 50'000u);
    BOOST_TEST(files_in(folder / "uploads") == 0u);
    BOOST_TEST(own_files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(begins_anew_where_a_part_is_damaged_at_the_farm, extension_fixture) {
    engine_options.checked_piece = rb::byte_count{10'000};
    engine_options.smallest_part = rb::byte_count{50'000};
    auto damaged = content.substr(50'000);
    damaged[7] ^= 1;
    const auto there = *rb::http::find(make_part(content, 50'000, 50'000, "big.abc").headers, "Location");
    BOOST_REQUIRE_EQUAL(patch(there, 0, damaged).status, 204);
    BOOST_REQUIRE(put(file()).has_value());
    BOOST_TEST((arrived() == content));
    BOOST_TEST(progress == content.size());
    BOOST_TEST(own_files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_file_that_changes_meanwhile, extension_fixture) {
    engine_options.checked_piece = rb::byte_count{10'000};
    engine_options.parts = 1;
    const auto sent = file();
    way->cut_behind = 5'000;
    way->at_cut = [&] { std::fstream(sent.local, std::ios::in | std::ios::out) << "other bytes"; };
    const auto how = put(sent);
    BOOST_REQUIRE(!how.has_value());
    BOOST_TEST((how.error().code == rb::scene_errc::changed_file));
    BOOST_TEST((arrived() == ""));
}

BOOST_AUTO_TEST_SUITE_END()
