// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_DISK_HPP
#define RENDERBUS_TESTS_SIMULATION_DISK_HPP

#include "../transfer/support.hpp"
#include "chance.hpp"

#include <renderbus/input_file.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace simulation {

namespace fs = std::filesystem;
using transfer_tests::files_below;
using transfer_tests::scratch;
using transfer_tests::some_bytes;

inline std::string read_file(const fs::path& name) {
    auto content = rb::read_whole_file(name, 1 << 20);
    promise(content.has_value(), "a file can be read: " + name.string());
    return *std::move(content);
}

/// In memory where the system has such a folder: nothing here is to outlive the machine.
inline fs::path fast_folder() { return fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path(); }

inline void set_age(const fs::path& file, std::chrono::system_clock::time_point written) {
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(written.time_since_epoch()).count();
    const ::timespec when{static_cast<std::time_t>(since / 1'000'000'000), static_cast<long>(since % 1'000'000'000)};
    const ::timespec both[] = {when, when};
    promise(::utimensat(AT_FDCWD, file.c_str(), both, 0) == 0, "the time of a file can be set");
}

inline bool is_our_own(const fs::path& file) { return file.filename().string().starts_with(".renderbus-"); }

inline std::vector<fs::path> own_files_below(const fs::path& root) {
    std::vector<fs::path> found;
    for (const auto& name : files_below(root))
        if (is_our_own(name)) found.push_back(root / name);
    return found;
}

/// What others see below a folder, by name.
inline std::map<std::string, std::string> visible_below(const fs::path& root) {
    std::map<std::string, std::string> seen;
    for (const auto& name : files_below(root))
        if (!is_our_own(name)) seen.emplace(name, read_file(root / name));
    return seen;
}

/// Ends objects as a killed process does: what their destructors would tidy up below those folders stays.
template <class End>
void as_if_killed(const std::vector<fs::path>& folders, const fs::path& aside, End end) {
    std::vector<std::pair<fs::path, fs::path>> kept;
    fs::create_directories(aside);
    for (const auto& folder : folders)
        for (const auto& file : own_files_below(folder)) {
            kept.emplace_back(aside / std::to_string(kept.size()), file);
            fs::create_hard_link(file, kept.back().first);
        }
    end();
    for (const auto& [copy, file] : kept) {
        if (fs::exists(file)) fs::remove(copy);
        else fs::rename(copy, file);
    }
}

/// A week later what our own files there were kept for is over.
inline void let_a_week_pass(const fs::path& root) {
    for (const auto& file : own_files_below(root)) set_age(file, std::chrono::system_clock::now() - std::chrono::hours(8 * 24));
}

/// Files that change under the eyes of who moves them; a file has another time with each content.
class changing_files {
public:
    explicit changing_files(fs::path root) : root_(std::move(root)) { fs::create_directories(root_); }

    void write(const std::string& name, std::string content, std::chrono::system_clock::time_point written,
               bool in_place = false) {
        const auto file = root_ / name;
        const auto draft = in_place ? file : root_.parent_path() / "draft";
        fs::create_directories(file.parent_path());
        std::ofstream(draft, std::ios::binary | std::ios::trunc) << content;
        set_age(draft, written + std::chrono::nanoseconds(++writes_ * 1000));
        if (!in_place) fs::rename(draft, file);
        is_now_[name] = content;
        ever_[name].push_back(content);
        of_late_[name].push_back(std::move(content));
    }
    /// From now on only what is there now, and what comes, counts as of late.
    void begin_anew() {
        of_late_.clear();
        for (const auto& [name, content] : is_now_) of_late_[name] = {content};
    }
    const fs::path& root() const { return root_; }
    const std::map<std::string, std::string>& now() const { return is_now_; }
    const std::string& name_at(std::size_t index) const {
        return std::next(is_now_.begin(), static_cast<std::ptrdiff_t>(index))->first;
    }
    const std::vector<std::string>& ever(const std::string& name) const { return ever_.at(name); }
    bool was(const std::string& name, const std::string& content) const { return has(ever_, name, content); }
    bool was_of_late(const std::string& name, const std::string& content) const { return has(of_late_, name, content); }

private:
    using versions = std::map<std::string, std::vector<std::string>>;
    static bool has(const versions& of, const std::string& name, const std::string& content) {
        const auto found = of.find(name);
        return found != of.end() && std::find(found->second.begin(), found->second.end(), content) != found->second.end();
    }
    fs::path root_;
    std::map<std::string, std::string> is_now_;
    versions ever_;
    versions of_late_;
    std::int64_t writes_ = 0;
};

}  // namespace simulation

#endif
