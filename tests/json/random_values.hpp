// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_JSON_RANDOM_VALUES_HPP
#define RENDERBUS_TESTS_JSON_RANDOM_VALUES_HPP

#include <renderbus/json/values.hpp>
#include <renderbus/reflect/fields.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/utf8.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace random_values {

/// Fills structs of any kind, the same for the same seed.
class generator {
public:
    explicit generator(std::uint64_t seed) : bits_(seed) {}

    void fill(bool& value) { value = chance(2); }
    void fill(double& value) {
        do value = std::bit_cast<double>(bits_());
        while (!std::isfinite(value));
    }
    void fill(float& value) {
        do value = std::bit_cast<float>(static_cast<std::uint32_t>(bits_()));
        while (!std::isfinite(value));
    }
    template <class T>
        requires std::is_integral_v<T>
    void fill(T& value) {
        value = static_cast<T>(chance(3) ? bits_() : bits_() % 100);
    }
    template <class T>
        requires std::is_enum_v<T>
    void fill(T& value) {
        value = static_cast<T>(bits_() % 100);
    }
    void fill(std::string& value) {
        value.clear();
        for (auto length = bits_() % 12; length > 0; --length) {
            char32_t code = static_cast<char32_t>(chance(2) ? bits_() % 0x80 : bits_() % 0x110000);
            if (code >= 0xD800 && code <= 0xDFFF) code = '?';
            renderbus::append_utf8(value, code);
        }
    }
    void fill(renderbus::secret& value) {
        std::string text;
        fill(text);
        value = renderbus::secret(std::move(text));
    }
    void fill(renderbus::raw_json& value) {
        static constexpr const char* samples[] = {"null", "[1, 2.50]", "{\"a\" : {}}", "\"\\u00e9\"", "-0.0", "true"};
        value.text = samples[bits_() % std::size(samples)];
    }
    void fill(renderbus::other_fields& value) {
        for (auto count = bits_() % 3; count > 0; --count) fill(value.fields["other " + std::to_string(bits_() % 1000)]);
    }
    template <class T>
    void fill(std::optional<T>& value) {
        if (chance(2)) fill(value.emplace());
    }
    template <class T>
    void fill(renderbus::nullable<T>& value) {
        value.reset();
        if (chance(3)) value = nullptr;
        else if (chance(2) && depth_ < 4) fill(value.emplace());
    }
    template <class T>
    void fill(std::vector<T>& value) {
        value.clear();
        for (auto count = bits_() % 3; count > 0; --count) fill_item(value.emplace_back());
    }
    template <class T>
    void fill(renderbus::list<T>& value) {
        value.unset();
        if (chance(4)) value.set_null();
        else if (chance(2) && depth_ < 4) fill(value.items());
    }
    template <class T>
    void fill(renderbus::object_map<T>& value) {
        for (auto count = bits_() % 3; count > 0; --count) {
            std::string name;
            fill(name);
            fill(value[name]);
        }
    }
    template <class T>
        requires std::is_aggregate_v<T>
    void fill(T& value) {
        ++depth_;
        renderbus::for_each_field(value, [this](auto& field) { this->fill(field); });
        --depth_;
    }

private:
    template <class T>
    void fill_item(T& item) {
        fill(item);
    }
    /// An item of a list cannot be left out.
    template <class T>
    void fill_item(renderbus::nullable<T>& item) {
        fill(item);
        if (item.is_absent()) item = nullptr;
    }
    bool chance(unsigned one_in) { return bits_() % one_in == 0; }
    std::mt19937_64 bits_;
    int depth_ = 0;
};

}  // namespace random_values

#endif
