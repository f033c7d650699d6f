// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_JOURNAL_SUPPORT_HPP
#define RENDERBUS_TESTS_JOURNAL_SUPPORT_HPP

#include "../transfer/support.hpp"

#include <renderbus/digest.hpp>
#include <renderbus/journal/file_journal.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace journal_tests {

namespace rb = renderbus;
using transfer_tests::child_process;
using transfer_tests::in_child;
using transfer_tests::read_file;
using transfer_tests::scratch;

/// The key of a number.
inline std::string key_of(std::size_t number) {
    rb::sha256_hasher hash;
    hash.update(std::to_string(number));
    return rb::to_hex(hash.finish());
}

inline rb::journal_entry entry_of(std::size_t number, std::size_t size = 0) {
    return {"shape of " + std::to_string(number),
            "{\"number\":" + std::to_string(number) + ",\"text\":\"\u00e9" + std::string(size, 'x') + "\"}"};
}

/// Writes exactly these bytes.
inline void put_file(const std::filesystem::path& name, std::string_view content) {
    std::ofstream(name, std::ios::binary) << content;
}

/// What is wrong with an entry that must be there; nothing where it is right.
inline std::string missing(rb::file_journal& journal, std::size_t number, std::size_t size = 0) {
    const auto found = journal.find(key_of(number));
    if (!found) return found.error().message();
    if (!*found) return "entry " + std::to_string(number) + " is not there";
    if (**found != entry_of(number, size)) return "entry " + std::to_string(number) + " is another one";
    return "";
}

inline constexpr std::string_view header = "{\"journal\":\"renderbus\",\"version\":1}\n";

/// A journal of a few lines of every kind: entries 0 to 4 are kept, 5 is begun, 6 was forgotten.
inline std::string sample_journal(const std::filesystem::path& path) {
    {
        auto journal = rb::file_journal::open(path).value();
        for (std::size_t i = 0; i < 5; ++i) {
            journal->begin(key_of(i)).value();
            journal->keep(key_of(i), entry_of(i)).value();
        }
        journal->begin(key_of(6)).value();
        journal->forget(key_of(6)).value();
        journal->begin(key_of(5)).value();
    }
    return read_file(path);
}

/// How many of the sample's entries are there; the later ones are missing, none is another one.
inline std::size_t entries_of(rb::file_journal& journal) {
    std::size_t count = 0;
    while (count < 5 && missing(journal, count) == "") ++count;
    for (std::size_t i = count; i < 5; ++i) BOOST_TEST_REQUIRE(!journal.find(key_of(i)).value().has_value());
    return count;
}

}  // namespace journal_tests

#endif
