// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_DB_CONFIG_IPP
#define RENDERBUS_STORAGE_IMPL_DB_CONFIG_IPP

#include <renderbus/detail/text.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/storage/db_config.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

namespace renderbus {
namespace detail {

/// Reads a `db_config.ini` line by line.
class db_config_reader {
public:
    explicit db_config_reader(std::string_view place) : place_(place) {}

    result<db_config> read(std::string_view text) {
        if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // as editors of Windows write it
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            ++line_;
            if (auto taken = take(trimmed(text.substr(0, end))); !taken) return std::move(taken).error();
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!is_on_) made_.type = db_config::database::none;
        if (made_.type == db_config::database::redis && made_.table_index.empty())
            return failure{data_errc::missing_field, place_, "[REDIS] has no table_index",
                           "give the number of a database, or a name of your studio's own"};
        if (made_.folder.empty()) made_.folder = usual_folder();
        return std::move(made_);
    }

private:
    static std::filesystem::path usual_folder() {
        if (const char* named = std::getenv("RAYVISION_DB"); named && *named) return named;
        const char* home = std::getenv("HOME");
        return std::filesystem::path(home ? home : "") / "renderfarm_sdk";
    }
    failure wrong(std::string cause) const {
        return {data_errc::invalid_value, place_ + ':' + std::to_string(line_), std::move(cause), "mend the line"};
    }

    // What stands in a line may be a password at the wrong place: no failure shows it.
    result<void> take(std::string_view line) {
        if (line.empty() || line.front() == '#' || line.front() == ';') return {};
        if (line.front() == '[') {
            if (line.back() != ']') return wrong("the name of a section ends with ]");
            section_ = lower_ascii(trimmed(line.substr(1, line.size() - 2)));
            return {};
        }
        const auto mark = line.find_first_of("=:");
        if (mark == line.npos) return wrong("the line is neither [section] nor name = value");
        if (section_.empty()) return wrong("the line stands before the first [section]");
        return take(lower_ascii(trimmed(line.substr(0, mark))), trimmed(line.substr(mark + 1)));
    }

    result<void> take(const std::string& name, std::string_view value) {
        if (value.empty()) return {};  // as tools write what nobody has filled in
        if (section_ == "sqlite" && name == "temporary") return truth(value, made_.temporary);
        if (section_ == "database_config") {
            if (name == "on") return truth(value, is_on_);
            if (name == "db_path") return made_.folder = value, result<void>();
            if (name == "type") return take_type(lower_ascii(value));
        }
        if (section_ == "redis") {
            if (name == "host") return made_.host = value, result<void>();
            if (name == "password") return made_.password = secret(std::string(value)), result<void>();
            if (name == "table_index") return made_.table_index = value, result<void>();
            if (name == "port") return number(value, 65535, made_.port);
            if (name == "timeout") return take_timeout(value);
        }
        return {};
    }

    result<void> take_type(const std::string& type) {
        if (type != "sqlite" && type != "redis") return wrong("the type is neither sqlite nor redis");
        made_.type = type == "redis" ? db_config::database::redis : db_config::database::sqlite;
        return {};
    }
    result<void> take_timeout(std::string_view value) {
        std::uint32_t milliseconds = 0;
        constexpr std::uint32_t a_day = 24 * 3600 * 1000;
        if (auto taken = number(value, a_day, milliseconds); !taken) return taken;
        made_.timeout = std::chrono::milliseconds(milliseconds);
        return {};
    }
    result<void> truth(std::string_view value, bool& into) {
        const auto word = lower_ascii(value);
        into = word == "true" || word == "yes" || word == "on" || word == "1";
        if (into || word == "false" || word == "no" || word == "off" || word == "0") return {};
        return wrong("the value is neither true nor false");
    }
    template <class Number>
    result<void> number(std::string_view value, std::uint32_t most, Number& into) {
        std::uint32_t read_number = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), read_number);
        if (read.ec != std::errc{} || read.ptr != value.data() + value.size() || read_number == 0 || read_number > most)
            return wrong("the value is no number from 1 to " + std::to_string(most));
        into = static_cast<Number>(read_number);
        return {};
    }

    std::string place_;
    int line_ = 0;
    std::string section_;
    bool is_on_ = true;
    db_config made_;
};

}  // namespace detail

RENDERBUS_DECL result<db_config> db_config::parse(std::string_view text, std::string_view place) {
    return detail::db_config_reader(place).read(text);
}

RENDERBUS_DECL result<db_config> db_config::read(const std::filesystem::path& file) {
    constexpr std::uint64_t longest = 64 * 1024;
    auto text = read_whole_file(file, longest);
    if (!text) return std::move(text).error();
    auto made = parse(*text, file.string());
    static_cast<void>(secret(*std::move(text)));  // it holds the password
    return made;
}

}  // namespace renderbus

#endif
