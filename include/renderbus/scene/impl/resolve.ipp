// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_RESOLVE_IPP
#define RENDERBUS_SCENE_IMPL_RESOLVE_IPP

#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/resolve.hpp>

#include <algorithm>
#include <system_error>

namespace renderbus {
namespace scene_detail {

inline constexpr std::size_t stored_path_limit = 4096;
inline constexpr std::size_t kept_names_limit = 1'000'000;

inline bool has_drive(std::string_view path) {
    return path.size() >= 2 && path[1] == ':' && ((path[0] >= 'a' && path[0] <= 'z') || (path[0] >= 'A' && path[0] <= 'Z'));
}

/// Absolute on some system, though perhaps not on this one.
inline bool is_absolute(std::string_view path) { return path.starts_with('/') || has_drive(path); }

inline bool is_absolute_here(std::string_view path) {
#if defined(_WIN32)
    return is_absolute(path);
#else
    return path.starts_with('/');
#endif
}

inline std::string without_end_slash(std::string path) {
    while (!path.empty() && path.back() == '/') path.pop_back();
    return path;
}

inline std::string normal(const std::string& path) { return utf8_path(native_path(path).lexically_normal()); }

inline bool is_name_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether `prefix` is a folder above `path` or the path itself. The case of letters does not count on a drive and a host.
inline bool lies_in(std::string_view path, std::string_view prefix) {
    if (path.size() < prefix.size() || (path.size() > prefix.size() && path[prefix.size()] != '/')) return false;
    path = path.substr(0, prefix.size());
    return has_drive(prefix) || prefix.starts_with("//") ? lower_ascii(path) == lower_ascii(prefix) : path == prefix;
}

inline std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

inline std::vector<std::string_view> components(std::string_view path) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = std::min(path.find('/'), path.size());
        parts.push_back(path.substr(0, end));
        if (end == path.size()) return parts;
        path.remove_prefix(end + 1);
    }
}

/// The stored text with its open components filled in from a file that was found; both end alike.
inline std::string filled_in(std::string_view stored, std::string_view found, const file_spread& spread) {
    const auto wanted = components(stored);
    const auto got = components(found);
    std::string text;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::size_t from_end = wanted.size() - i;
        const bool is_open = !file_pattern(wanted[i], from_end == 1 ? spread : file_spread{}).literal();
        if (i != 0) text += '/';
        text += is_open && from_end <= got.size() ? got[got.size() - from_end] : wanted[i];
    }
    return text;
}

}  // namespace scene_detail

RENDERBUS_DECL std::string utf8_path(const std::filesystem::path& path) {
    const auto text = path.generic_u8string();
    return {text.begin(), text.end()};
}

RENDERBUS_DECL std::filesystem::path native_path(std::string_view utf8) { return std::u8string(utf8.begin(), utf8.end()); }

RENDERBUS_DECL path_resolver::path_resolver(const scene_options& options)
    : project_(options.project), maps_(options.path_maps), environment_(options.environment), file_limit_(options.input_limit) {
    for (auto& one : maps_) {
        one.from = scene_detail::without_end_slash(scene_detail::slashed(one.from));
        one.to = scene_detail::without_end_slash(scene_detail::slashed(one.to));
    }
    std::stable_sort(maps_.begin(), maps_.end(),
                     [](const path_map& a, const path_map& b) { return a.from.size() > b.from.size(); });
    back_maps_ = maps_;
    std::stable_sort(back_maps_.begin(), back_maps_.end(),
                     [](const path_map& a, const path_map& b) { return a.to.size() > b.to.size(); });
}

RENDERBUS_DECL std::string path_resolver::known_as(const std::string& local) const {
    for (const auto& one : back_maps_)
        if (!one.from.empty() && !one.to.empty() && scene_detail::lies_in(local, one.to))
            return one.from + local.substr(one.to.size());
    return local;
}

RENDERBUS_DECL resolved_path path_resolver::resolve(std::string_view stored, const file_spread& spread,
                                                    const search_folders& where) {
    resolved_path answer;
    if (stored.size() > scene_detail::stored_path_limit) return answer.unknown = "the path is longer than 4096 bytes", answer;
    if (stored.find('\0') != std::string_view::npos) return answer.unknown = "the path holds a NUL byte", answer;
    std::string text = scene_detail::slashed(stored);
    if (!expand_variables(text, answer.unknown)) return answer;
    if (spread.folder) text = scene_detail::without_end_slash(text) + "/*";

    const file_pattern name(scene_detail::last_component(text), spread);
    answer.tiles = name.has_tiles();
    answer.sequence = name.has_frames();
    for (const auto& candidate : candidates(text, where)) {
        if (std::find(answer.looked_for.begin(), answer.looked_for.end(), candidate) != answer.looked_for.end()) continue;
        answer.looked_for.push_back(candidate);
        for (auto& file : files_of(candidate, spread)) {
            auto as_stored = scene_detail::filled_in(text, file, spread);
            auto makers_name = scene_detail::is_absolute(as_stored) ? as_stored : known_as(file);
            answer.files.push_back({std::move(file), std::move(as_stored), std::move(makers_name)});
        }
        if (!answer.files.empty()) return answer;
    }
    if (const auto token = unknown_token(text); !token.empty())
        answer.unknown = "only the program or its renderer can fill in " + std::string(token);
    return answer;
}

/// `$NAME` and `${NAME}` become their values, a leading `~` becomes HOME.
RENDERBUS_DECL bool path_resolver::expand_variables(std::string& text, std::string& unknown) const {
    if (text.starts_with("~/")) text.replace(0, 1, "$HOME");
    for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos;) {
        const bool braced = at + 1 < text.size() && text[at + 1] == '{';
        std::size_t begin = at + (braced ? 2 : 1);
        std::size_t end = begin;
        while (end < text.size() && scene_detail::is_name_letter(text[end])) ++end;
        if (end == begin || (braced && (end == text.size() || text[end] != '}'))) {
            ++at;  // a dollar of the name itself, as in //host/c$/a
            continue;
        }
        const std::string name = text.substr(begin, end - begin);
        const auto known = environment_.find(name);
        if (known == environment_.end()) return unknown = "the environment variable " + name + " is not given", false;
        const std::string value = scene_detail::slashed(known->second);
        text.replace(at, end + (braced ? 1 : 0) - at, value);
        at += value.size();
        if (text.size() > scene_detail::stored_path_limit) return unknown = "the path is longer than 4096 bytes", false;
    }
    return true;
}

RENDERBUS_DECL std::string path_resolver::mapped(const std::string& text) const {
    for (const auto& one : maps_)
        if (!one.from.empty() && scene_detail::lies_in(text, one.from)) return one.to + text.substr(one.from.size());
    return text;
}

RENDERBUS_DECL std::vector<std::string> path_resolver::candidates(const std::string& text, const search_folders& where) const {
    std::vector<std::string> found;
    const auto add = [&](const std::string& folder, std::string_view rest) {
        if (!folder.empty()) found.push_back(scene_detail::normal(folder + '/' + std::string(rest)));
    };
    const std::string here = mapped(text);
    if (scene_detail::is_absolute_here(here)) found.push_back(scene_detail::normal(here));
    // Maya marks with // where a path goes on from its project.
    if (const auto mark = text.find("//", 1); mark != std::string::npos) add(project_, std::string_view(text).substr(mark + 2));
    const bool relative = !scene_detail::is_absolute(here);
    if (relative) add(project_, here), add(where.beside, here);

    const std::size_t depth_of_name = text.ends_with("/*") ? text.size() - 2 : text.size();
    const std::string_view name = std::string_view(text).substr(text.rfind('/', depth_of_name - 1) + 1);
    for (const auto& folder : where.project_folders)
        if (!project_.empty() || scene_detail::is_absolute_here(folder))
            add(scene_detail::is_absolute_here(folder) ? folder : project_ + '/' + folder,
                relative ? std::string_view(here) : name);
    if (!relative) add(where.beside, name);
    return found;
}

RENDERBUS_DECL std::vector<std::string> path_resolver::files_of(const std::string& candidate, const file_spread& spread) {
    std::vector<std::string> found;
    std::error_code ignored;
    const bool spreads = spread != file_spread{};
    // A name may hold # or % and mean just that.
    if (!spreads && std::filesystem::is_regular_file(native_path(candidate), ignored)) return {candidate};
    const auto root = candidate.find('/');
    if (root == std::string::npos) return found;
    descend(candidate.substr(0, root), std::string_view(candidate).substr(root + 1), spread, found);
    if (found.empty() && spreads && !spread.folder && std::filesystem::is_regular_file(native_path(candidate), ignored))
        return {candidate};
    return found;
}

RENDERBUS_DECL void path_resolver::descend(const std::string& folder, std::string_view rest, const file_spread& spread,
                                           std::vector<std::string>& found) {
    const auto end = std::min(rest.find('/'), rest.size());
    const bool last = end == rest.size();
    const std::string_view component = rest.substr(0, end);
    const file_pattern pattern(component, last ? spread : file_spread{});
    const auto visit = [&](std::string_view name) {
        const std::string path = folder + '/' + std::string(name);
        std::error_code ignored;
        if (!last) descend(path, rest.substr(end + 1), spread, found);
        else if (std::filesystem::is_regular_file(native_path(path), ignored)) found.push_back(path);
    };
    if (pattern.literal()) return visit(component);
    const auto names = names_in(folder);  // a copy: what is kept may go while folders below are read
    for (const auto& name : names)
        if (found.size() < file_limit_ && pattern.matches(name)) visit(name);
}

RENDERBUS_DECL const std::vector<std::string>& path_resolver::names_in(const std::string& folder) {
    if (const auto known = folders_.find(folder); known != folders_.end()) return known->second;
    if (kept_names_ >= scene_detail::kept_names_limit) folders_.clear(), kept_names_ = 0;
    auto& names = folders_[folder];
    std::error_code failed;
    std::filesystem::directory_iterator at(native_path(folder + '/'), failed);
    for (; !failed && at != std::filesystem::directory_iterator() && names.size() < file_limit_; at.increment(failed))
        names.push_back(utf8_path(at->path().filename()));
    std::sort(names.begin(), names.end());
    kept_names_ += names.size() + 1;
    return names;
}

}  // namespace renderbus

#endif
