// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_PAGES_HPP
#define RENDERBUS_CALLS_PAGES_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/api/page.hpp>
#include <renderbus/json/json.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renderbus {

template <class T>
inline constexpr bool is_page = false;
template <class Item>
inline constexpr bool is_page<api::page<Item>> = true;

/// An endpoint that lists something page by page: `query::task_list`, `query::task_frames`, `query::render_log`, ...
template <class T>
concept paged_endpoint = endpoint<T> && is_page<typename T::reply> && requires(T request) {
    { request.page_num } -> std::convertible_to<std::int64_t>;
};

template <paged_endpoint Request>
using item_of = typename decltype(Request::reply::items)::value_type;

/// Goes through the pages of a listing, without any I/O: ask for `next_request()`, hand the answer to `take`, until `at_end()`.
/// The listing may change meanwhile: an item that comes again on a later page, since others were put before it, is given once.
/// A farm that says how many pages there are is followed through empty ones up to its last; one that does not, to the first
/// page with nothing new. One that never comes to an end is left after `most_pages`, or `most_stale_pages` one behind the other.
template <paged_endpoint Request>
class page_walk {
public:
    static constexpr std::int64_t most_pages = 100'000;
    static constexpr std::int64_t most_stale_pages = 16;

    explicit page_walk(Request first) : request_(std::move(first)) {}

    bool at_end() const noexcept { return at_end_; }
    const Request& next_request() const noexcept { return request_; }
    /// The items of a page that was asked for, without those that came before.
    std::vector<item_of<Request>> take(typename Request::reply page) {
        auto items = std::move(page.items.items());
        if constexpr (requires { std::int64_t{items.front().id}; })
            std::erase_if(items, [&](const auto& one) { return one.id != 0 && !known_.insert(one.id).second; });
        else if (!page.page_count) drop_repeated(items);
        stale_pages_ = items.empty() ? stale_pages_ + 1 : 0;
        ++pages_;
        ++request_.page_num;
        const bool was_last = page.page_count ? request_.page_num - Request{}.page_num >= *page.page_count : items.empty();
        at_end_ = was_last || pages_ >= most_pages || stale_pages_ >= most_stale_pages;
        return items;
    }

private:
    /// Items without a number of their own are known again as a whole page.
    void drop_repeated(std::vector<item_of<Request>>& items) {
        auto text = to_json(items);
        if (text == last_page_) items.clear();
        else last_page_ = std::move(text);
    }

    Request request_;
    std::unordered_set<std::int64_t> known_;
    std::string last_page_;
    std::int64_t pages_ = 0;
    std::int64_t stale_pages_ = 0;
    bool at_end_ = false;
};

/// The items of a listing as a range that asks the farm for a page when the one before is used up. One pass; the client must
/// outlive it. What a `send` throws comes out of `begin` and `++`.
///
///     for (const auto& frame : rb::listed(farm, rb::api::query::task_frames{.task_id = id})) ...
template <class Client, paged_endpoint Request>
class listing {
public:
    listing(Client& farm, Request first) : farm_(&farm), walk_(std::move(first)) {}

    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = item_of<Request>;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(listing& of) : of_(&of) {}
        value_type& operator*() const { return of_->items_[of_->at_]; }
        value_type* operator->() const { return &**this; }
        iterator& operator++() { return of_->advance(), *this; }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.is_over(); }

    private:
        bool is_over() const { return of_ == nullptr || of_->is_over(); }
        listing* of_ = nullptr;
    };

    iterator begin() {
        if (!has_begun_) read_page();
        return iterator(*this);
    }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    bool is_over() const { return at_ == items_.size() && walk_.at_end(); }
    void advance() {
        if (++at_ == items_.size() && !walk_.at_end()) read_page();
    }
    void read_page() {
        has_begun_ = true;
        do {
            items_ = walk_.take(farm_->send(walk_.next_request()));
            at_ = 0;
        } while (items_.empty() && !walk_.at_end());
    }

    Client* farm_;
    page_walk<Request> walk_;
    std::vector<item_of<Request>> items_;
    std::size_t at_ = 0;
    bool has_begun_ = false;
};

template <class Client, paged_endpoint Request>
listing<Client, Request> listed(Client& farm, Request first) {
    return {farm, std::move(first)};
}

}  // namespace renderbus

#endif
