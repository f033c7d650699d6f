// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_JOURNAL_STORE_HPP
#define RENDERBUS_JOURNAL_JOURNAL_STORE_HPP

#include <renderbus/error.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

/// How deep a value's objects and lists may lie inside one another.
inline constexpr unsigned journal_depth_limit = 256;

/// What a journal keeps under a key.
struct journal_entry {
    std::string shape;  ///< what the value is (`shape_of`); another version of the program writes another
    std::string value;  ///< JSON on one line
    friend bool operator==(const journal_entry&, const journal_entry&) = default;
};

/// Remembers across the end of a process what was done, so that it is not done twice. Keys are 64 lower-case hexadecimal
/// digits (`content_key`).
///
/// - `begin(key)` notes that the work under this key begins, and says whether it had been begun before, by this process or an
///   earlier one: then nobody knows how far it came. (A value under the key counts too: who begins it again did not take it.)
/// - `keep(key, entry)` notes what came of it, in place of what stood there. `find(key)` gives that, or nothing.
/// - `forget(key)` removes what is known of the key; unknown keys are nobody's fault.
///
/// What a call has confirmed is there after a crash. Every call may come from any thread, several at once, and blocks until the
/// disk has it. `data_errc::invalid_value` for what is no key or no JSON on one line, `data_errc::too_large`,
/// `scene_errc::unwritable_file` where the disk refuses.
///
/// Models: `file_journal`, `memory_journal`.
template <class T>
concept journal_store = requires(T& store, std::string_view key, const journal_entry& entry) {
    { store.find(key) } -> std::same_as<result<std::optional<journal_entry>>>;
    { store.begin(key) } -> std::same_as<result<bool>>;
    { store.keep(key, entry) } -> std::same_as<result<void>>;
    { store.forget(key) } -> std::same_as<result<void>>;
};

/// A journal of any type, shared by its copies; a model of `journal_store` itself.
class any_journal {
public:
    template <journal_store T>
    explicit any_journal(std::shared_ptr<T> store) : body_(std::make_shared<holder<T>>(std::move(store))) {}

    result<std::optional<journal_entry>> find(std::string_view key) { return body_->find(key); }
    result<bool> begin(std::string_view key) { return body_->begin(key); }
    result<void> keep(std::string_view key, const journal_entry& entry) { return body_->keep(key, entry); }
    result<void> forget(std::string_view key) { return body_->forget(key); }

private:
    struct base {
        virtual ~base() = default;
        virtual result<std::optional<journal_entry>> find(std::string_view) = 0;
        virtual result<bool> begin(std::string_view) = 0;
        virtual result<void> keep(std::string_view, const journal_entry&) = 0;
        virtual result<void> forget(std::string_view) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> store) : store_(std::move(store)) {}
        result<std::optional<journal_entry>> find(std::string_view key) override { return store_->find(key); }
        result<bool> begin(std::string_view key) override { return store_->begin(key); }
        result<void> keep(std::string_view key, const journal_entry& entry) override { return store_->keep(key, entry); }
        result<void> forget(std::string_view key) override { return store_->forget(key); }
        std::shared_ptr<T> store_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
