// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_FILE_POLICY_HPP
#define RENDERBUS_TRANSFER_FILE_POLICY_HPP

#include <renderbus/error.hpp>
#include <renderbus/transfer/needed_assets.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace renderbus {

/// What can be wrong with a needed file here.
enum class file_trouble : std::uint8_t {
    missing,       ///< it is not there
    unreadable,    ///< it may not be read, or its disk fails
    special,       ///< it is a folder, a device, a pipe or a socket, or a link round in a circle or one way of too many
    changed,       ///< it was written to while it was hashed or sent
    refused_name,  ///< the farm's storage takes no such name: one of more than 4,096 bytes
};

/// What is to be done about it.
enum class file_verdict : std::uint8_t {
    fail,   ///< nothing is sent any more, and the failure names the file
    skip,   ///< the rest goes on without it, and the report tells of it
    again,  ///< it is looked at once more
};

/// A needed file that is in trouble.
struct troubled_file {
    needed_file wanted;
    file_trouble what;
    failure why;
    int looks = 1;  ///< how often it was looked at by now
};

/// Decides about files in one kind of trouble. Called on the operation's executor, one file after the other.
class file_policy {
public:
    static file_policy fail() { return file_policy(file_verdict::fail); }
    static file_policy skip() { return file_policy(file_verdict::skip); }
    /// Looks again so many times, then fails.
    static file_policy again(int times) {
        return ask([times](const troubled_file& file) { return file.looks <= times ? file_verdict::again : file_verdict::fail; });
    }
    static file_policy ask(std::function<file_verdict(const troubled_file&)> decide) {
        file_policy made(file_verdict::fail);
        made.decide_ = std::move(decide);
        return made;
    }

    file_verdict operator()(const troubled_file& file) const { return decide_ ? decide_(file) : fixed_; }

private:
    explicit file_policy(file_verdict fixed) : fixed_(fixed) {}
    file_verdict fixed_;
    std::function<file_verdict(const troubled_file&)> decide_;
};

/// A policy for each kind of trouble.
struct file_policies {
    file_policy missing = file_policy::fail();
    file_policy unreadable = file_policy::fail();
    file_policy special = file_policy::fail();
    file_policy changed = file_policy::again(3);
    file_policy refused_name = file_policy::fail();

    file_verdict decide(const troubled_file& file) const {
        switch (file.what) {
            case file_trouble::missing: return missing(file);
            case file_trouble::unreadable: return unreadable(file);
            case file_trouble::special: return special(file);
            case file_trouble::refused_name: return refused_name(file);
            case file_trouble::changed: break;
        }
        return changed(file);
    }
};

}  // namespace renderbus

#endif
