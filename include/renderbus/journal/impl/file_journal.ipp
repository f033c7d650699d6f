// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_FILE_JOURNAL_IPP
#define RENDERBUS_JOURNAL_IMPL_FILE_JOURNAL_IPP

#include <renderbus/journal/file_journal.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

inline constexpr std::string_view journal_header = "{\"journal\":\"renderbus\",\"version\":1}\n";
inline constexpr std::uint64_t smallest_to_compact = std::uint64_t{64} << 10;

struct header_fields {
    std::string journal;
    std::int64_t version = 0;
};

inline failure no_journal(const std::filesystem::path& file, std::string_view first_line) {
    const auto read = from_json<header_fields>(first_line);
    if (read && read->journal == "renderbus")
        return {data_errc::invalid_value, file.string(),
                "this is a journal of version " + std::to_string(read->version) + ", and this program knows version 1",
                "use the program that wrote it, or choose another file"};
    return {data_errc::invalid_value, file.string(), "this is no journal of renderbus", "choose another file"};
}

}  // namespace detail

RENDERBUS_DECL file_journal::file_journal(detail::append_file file)
    : path_(file.path()), file_(std::move(file)), compact_at_(detail::smallest_to_compact) {}

RENDERBUS_DECL result<std::shared_ptr<file_journal>> file_journal::open(const std::filesystem::path& file) {
    auto opened = detail::append_file::open(file);
    if (!opened) return std::move(opened).error();
    std::shared_ptr<file_journal> journal(new file_journal(*std::move(opened)));
    if (auto loaded = journal->load(); !loaded) return std::move(loaded).error();
    return journal;
}

RENDERBUS_DECL failure file_journal::damaged(std::string_view how) const {
    return {data_errc::wrong_digest, path_.string() + ":" + std::to_string(lines_), std::string(how),
            "put a copy of the file in its place, or remove this line (what it kept is then done again), or choose another file"};
}

RENDERBUS_DECL result<void> file_journal::load() {
    std::vector<char> space(std::size_t{1} << 18);
    std::string text;  // of the lines that are not read yet
    std::uint64_t text_at = 0;
    const std::uint64_t size = file_.size();
    for (std::uint64_t at = 0; at < size;) {
        const std::span<char> piece(space.data(), static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), size - at)));
        if (auto read = file_.read(at, piece); !read) return read;
        at += piece.size();
        std::size_t searched = text.size(), begin = 0;
        text.append(piece.data(), piece.size());
        for (std::size_t end; (end = text.find('\n', searched)) != std::string::npos; begin = searched = end + 1) {
            ++lines_;
            if (auto read = load_line(std::string_view(text).substr(begin, end - begin), text_at + begin); !read) return read;
        }
        text.erase(0, begin);
        text_at += begin;
        if (text.size() >= line_limit) {
            ++lines_;
            return lines_ == 1 ? detail::no_journal(path_, {}) : damaged("this line is longer than any line of a journal");
        }
    }
    if (lines_ == 0 || !text.empty()) {
        ++lines_;
        if (auto read = load_end(text, text_at); !read) return read;
    }
    file_.remove_leftovers();
    return {};
}

RENDERBUS_DECL result<void> file_journal::load_line(std::string_view text, std::uint64_t at) {
    if (lines_ == 1) {
        if (text == detail::journal_header.substr(0, detail::journal_header.size() - 1)) return {};
        return detail::no_journal(path_, text);
    }
    const auto line = detail::read_line(text);
    if (!line) return damaged("this line is damaged: it does not match its checksum");
    note(*line, at, text.size() + 1);
    return {};
}

/// What stands behind the last line's end: nothing is lost by removing it, unless it is the line's end alone that is damaged.
RENDERBUS_DECL result<void> file_journal::load_end(std::string_view text, std::uint64_t at) {
    if (lines_ == 1) {
        if (!detail::journal_header.starts_with(text)) return detail::no_journal(path_, text);
        return file_.append(detail::journal_header.substr(text.size()));
    }
    if (const auto line = detail::read_line(text)) {
        if (auto ended = file_.append("\n"); !ended) return ended;
        note(*line, at, text.size() + 1);
        return {};
    }
    if (detail::begins_with_a_whole_line(text)) return damaged("the end of this line is damaged");
    return file_.cut(at);
}

RENDERBUS_DECL void file_journal::note(const detail::journal_line& line, std::uint64_t at, std::uint64_t size) {
    const auto before = known_.find(line.key);
    if (before != known_.end()) useful_ -= before->second.size;
    if (line.what == detail::journal_line::kind::forget) {
        if (before != known_.end()) known_.erase(before);
        return;
    }
    known_.insert_or_assign(line.key, place{at, size, line.what == detail::journal_line::kind::keep});
    useful_ += size;
}

RENDERBUS_DECL result<std::string> file_journal::line_at(const place& of) const {
    std::string text(static_cast<std::size_t>(of.size), '\0');
    if (auto read = file_.read(of.at, text); !read) return std::move(read).error();
    text.pop_back();
    return text;
}

RENDERBUS_DECL result<void> file_journal::add(const detail::journal_line& line) {
    auto text = detail::to_line(line);
    text += '\n';
    if (text.size() > line_limit)
        return failure{data_errc::too_large, path_.string(),
                       "a value of " + std::to_string(line.entry.value.size()) +
                           " bytes is more than a line of the journal may hold (64 MiB)",
                       "keep less under one key"};
    if (file_.size() + text.size() > file_limit)
        return failure{data_errc::too_large, path_.string(), "the journal is full (4 GiB)", "begin another file"};
    const auto at = file_.size();
    if (auto added = file_.append(text); !added) return added;
    note(line, at, text.size());
    if (file_.size() < compact_at_ || file_.size() / 2 < useful_) return {};
    // Where there is no room for the shorter file the longer one is as good; it is tried again after as much again.
    const auto compacted = compact();
    compact_at_ = compacted ? detail::smallest_to_compact : file_.size() * 2;
    return {};
}

RENDERBUS_DECL result<void> file_journal::compact() {
    index moved = known_;
    auto replaced = file_.replace([&](const detail::append_file::write_function& write) -> result<void> {
        if (auto written = write(detail::journal_header); !written) return written;
        std::uint64_t at = detail::journal_header.size();
        for (auto& [key, line] : moved) {
            auto text = line_at(line);
            if (!text) return std::move(text).error();
            if (!detail::read_line(*text)) return failure{data_errc::wrong_digest, path_.string(), "a line was damaged", ""};
            if (auto written = write(*text + '\n'); !written) return written;
            line.at = at;
            at += line.size;
        }
        return {};
    });
    if (replaced) known_ = std::move(moved);
    return replaced;
}

RENDERBUS_DECL result<std::optional<journal_entry>> file_journal::find(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return std::move(right).error();
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(key);
    if (known == known_.end() || !known->second.has_value) return std::optional<journal_entry>{};
    const auto text = line_at(known->second);
    if (!text) return text.error();
    auto line = detail::read_line(*text);
    if (!line || line->key != key)
        return failure{data_errc::wrong_digest, path_.string(), "what the journal kept was changed while it was open",
                       "see who writes to the file; put a copy in its place"};
    return std::optional(std::move(line->entry));
}

RENDERBUS_DECL result<bool> file_journal::begin(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return std::move(right).error();
    const std::scoped_lock lock(mutex_);
    if (known_.contains(key)) return true;
    if (auto added = add({detail::journal_line::kind::begin, std::string(key)}); !added) return std::move(added).error();
    return false;
}

RENDERBUS_DECL result<void> file_journal::keep(std::string_view key, const journal_entry& entry) {
    if (auto right = detail::check_key(key); !right) return right;
    if (auto right = detail::check_entry(entry); !right) return right;
    const std::scoped_lock lock(mutex_);
    return add({detail::journal_line::kind::keep, std::string(key), entry});
}

RENDERBUS_DECL result<void> file_journal::forget(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return right;
    const std::scoped_lock lock(mutex_);
    if (!known_.contains(key)) return {};
    return add({detail::journal_line::kind::forget, std::string(key)});
}

}  // namespace renderbus

#endif
