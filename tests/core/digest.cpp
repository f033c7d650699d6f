// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/digest.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
constexpr const char* of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_digest)

BOOST_AUTO_TEST_CASE(a_hash_in_pieces_is_the_hash_of_the_whole_and_then_begins_anew) {
    rb::sha256_hasher hash;
    BOOST_TEST(rb::to_hex(hash.finish()) == of_nothing);
    hash.update(std::string_view("a"));
    hash.update(std::string_view("bc"));
    BOOST_TEST(rb::to_hex(hash.finish()) == of_abc);
    BOOST_TEST(rb::to_hex(hash.finish()) == of_nothing);
    rb::md5_hasher md5;
    md5.update(std::string_view("abc"));
    BOOST_TEST(rb::to_hex(md5.finish()) == "900150983cd24fb0d6963f7d28e17f72");
}

BOOST_AUTO_TEST_CASE(base64_reads_what_it_writes_and_nothing_else) {
    const auto digest = digest_of_text("abc");
    const std::string text = rb::to_base64(digest);
    BOOST_TEST(text == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    BOOST_TEST((rb::sha256_from_base64(text).value() == digest));
    for (const std::string& wrong :
         {std::string(), text.substr(1), text + "=", " " + text.substr(0, 43), text.substr(0, 43) + "\n",
          text.substr(0, 42) + "==", text.substr(0, 42) + "1=",  // stray bits after the last byte
          "*" + text.substr(1), std::string(44, '\0'), std::string(44, '=')}) {
        const auto read = rb::sha256_from_base64(wrong);
        BOOST_TEST(!read, "accepted: " << wrong);
        if (!read) BOOST_TEST((read.error().code == rb::data_errc::invalid_value));
    }
}

BOOST_AUTO_TEST_CASE(a_repr_digest_header_gives_its_sha_256_among_others) {
    const auto digest = digest_of_text("abc");
    const auto header = rb::repr_digest(digest);
    BOOST_TEST(header == "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:");
    for (const std::string& text : {header, "  " + header + "\t", "sha-512=:AAAA:, " + header, header + ",sha-512=:AAAA:"})
        BOOST_TEST((rb::parse_repr_digest(text).value() == digest), text);
    for (const char* text : {"", ",", "sha-512=:AAAA:", "xsha-256=:AAAA:"})
        BOOST_TEST(!rb::parse_repr_digest(text).value().has_value(), text);
    for (const char* text :
         {"sha-256=", "sha-256=:", "sha-256=::", "sha-256=:AAAA:", "sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="})
        BOOST_TEST(!rb::parse_repr_digest(text), text);
}

BOOST_AUTO_TEST_CASE(a_file_is_hashed_over_all_its_pieces) {
    scratch folder;
    const auto content = some_bytes(600'000);
    const auto file = write_file(folder / "a", content);
    BOOST_TEST((rb::sha256_of_file(file).value() == digest_of_text(content)));
    rb::md5_hasher md5;
    md5.update(content);
    BOOST_TEST((rb::md5_of_file(file).value() == md5.finish()));
    const auto none = rb::sha256_of_file(folder / "none");
    BOOST_TEST((none.error().code == rb::scene_errc::missing_file));
}

BOOST_AUTO_TEST_SUITE_END()
