// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/text_window.hpp>

using namespace scene_tests;

namespace {

constexpr std::string_view begin =
    "//Maya ASCII 2023 scene\nrequires maya \"2023\";\ncreateNode mesh -n \"m\";\n\tsetAttr -s 8 \".vt[0:7]\" 1\n";
constexpr std::string_view end =
    ";\ncreateNode file -n \"f\";\n\tsetAttr \".ftn\" -type \"string\" \"/x/a.png\";\n// End of a.ma\n";

/// How much of this process is in memory.
std::uint64_t resident_bytes() {
    std::ifstream in("/proc/self/statm");
    std::uint64_t all = 0, resident = 0;
    in >> all >> resident;
    return resident * 4096;
}

/// A scene of one mesh, made up while it is read; what is in memory meanwhile is watched.
class large_mesh final : public rb::byte_source {
public:
    explicit large_mesh(std::uint64_t numbers) : size_(begin.size() + numbers + end.size()) {}
    rb::result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        constexpr std::string_view numbers = " -0.125 ";
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), size_ - place));
        for (std::size_t i = 0; i < count; ++i) space[i] = numbers[(place + i) % numbers.size()];
        copy(begin, 0, place, space);
        copy(end, size_ - end.size(), place, space);
        if (least_ == 0) least_ = resident_bytes();
        most_ = std::max(most_, resident_bytes());
        return count;
    }
    std::optional<std::uint64_t> size() const noexcept override { return size_; }
    rb::result<void> unchanged() const override { return {}; }
    std::uint64_t memory() const { return most_ - least_; }

private:
    static void copy(std::string_view text, std::uint64_t text_place, std::uint64_t place, std::span<char> space) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text_place + i >= place && text_place + i < place + space.size()) space[text_place + i - place] = text[i];
    }
    std::uint64_t size_;
    std::uint64_t least_ = 0, most_ = 0;
};

/// A scene that somebody writes to while it is read.
class changing_bytes final : public rb::byte_source {
public:
    explicit changing_bytes(std::string bytes) : bytes_(std::move(bytes)) {}
    rb::result<std::size_t> read(std::uint64_t place, std::span<char> space) override { return bytes_.read(place, space); }
    std::optional<std::uint64_t> size() const noexcept override { return bytes_.size(); }
    rb::result<void> unchanged() const override { return rb::failure{rb::scene_errc::changed_file, "a.ma", "it changed", ""}; }

private:
    rb::memory_bytes bytes_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_large)

BOOST_AUTO_TEST_CASE(meshes_take_no_memory) {
    auto bytes = std::make_unique<large_mesh>(50'000'000);
    const auto& watched = *bytes;
    const rb::scene_source source{"/nowhere/a.ma", "/nowhere", std::move(bytes)};
    const auto made = rb::maya::load_ascii(source);
    BOOST_REQUIRE_MESSAGE(made, (made ? std::string() : made.error().message()));
    BOOST_TEST(made->node_count == 2u);
    BOOST_REQUIRE_EQUAL(made->nodes.size(), 1u);
    BOOST_TEST(made->nodes[0].find("ftn")->text == "/x/a.png");
    BOOST_TEST(made->nodes[0].line == 6u);
    BOOST_TEST(watched.memory() < 10'000'000u);
}

BOOST_AUTO_TEST_CASE(a_scene_that_is_written_to_meanwhile_is_told_as_such) {
    for (const std::string_view rest : {end, std::string_view(";\ncreateNode \"torn")}) {
        const rb::scene_source source{"/nowhere/a.ma", "/nowhere",
                                      std::make_unique<changing_bytes>(std::string(begin) + std::string(rest))};
        const auto made = rb::maya::load_ascii(source);
        BOOST_REQUIRE(!made);
        BOOST_TEST((made.error().code == rb::scene_errc::changed_file));
    }
}

BOOST_AUTO_TEST_CASE(a_text_without_end_is_refused_before_it_fills_the_memory) {
    const std::string scene = std::string(begin) + ";\ncreateNode file -n \"";
    const rb::scene_source source{
        "/nowhere/a.ma", "/nowhere",
        std::make_unique<rb::memory_bytes>(scene + std::string(rb::text_window::held_limit * 2, 'x') + "\";\n")};
    const auto made = rb::maya::load_ascii(source);
    BOOST_REQUIRE(!made);
    BOOST_TEST((made.error().code == rb::scene_errc::too_complex));
    BOOST_TEST(made.error().place == "/nowhere/a.ma");
}

BOOST_AUTO_TEST_SUITE_END()
