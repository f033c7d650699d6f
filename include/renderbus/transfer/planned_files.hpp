// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_PLANNED_FILES_HPP
#define RENDERBUS_TRANSFER_PLANNED_FILES_HPP

#include <renderbus/transfer/engine.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// A file that is to be sent, or need not be.
struct planned_file {
    upload_file file;
    std::string server_path;            ///< with a slash at its front, as the record knows it
    bool is_claimed_otherwise = false;  ///< the record says that the farm has another content there
};

/// Files of a plan in little room, for there may be hundreds of thousands: they are kept by folder, and a `planned_file` is
/// made when one is asked for.
class planned_files {
public:
    /// Some files of one folder.
    class folder {
    public:
        folder() = default;
        /// Both with a slash at the end; `local` may be empty. What is added comes to stand in `room`.
        folder(std::string local, std::string server, std::pmr::memory_resource* room = std::pmr::get_default_resource())
            : local_(std::move(local)), server_(std::move(server)), names_(room), entries_(room) {}

        void add(std::string_view local_name, std::string_view server_name, const file_stamp& stamp,
                 const sha256_digest& digest) {
            const auto begin = names_.size();
            names_ += local_name;
            const bool is_same = local_name == server_name;
            if (!is_same) names_ += server_name;
            entries_.push_back({begin, static_cast<std::uint32_t>(local_name.size()),
                                static_cast<std::uint32_t>(is_same ? 0 : server_name.size()), stamp, digest});
            bytes_ += stamp.size;
        }
        void reserve(std::size_t count, std::size_t bytes_of_names) {
            entries_.reserve(count);
            names_.reserve(bytes_of_names);
        }
        std::size_t size() const noexcept { return entries_.size(); }
        std::uint64_t bytes() const noexcept { return bytes_; }
        const std::string& server() const noexcept { return server_; }

    private:
        friend class planned_files;
        struct entry {
            std::size_t begin;  // of its local name in `names_`, behind which its name at the farm stands where that differs
            std::uint32_t local_size;
            std::uint32_t server_size;  // 0: the same
            file_stamp stamp;
            sha256_digest digest;
        };
        std::string local_, server_;
        std::pmr::string names_;
        std::pmr::vector<entry> entries_;
        std::uint64_t bytes_ = 0;
    };

    planned_files() = default;
    /// The storage begins the names at the farm: `10201-100001`. The rooms that the folders stand in are kept as long.
    RENDERBUS_DECL planned_files(std::string storage, std::vector<folder> folders,
                                 std::vector<std::shared_ptr<std::pmr::memory_resource>> rooms = {});

    planned_files(const planned_files&) = default;  // a copy's folders stand in the default resource
    planned_files(planned_files&&) = default;
    // By members, the old rooms would end before the old folders.
    planned_files& operator=(planned_files other) noexcept {
        storage_.swap(other.storage_);
        rooms_.swap(other.rooms_);
        folders_.swap(other.folders_);
        ends_.swap(other.ends_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }

    RENDERBUS_DECL void append(const planned_file& file);

    std::size_t size() const noexcept { return ends_.empty() ? 0 : ends_.back(); }
    bool empty() const noexcept { return size() == 0; }
    std::uint64_t bytes() const noexcept { return bytes_; }
    RENDERBUS_DECL planned_file operator[](std::size_t index) const;

    class iterator {
    public:
        using value_type = planned_file;
        using difference_type = std::ptrdiff_t;
        iterator() = default;
        iterator(const planned_files& of, std::size_t at) : of_(&of), at_(at) {}
        planned_file operator*() const { return (*of_)[at_]; }
        iterator& operator++() { return ++at_, *this; }
        iterator operator++(int) { return iterator(*of_, at_++); }
        friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

    private:
        const planned_files* of_ = nullptr;
        std::size_t at_ = 0;
    };
    iterator begin() const { return {*this, 0}; }
    iterator end() const { return {*this, size()}; }

private:
    std::string storage_;
    std::vector<std::shared_ptr<std::pmr::memory_resource>> rooms_;  // end after the folders
    std::vector<folder> folders_;
    std::vector<std::size_t> ends_;  // of each folder's files in the whole
    std::uint64_t bytes_ = 0;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/planned_files.ipp>
#endif

#endif
