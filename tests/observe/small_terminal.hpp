// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_OBSERVE_SMALL_TERMINAL_HPP
#define RENDERBUS_TESTS_OBSERVE_SMALL_TERMINAL_HPP

#include "support.hpp"

namespace observe_tests {

/// What a terminal shows of what was written to it, as far as `progress` may use a terminal: text, new lines, up, erase.
class small_terminal {
public:
    explicit small_terminal(unsigned columns) : columns_(columns) {}

    void take(std::string_view text) {
        while (!text.empty()) {
            const char c = text[0];
            if (c == '\n') {
                ++row_;
                column_ = 0;
                text.remove_prefix(1);
            } else if (c == '\r') {
                column_ = 0;
                text.remove_prefix(1);
            } else if (c == '\x1b') {
                BOOST_REQUIRE(text[1] == '[');
                std::size_t end = 2;
                while (end < text.size() && (text[end] == ';' || (text[end] >= '0' && text[end] <= '9'))) ++end;
                BOOST_REQUIRE(end < text.size());
                const std::string number(text.substr(2, end - 2));
                escape(text[end], number.empty() ? 1u : static_cast<unsigned>(std::stoul(number)));
                text.remove_prefix(end + 1);
            } else {
                BOOST_TEST(static_cast<unsigned char>(c) >= 0x20);
                std::size_t length = 1;
                while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
                put(std::string(text.substr(0, length)));
                text.remove_prefix(length);
            }
        }
    }
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const auto& [number, row] : rows_) {
            std::string line;
            for (const auto& cell : row) line += cell;
            line.erase(line.find_last_not_of(' ') + 1);
            if (all.size() <= number) all.resize(number + 1);
            all[number] = line;
        }
        while (!all.empty() && all.back().empty()) all.pop_back();
        return all;
    }
    unsigned coloured = 0;

private:
    void escape(char what, unsigned number) {
        switch (what) {
            case 'A': row_ -= std::min<std::size_t>(row_, number); return;
            case 'K': rows_[row_].resize(std::min<std::size_t>(rows_[row_].size(), column_)); return;
            case 'J':
                rows_[row_].resize(std::min<std::size_t>(rows_[row_].size(), column_));
                rows_.erase(rows_.upper_bound(row_), rows_.end());
                return;
            case 'm': ++coloured; return;
            default: BOOST_FAIL("an escape that this terminal does not know");
        }
    }
    void put(const std::string& cell) {
        if (column_ == columns_) {
            ++row_;
            column_ = 0;
        }
        auto& row = rows_[row_];
        if (row.size() <= column_) row.resize(column_ + 1, " ");
        row[column_++] = cell;
    }

    std::size_t columns_;
    std::map<std::size_t, std::vector<std::string>> rows_;
    std::size_t row_ = 0, column_ = 0;
};

}  // namespace observe_tests

#endif
