// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_CREDENTIALS_IPP
#define RENDERBUS_IMPL_CREDENTIALS_IPP

#include <renderbus/credentials.hpp>
#include <renderbus/detail/text.hpp>
#include <renderbus/utf8.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <set>
#include <utility>

namespace renderbus {
namespace detail {

/// Of an environment variable; empty where it is not set.
inline std::string of_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

inline constexpr const char* id_variable = "RAYVISION_API_ACCESS_ID";
inline constexpr const char* key_variable = "RAYVISION_API_KEY";

inline failure bad_profiles(const std::filesystem::path& file, std::string cause, std::string next_step) {
    return {data_errc::invalid_value, file.string(), std::move(cause), std::move(next_step)};
}

struct open_file {
    explicit open_file(const std::filesystem::path& file)
        : descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    ~open_file() {
        if (descriptor >= 0) ::close(descriptor);
    }
    int descriptor;
};

/// Whether the open file is one that only its owner, who is the caller, can read.
inline result<void> check_owner(const std::filesystem::path& file, const struct ::stat& seen) {
    if (!S_ISREG(seen.st_mode)) return bad_profiles(file, "this is no regular file", "put the profiles into a file");
    if (seen.st_uid != ::geteuid())
        return bad_profiles(file, "the file belongs to another user", "make a file of your own");
    if ((seen.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return bad_profiles(file, "others than its owner can read or write the file", "chmod 600 " + file.string());
    return {};
}

/// The text of a file of profiles, once it is sure that it is the caller's own.
inline result<secret> read_private(const std::filesystem::path& file) {
    constexpr std::size_t longest = 64 * 1024;
    const open_file opened(file);
    if (opened.descriptor < 0) {
        const int why = errno;
        if (why == ENOENT || why == ENOTDIR)
            return failure{scene_errc::missing_file, file.string(), "there is no such file",
                           std::string("write a profile there, or set ") + id_variable + " and " + key_variable};
        return failure{scene_errc::unreadable_file, file.string(), "cannot be read (" + std::system_category().message(why) + ")",
                       "check the permissions of the file and of the folders above it"};
    }
    struct ::stat seen {};
    if (::fstat(opened.descriptor, &seen) != 0)
        return failure{scene_errc::unreadable_file, file.string(), std::system_category().message(errno), {}};
    if (auto own = check_owner(file, seen); !own) return std::move(own).error();

    std::string text(longest + 1, '\0');  // of its full size from the start: a string that grows leaves copies behind
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(opened.descriptor, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            const failure why{scene_errc::unreadable_file, file.string(), std::system_category().message(errno), {}};
            static_cast<void>(secret(std::move(text)));
            return why;
        }
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    const bool whole = size <= longest;
    text.resize(size);
    secret kept(std::move(text));
    if (!whole) return failure{data_errc::too_large, file.string(), "a file of profiles is at most 64 KiB", {}};
    return kept;
}

/// Reads a file of profiles line by line and keeps what stands under one name.
class profile_reader {
public:
    profile_reader(const std::filesystem::path& file, std::string_view wanted) : file_(file), wanted_(wanted) {}

    result<profile> read(std::string_view text) {
        while (!text.empty()) {
            const auto end = text.find('\n');
            const auto line = text.substr(0, end);
            text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
            ++line_;
            if (auto taken = take(line); !taken) return std::move(taken).error();
        }
        if (!names_.contains(std::string(wanted_)))
            return failure{data_errc::missing_field, file_.string(), "there is no profile " + shown(wanted_),
                           "write one, or name another by RENDERBUS_PROFILE"};
        for (const char* name : {"access_id", "access_key"})
            if (!settings_.contains(name))
                return failure{data_errc::missing_field, file_.string(),
                               "the profile " + shown(wanted_) + " has no " + name, "write it below [" + shown(wanted_) + "]"};
        return std::move(found_);
    }

private:
    static std::string shown(std::string_view name) { return printable(name, 60); }
    failure wrong(std::string cause) const {
        return {data_errc::invalid_value, file_.string() + ":" + std::to_string(line_), std::move(cause), {}};
    }

    // What stands in a line may be a key at the wrong place: no failure shows it.
    result<void> take(std::string_view line) {
        line = trimmed(line);
        if (line.empty() || line.front() == '#' || line.front() == ';') return {};
        for (const char c : line)
            if (static_cast<unsigned char>(c) < ' ' && c != '\t') return wrong("there is a control character in the line");
        if (line.front() == '[') return take_name(line);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) return wrong("the line is neither [profile] nor name = value");
        if (names_.empty()) return wrong("the line stands before the first [profile]");
        return take_setting(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
    }

    result<void> take_name(std::string_view line) {
        if (line.back() != ']') return wrong("the name of a profile ends with ]");
        const auto name = trimmed(line.substr(1, line.size() - 2));
        if (name.empty()) return wrong("the profile has no name");
        if (!names_.insert(std::string(name)).second) return wrong("a profile of that name stands above already");
        inside_ = name == wanted_;
        of_profile_.clear();
        return {};
    }

    result<void> take_setting(std::string_view name, std::string_view value) {
        if (name != "access_id" && name != "access_key" && name != "farm" && name != "platform")
            return wrong("the name is none of access_id, access_key, farm and platform");
        const std::string known(name);
        if (!of_profile_.insert(known).second) return wrong(known + " stands in this profile already");
        if (value.empty()) return wrong(known + " has no value");
        if (!inside_) return {};
        settings_.insert(known);
        if (known == "access_id") found_.who.access_id = value;
        else if (known == "access_key") found_.who.access_key = secret(std::string(value));
        else if (known == "farm") found_.farm = value;
        else return take_platform(value);
        return {};
    }

    result<void> take_platform(std::string_view value) {
        std::int64_t number = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
        if (read.ec != std::errc{} || read.ptr != value.data() + value.size()) return wrong("platform is no number");
        found_.platform = number;
        return {};
    }

    const std::filesystem::path& file_;
    std::string_view wanted_;
    int line_ = 0;
    bool inside_ = false;
    std::set<std::string> names_;       // of the profiles so far
    std::set<std::string> of_profile_;  // settings of the profile that is read
    std::set<std::string> settings_;    // of the wanted one
    profile found_;
};

}  // namespace detail

RENDERBUS_DECL credentials credentials::from_environment() {
    const auto read = [](const char* name) {
        auto value = detail::of_environment(name);
        if (value.empty())
            throw exception({data_errc::missing_field, name, "the environment variable is not set",
                             "set it to what the service's developer centre shows for your account"});
        return value;
    };
    return {read(detail::id_variable), secret(read(detail::key_variable))};
}

RENDERBUS_DECL credentials credentials::from_profile(std::string_view name) { return profile::find(name).value().who; }

RENDERBUS_DECL credentials credentials::find() {
    const bool in_environment =
        !detail::of_environment(detail::id_variable).empty() || !detail::of_environment(detail::key_variable).empty();
    return in_environment ? from_environment() : from_profile();
}

RENDERBUS_DECL result<std::filesystem::path> profile::file() {
    // The standard has a relative path ignored.
    if (std::filesystem::path folder = detail::of_environment("XDG_CONFIG_HOME"); folder.is_absolute())
        return folder / "renderbus" / "credentials";
    if (const auto home = detail::of_environment("HOME"); !home.empty())
        return std::filesystem::path(home) / ".config" / "renderbus" / "credentials";
    return failure{scene_errc::missing_file, "credentials", "the environment names no home folder",
                   std::string("set HOME or XDG_CONFIG_HOME, or ") + detail::id_variable + " and " + detail::key_variable};
}

RENDERBUS_DECL result<profile> profile::find(std::string_view name) {
    auto where = file();
    if (!where) return std::move(where).error();
    std::string wanted(name);
    if (wanted.empty()) wanted = detail::of_environment("RENDERBUS_PROFILE");
    if (wanted.empty()) wanted = "default";
    return read(*where, wanted);
}

RENDERBUS_DECL result<profile> profile::read(const std::filesystem::path& file, std::string_view name) {
    auto text = detail::read_private(file);
    if (!text) return std::move(text).error();
    return detail::profile_reader(file, name).read(text->reveal());
}

}  // namespace renderbus

#endif
