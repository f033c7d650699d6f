// SPDX-License-Identifier: BSL-1.0
#include <renderbus/signing/signer.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace {

namespace signing = renderbus::signing;

struct platforms {
    std::int64_t zone = 2;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(signatures)

BOOST_AUTO_TEST_CASE(are_those_of_the_service_s_description) {
    const signing::call_headers headers{"AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", 7, 1, 1535957371, 11886, "1.0.0"};
    const auto text =
        signing::string_to_sign("task.renderbus.com", "/api/render/common/queryPlatforms",
                                signing::canonical_string(signing::flatten(headers).entries(), signing::flatten(platforms{})));
    BOOST_TEST(text == "[POST]task.renderbus.com:/api/render/common/queryPlatforms&UTCTimestamp=1535957371&"
                       "accessId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&channel=7&nonce=11886&platform=1&version=1.0.0&zone=2");
    BOOST_TEST(signing::hmac_sha256_base64("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", text) ==
               "6tvuz8bgDCz5vtS3amuMWVbOqzhaeWaOhNcWMqx9zcg=");
}

BOOST_AUTO_TEST_CASE(are_those_of_the_service_s_python_client) {
    BOOST_TEST(signing::hmac_sha256_base64("test_key", "test_msg") == "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw=");
}

BOOST_AUTO_TEST_CASE(are_those_of_rfc_4231) {
    BOOST_TEST(signing::hmac_sha256_base64(std::string(20, '\x0b'), "Hi There") ==
               "sDRMYdjbOFNcqK/OrwvxK4gdwgDJgz2nJuk3bC4yz/c=");
    BOOST_TEST(signing::hmac_sha256_base64("Jefe", "what do ya want for nothing?") ==
               "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    BOOST_TEST(signing::hmac_sha256_base64(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
               "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q=");
    BOOST_TEST(signing::hmac_sha256_base64("", "") == "thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=");
    BOOST_TEST(signing::hmac_sha256_base64({}, {}) == "thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=");
}

BOOST_AUTO_TEST_CASE(are_those_of_openssl) {
    for (std::size_t size = 0; size < 140; ++size) {
        std::string key, text;
        for (std::size_t i = 0; i < size; ++i) key += static_cast<char>(i * 37 + size), text += static_cast<char>(i * 11 + 1);
        unsigned char digest[32], encoded[45];
        unsigned length = 0;
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        BOOST_TEST_REQUIRE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest, &length) != nullptr);
        EVP_EncodeBlock(encoded, digest, static_cast<int>(length));
        BOOST_TEST_REQUIRE(signing::hmac_key(key).sign(text) == reinterpret_cast<const char*>(encoded));
    }
}

BOOST_AUTO_TEST_CASE(are_compared_as_a_whole) {
    BOOST_TEST(signing::same_signature("", ""));
    BOOST_TEST(signing::same_signature("abc=", "abc="));
    BOOST_TEST(!signing::same_signature("abc=", "abd="));
    BOOST_TEST(!signing::same_signature("abc=", "abc"));
    BOOST_TEST(!signing::same_signature("", "a"));
}

BOOST_AUTO_TEST_CASE(need_a_nonce_that_is_never_the_same) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto nonce = signing::fresh_nonce();
        BOOST_TEST_REQUIRE(std::to_string(nonce).size() == 12u);
        BOOST_TEST_REQUIRE(seen.insert(nonce).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(signers)

BOOST_AUTO_TEST_CASE(sign_with_the_access_key) {
    const renderbus::hmac_signer signs({"id", renderbus::secret("test_key")});
    BOOST_TEST(signs.access_id() == "id");
    BOOST_TEST(signs.signature("test_msg") == "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw=");
}

BOOST_AUTO_TEST_CASE(of_a_key_that_is_kept_are_the_same) {
    for (const std::string key :
         {"", "k", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "a key that is longer than a block of SHA-256, which has 64 bytes"}) {
        const signing::hmac_key kept(key);
        const auto copy = kept;
        std::vector<std::thread> threads;
        for (int n = 0; n < 4; ++n)
            threads.emplace_back([&] {
                for (const std::string text : {"", "test_msg", "[POST]task.renderbus.com:/api&accessId=a"})
                    for (int round = 0; round < 50; ++round)
                        if (copy.sign(text) != signing::hmac_sha256_base64(key, text)) std::abort();
            });
        for (auto& one : threads) one.join();
        BOOST_TEST(kept.sign("test_msg") == signing::hmac_sha256_base64(key, "test_msg"));
    }
    BOOST_TEST(signing::hmac_key("test_key").sign("test_msg") == "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw=");
}

BOOST_AUTO_TEST_CASE(may_sign_nothing) {
    BOOST_TEST(renderbus::no_signer("me").access_id() == "me");
    BOOST_TEST(renderbus::no_signer().signature("text") == "");
}

BOOST_AUTO_TEST_CASE(are_models_of_the_concept) {
    static_assert(renderbus::signer<renderbus::hmac_signer> && renderbus::signer<renderbus::no_signer>);
    static_assert(!std::is_copy_constructible_v<renderbus::credentials>);
    static_assert(!renderbus::signer<std::string>);
}

BOOST_AUTO_TEST_SUITE_END()
