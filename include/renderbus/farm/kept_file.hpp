// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_KEPT_FILE_HPP
#define RENDERBUS_FARM_KEPT_FILE_HPP

#include <renderbus/farm/store.hpp>
#include <renderbus/json/json.hpp>

#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

namespace renderbus::farm {

/// A value of the farm's state, in memory and as one JSON file.
template <class T>
class kept_file {
public:
    /// What an earlier run wrote under that name, or a new value. `data_errc::invalid_value` for a file that is damaged.
    static result<kept_file> open(std::shared_ptr<store> files, std::string_view name) {
        kept_file made(std::move(files), name);
        std::error_code ignored;
        if (!std::filesystem::exists(made.place_, ignored)) return made;
        auto text = read_whole_file(made.place_, mebibytes(64).bytes);
        if (!text) return std::move(text).error();
        auto value = from_json<T>(*text);
        if (!value) {
            return failure{data_errc::invalid_value, made.place_.string(),
                           "is not what this farm wrote: " + value.error().message(),
                           "remove the file, or give the farm another root folder"};
        }
        made.value_ = *std::move(value);
        return made;
    }

    const T& operator*() const noexcept { return value_; }
    const T* operator->() const noexcept { return &value_; }

    /// Changes the value by `edit(T&)`. Where the disk refuses, it stays as it was.
    template <class Edit>
    result<void> change(Edit edit) {
        T next = value_;
        edit(next);
        if (auto written = files_->write(place_, to_json(next)); !written) return written;
        value_ = std::move(next);
        return {};
    }

private:
    kept_file(std::shared_ptr<store> files, std::string_view name) : files_(std::move(files)), place_(files_->state(name)) {}

    std::shared_ptr<store> files_;
    std::filesystem::path place_;
    T value_{};
};

}  // namespace renderbus::farm

#endif
