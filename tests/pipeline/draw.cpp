// SPDX-License-Identifier: BSL-1.0
#include <renderbus/journal/memory_journal.hpp>
#include <renderbus/pipeline/combinators.hpp>

#include <boost/test/unit_test.hpp>

namespace rb = renderbus;

namespace {

struct read_it {
    static constexpr std::string_view name = "read";
    int operator()(int n) const { return n; }
};
struct send_it {
    static constexpr std::string_view name = "send";
    int operator()(const int& n) const { return n; }
};
struct look_at {
    static constexpr std::string_view name = "look";
    int operator()(int n) const { return n; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(draw)

BOOST_AUTO_TEST_CASE(a_row_is_boxes_and_arrows_made_by_the_compiler) {
    using row = decltype(rb::stage(read_it()) | send_it() | [](int n) { return n; });
    constexpr std::string_view dot = rb::to_dot<row>();
    static_assert(dot ==
                  "digraph pipeline {\n  rankdir=LR;\n"
                  "  n0 [label=\"read\", shape=box];\n  n1 [label=\"send\", shape=box];\n  n0 -> n1;\n"
                  "  n2 [label=\"function\", shape=box];\n  n1 -> n2;\n}\n");
    static_assert(rb::to_mermaid<row>() == "flowchart LR\n  n0[read]\n  n1[send]\n  n0 --> n1\n  n2[function]\n  n1 --> n2\n");
    BOOST_TEST(rb::to_dot(rb::stage(read_it()) | send_it() | [](int n) { return n; }) == dot);
}

BOOST_AUTO_TEST_CASE(ways_part_and_meet_loops_turn_back_and_journals_are_seen) {
    const auto pipe = rb::stage(read_it()) | rb::checkpoint("read", std::make_shared<rb::memory_journal>()) |
                      rb::all(rb::retry(send_it()), look_at()) | [](std::tuple<int, int>) { return 1; } |
                      rb::when([](int n) { return n > 0; }, send_it()).otherwise(look_at()) |
                      rb::timeout(look_at(), std::chrono::seconds(1));
    const auto dot = std::string(rb::to_dot(pipe));
    for (const char* piece : {"n1 [label=\"checkpoint\", shape=cylinder]", "n0 -> n1;", "label=\"all\"",
                              "n3 -> n3 [label=\"again\", style=dashed]", "subgraph cluster_0 {\n  label=\"retry\"", "n2 -> n3;",
                              "n2 -> n4;", "shape=diamond", "[label=\"yes\"]", "[label=\"no\"]", "label=\"timeout\""})
        BOOST_TEST(dot.find(piece) != std::string::npos, piece << " in\n" << dot);
    BOOST_TEST(rb::to_mermaid(pipe).find("-.->|again| n3") != std::string_view::npos, rb::to_mermaid(pipe));
}

BOOST_AUTO_TEST_SUITE_END()
