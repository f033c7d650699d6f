// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TRANSFER_LINE_IPP
#define RENDERBUS_TRANSFER_IMPL_TRANSFER_LINE_IPP

#include <renderbus/detail/text.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/transfer/transfer_line.hpp>
#include <renderbus/transport/http_rules.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <utility>

namespace renderbus {
namespace detail {

inline failure no_line(std::string what, std::string names) {
    return {data_errc::invalid_value, std::move(what), names.empty() ? "the farm has none" : "the farm has " + std::move(names),
            "name one that there is"};
}

inline void add_name(std::string& names, std::string_view one) {
    constexpr std::size_t most = 300;
    if (names.size() < most) names.append(names.empty() ? "" : ", ").append(printable(one, 64));
}

/// The published lists say `raysync` where the programs take `raysyncproxy`: one engine under two names.
inline std::string_view other_name_of(std::string_view engine) {
    if (engine == "raysyncproxy") return "raysync";
    return engine == "raysync" ? std::string_view("raysyncproxy") : std::string_view();
}

inline result<transfer_line> line_at(std::string_view engine, std::string name, std::string server, std::string_view port) {
    std::uint64_t number = 0;
    const bool is_port = http::detail::read_number(port, 10, number) && number >= 1 && number <= 65535;
    if (!is_port || server.empty() || server.size() > 253)
        return failure{data_errc::invalid_value, "line " + printable(name, 64) + " of engine " + std::string(engine),
                       "its address is none: " + printable(server + ":" + std::string(port), 300), "choose another line"};
    return transfer_line{std::string(engine), std::move(name), std::move(server), static_cast<std::uint16_t>(number)};
}

}  // namespace detail

RENDERBUS_DECL result<transfer_line> choose_line(const api::transmit::config::reply& config, std::string_view engine,
                                                 std::string_view named) {
    const auto wanted = detail::lower_ascii(engine);
    const auto& engines = config.resq_engines;
    const auto called = [&](std::string_view name) {
        return std::find_if(engines.begin(), engines.end(), [name](const auto& one) {
            return !name.empty() && detail::lower_ascii(one.engine_name.value_or("")) == name;
        });
    };
    auto found = called(wanted);
    if (found == engines.end()) found = called(detail::other_name_of(wanted));
    std::string names;
    if (found == engines.end()) {
        for (const auto& one : engines) detail::add_name(names, detail::lower_ascii(one.engine_name.value_or("")));
        return detail::no_line("engine " + printable(engine, 64), std::move(names));
    }
    const auto& lines = found->resp_task_engine_lines;
    auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& one) {
        return named.empty() ? one.is_default.value_or(0) != 0 : one.name == named;
    });
    if (line == lines.end() && named.empty()) line = lines.begin();
    if (line == lines.end()) {
        for (const auto& one : lines) detail::add_name(names, one.name.value_or(""));
        return detail::no_line("line " + printable(named, 64) + " of engine " + wanted, std::move(names));
    }
    return detail::line_at(wanted, line->name.value_or(""), line->server.value_or(""), line->port.value_or(""));
}

struct transport_list::server {
    std::string server_name;
    std::string server_ip;
    std::string server_port;
    static constexpr auto wire_naming = naming::as_written;
};

struct transport_list::entry {
    std::string engine_type;  // of the older form, whose server stands in `others`, too
    other_fields others;
    static constexpr auto wire_naming = naming::as_written;
};

RENDERBUS_DECL result<transport_list> transport_list::parse(std::string_view text) {
    auto entries = from_json<object_map<raw_json>>(text);
    if (!entries) return std::move(entries).error();
    transport_list made;
    made.entries_ = *std::move(entries);
    for (const auto& [name, one] : made.entries_)
        if (auto fine = from_json<entry>(one.text); !fine) {
            fine.error().place = name;
            return std::move(fine).error();
        }
    return made;
}

RENDERBUS_DECL result<transport_list> transport_list::read(const std::filesystem::path& file) {
    constexpr std::uint64_t longest = 1 << 20;
    const auto text = read_whole_file(file, longest);
    if (!text) return text.error();
    auto made = parse(*text);
    if (!made) made.error().place = file.string() + ":" + made.error().place;
    return made;
}

RENDERBUS_DECL result<transfer_line> transport_list::choose(std::string_view farm_host, int platform,
                                                            std::string_view engine) const {
    static constexpr std::pair<int, std::string_view> aliases[] = {{2, "www2"}, {3, "www3"}, {6, "www6"}, {9, "www9"},
                                                                   {20, "pic"}, {21, "gpu"}, {35, "gpu5"}};
    const auto alias =
        std::find_if(std::begin(aliases), std::end(aliases), [&](const auto& one) { return one.first == platform; });
    const auto name =
        std::string(detail::lower_ascii(farm_host).find("foxrenderfarm") != std::string::npos ? "foxrenderfarm_" : "renderbus_")
            .append(alias == std::end(aliases) ? std::string_view() : alias->second);
    const auto* text = entries_.find(name);
    if (!text) text = entries_.find("default");
    std::string names;
    if (!text) {
        for (const auto& [one, ignored] : entries_) detail::add_name(names, one);
        return detail::no_line("platform " + std::to_string(platform), std::move(names));
    }
    const auto of_platform = from_json<entry>(text->text).value();  // `parse` has read it
    const auto wanted = detail::lower_ascii(engine);
    const bool is_old = !of_platform.engine_type.empty();
    const auto called = [&](std::string_view by) -> const raw_json* {
        if (by.empty()) return nullptr;
        if (is_old) return detail::lower_ascii(of_platform.engine_type) == by ? text : nullptr;
        const auto* found = of_platform.others.fields.find(by);
        return found && found->text != "{}" ? found : nullptr;
    };
    const auto* there = called(wanted);
    if (!there) there = called(detail::other_name_of(wanted));
    if (!there) {
        if (is_old) detail::add_name(names, of_platform.engine_type);
        else
            for (const auto& [one, value] : of_platform.others.fields)
                if (value.text != "{}") detail::add_name(names, one);
        return detail::no_line("engine " + printable(engine, 64) + " for platform " + std::to_string(platform), std::move(names));
    }
    auto at = from_json<server>(there->text);
    if (!at) {
        at.error().place = name + "." + wanted;
        return std::move(at).error();
    }
    return detail::line_at(wanted, std::move(at->server_name), std::move(at->server_ip), at->server_port);
}

}  // namespace renderbus

#endif
