// SPDX-License-Identifier: BSL-1.0
#include "../json/random_values.hpp"

#include <renderbus/journal/value.hpp>
#include <renderbus/pipeline/states.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <tuple>

namespace rb = renderbus;

namespace {

/// A proof, as only the journal can make it in a test.
template <class Proof>
void comes_back(std::uint64_t seed) {
    using fact = typename Proof::fact_type;
    fact made;
    random_values::generator(seed).fill(made);
    const auto text = rb::journaled<fact>::to_text(made).value();
    const auto proof = rb::journaled<Proof>::value_of({rb::shape_of<Proof>(), text});
    BOOST_TEST_REQUIRE(proof.has_value(), text);
    BOOST_TEST_REQUIRE(!rb::detail::difference_of(**proof, made));
    const auto again = rb::journaled<Proof>::entry_of(*proof).value();
    BOOST_TEST(again.value == text);
    BOOST_TEST(!rb::journaled<fact>::value_of(again).has_value());  // a fact is no proof
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_state_of_a_pipeline)

BOOST_AUTO_TEST_CASE(comes_back_from_a_journal_whatever_it_holds) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
            comes_back<rb::analyzed>(seed);
            comes_back<rb::checked>(seed);
            comes_back<rb::uploaded>(seed);
            comes_back<rb::submitted>(seed);
            comes_back<rb::finished>(seed);
            comes_back<rb::downloaded>(seed);
        }
}

BOOST_AUTO_TEST_CASE(with_an_asset_that_its_text_does_not_give_back_is_refused_with_the_place) {
    rb::facts::analyzed scene;
    scene.assets.asset.all = {{"/a/wall.png", "time"}, {"/a/looks like a note  (1)", ""}};
    const auto kept = rb::journaled<rb::facts::analyzed>::to_text(scene);
    BOOST_TEST_REQUIRE(!kept.has_value());
    BOOST_TEST(kept.error().cause.find(".assets.asset.all[1].path cannot be kept") != std::string::npos, kept.error().cause);
}

BOOST_AUTO_TEST_SUITE_END()
