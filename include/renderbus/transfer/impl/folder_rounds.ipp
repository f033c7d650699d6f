// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FOLDER_ROUNDS_IPP
#define RENDERBUS_TRANSFER_IMPL_FOLDER_ROUNDS_IPP

#include <renderbus/transfer/engine.hpp>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// The farm's folders that are looked at, in rounds: all that are due are listed, one after another, before the next round
/// begins. A name that is no folder may be a file's: then that is all there is to list.
class folder_rounds {
public:
    struct folder {
        std::string name;
        std::filesystem::path root;  ///< where its files go here
        bool has_own_root;           ///< below what was asked for
        bool is_file = false;
        bool is_due = false;
        std::uint64_t lists = 0;  ///< of it so far
    };

    /// `own` is the folder's own one below the root, empty where its content goes right there.
    std::size_t number_of(std::string name, const std::filesystem::path& root, const std::string& own) {
        const auto [known, is_new] = numbers_.try_emplace(std::move(name), folders_.size());
        if (is_new) folders_.push_back({known->first, own.empty() ? root : root / own, !own.empty()});
        return known->second;
    }
    const folder& operator[](std::size_t nth) const { return folders_[nth]; }
    std::string remote_name(std::size_t nth, const relative_path& file) const {
        return folders_[nth].is_file ? folders_[nth].name : folders_[nth].name + "/" + file.text();
    }

    /// Whether it was not due yet.
    bool list_anew(std::size_t nth) {
        if (std::exchange(folders_[nth].is_due, true)) return false;
        due_.push_back(nth);
        return true;
    }
    bool is_round_over() const { return round_.empty(); }
    void begin_round() { round_.swap(due_); }
    std::optional<std::size_t> next() {
        if (round_.empty()) return std::nullopt;
        const auto nth = round_.front();
        round_.pop_front();
        folders_[nth].is_due = false;
        return nth;
    }

    /// `then` keeps this alive, and is called through the executor.
    template <class Then>
    void list(any_transfer_engine& engine, const asio::any_io_executor& executor, std::size_t nth, std::stop_token stop,
              Then then) {
        if (folders_[nth].is_file) return look_for_file(engine, executor, nth, stop, std::nullopt, std::move(then));
        engine.async_list(executor, folders_[nth].name, stop,
                          [this, &engine, executor, nth, stop, then = std::move(then)](result<folder_list> listed) mutable {
                              const bool may_be_file = !listed && (listed.error().code == transport_errc::no_such_place ||
                                                                   listed.error().code == transport_errc::http_status);
                              if (may_be_file)
                                  look_for_file(engine, executor, nth, stop, std::move(listed).error(), std::move(then));
                              else took(nth, std::move(listed), then);
                          });
    }

private:
    template <class Then>
    void look_for_file(any_transfer_engine& engine, const asio::any_io_executor& executor, std::size_t nth, std::stop_token stop,
                       std::optional<failure> no_folder, Then then) {
        engine.async_has(
            executor, folders_[nth].name, std::move(stop),
            [this, nth, no_folder = std::move(no_folder), then = std::move(then)](result<std::optional<held_file>> held) mutable {
                if (no_folder && (!held || !*held)) return then(result<folder_list>(*std::move(no_folder)));
                if (!held) return then(result<folder_list>(std::move(held).error()));
                took(nth, *held ? only(nth, **held) : result<folder_list>(folder_list{}), then);
            });
    }

    result<folder_list> only(std::size_t nth, const held_file& held) {
        auto& it = folders_[nth];
        auto name = relative_path::parse(std::string_view(it.name).substr(it.name.rfind('/') + 1));
        if (!name) return std::move(name).error();
        if (!std::exchange(it.is_file, true) && it.has_own_root) it.root = it.root.parent_path();
        folder_list made;
        made.files.push_back({*std::move(name), held.size, held.digest, {}});
        return made;
    }

    template <class Then>
    void took(std::size_t nth, result<folder_list> listed, Then& then) {
        if (listed) ++folders_[nth].lists;
        then(std::move(listed));
    }

    std::vector<folder> folders_;
    std::map<std::string, std::size_t> numbers_;
    std::deque<std::size_t> due_;
    std::deque<std::size_t> round_;
};

}  // namespace renderbus::detail

#endif
