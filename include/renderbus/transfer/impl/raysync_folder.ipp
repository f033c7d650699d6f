// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_FOLDER_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_FOLDER_IPP

#include <renderbus/input_file.hpp>
#include <renderbus/transfer/raysync_folder.hpp>

#include <charconv>
#include <cstdlib>
#include <set>
#include <string>

namespace renderbus {
namespace detail {

/// As much of XML as leads to the third start tag of a text.
class cluster_scanner {
public:
    explicit cluster_scanner(std::string_view text) : left_(text) {
        if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
    }

    /// Passes what is no tag, then a start tag; gives whether there was one, and whether it is empty (`<a/>`).
    bool start_tag(std::string_view& value, bool& has_value, bool& is_empty) {
        if (!pass_to_tag()) return false;
        left_.remove_prefix(1);
        if (name().empty()) return false;
        std::set<std::string_view> seen;
        for (has_value = false;;) {
            const bool has_space = pass_space();
            if (take("/>")) return is_empty = true;
            if (take(">")) return is_empty = false, true;
            const auto attribute = name();
            if (!has_space || attribute.empty() || !seen.insert(attribute).second) return false;
            pass_space();
            if (!take("=")) return false;
            pass_space();
            const char quote = left_.empty() ? '\0' : left_.front();
            const auto end = left_.find(quote, 1);
            if ((quote != '"' && quote != '\'') || end == left_.npos) return false;
            const auto text = left_.substr(1, end - 1);
            if (text.find('<') != text.npos) return false;
            if (attribute == "value") value = text, has_value = true;
            left_.remove_prefix(end + 1);
        }
    }

private:
    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
    static bool is_name(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
               c == ':' || (static_cast<unsigned char>(c) & 0x80) != 0;
    }
    bool take(std::string_view what) {
        if (!left_.starts_with(what)) return false;
        left_.remove_prefix(what.size());
        return true;
    }
    bool pass_space() {
        const auto before = left_.size();
        while (!left_.empty() && is_space(left_.front())) left_.remove_prefix(1);
        return left_.size() != before;
    }
    std::string_view name() {
        std::size_t size = 0;
        while (size < left_.size() && is_name(left_[size])) ++size;
        const auto found = left_.substr(0, size);
        left_.remove_prefix(size);
        return found;
    }
    bool pass_until(std::string_view end) {
        const auto at = left_.find(end);
        if (at == left_.npos) return false;
        left_.remove_prefix(at + end.size());
        return true;
    }
    bool pass_to_tag() {
        for (;;) {
            pass_space();
            if (left_.starts_with("<!--")) {
                if (!pass_until("-->")) return false;
            } else if (left_.starts_with("<?")) {
                if (!pass_until("?>")) return false;
            } else {
                return left_.starts_with('<');
            }
        }
    }
    std::string_view left_;
};

inline bool has_agent(const std::filesystem::path& folder) {
    std::error_code ec;
    return std::filesystem::is_regular_file(folder / "start.sh", ec);
}

}  // namespace detail

namespace raysync {

RENDERBUS_DECL std::optional<std::filesystem::path> usual_folder() {
    const char* home = std::getenv("HOME");
    if (!home || !*home) return {};
    auto own = std::filesystem::path(home) / "renderfarm_sdk/RaysyncCmd";
    if (detail::has_agent(own)) return own;
    std::error_code ec;
    constexpr int most_entries = 1000;
    int seen = 0;
    for (std::filesystem::directory_iterator it(std::filesystem::path(home) / ".local/lib", ec), end;
         !ec && it != end && ++seen < most_entries; it.increment(ec)) {
        if (!it->path().filename().native().starts_with("python")) continue;
        auto there = it->path() / "site-packages/rayvision_sync/rayvision_raysync/RaysyncCmd";
        if (detail::has_agent(there)) return there;
    }
    return {};
}

RENDERBUS_DECL result<std::uint16_t> port_in(std::string_view cluster_xml) {
    const auto wrong = [](std::string cause) {
        return failure{data_errc::invalid_value, "cluster.xml", std::move(cause), "put the agent's own file there again"};
    };
    detail::cluster_scanner in(cluster_xml);
    std::string_view value;
    bool has_value = false;
    bool is_empty = false;
    for (int depth = 0; depth < 3; ++depth)
        if (is_empty || !in.start_tag(value, has_value, is_empty))
            return wrong("is not the XML that names a port in the first child of the root's first child");
    std::uint16_t port = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), port);
    if (!has_value || read.ec != std::errc{} || read.ptr != value.data() + value.size() || port == 0)
        return wrong("the first child of the root's first child has no value that is a port");
    return port;
}

RENDERBUS_DECL result<std::uint16_t> read_port(const std::filesystem::path& folder) {
    constexpr std::uint64_t largest = 64 * 1024;
    const auto file = folder / "cluster.xml";
    const auto text = read_whole_file(file, largest);
    if (!text) return text.error();
    auto port = port_in(*text);
    if (!port) port.error().place = file.string();
    return port;
}

}  // namespace raysync
}  // namespace renderbus

#endif
