// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_EACH_HPP
#define RENDERBUS_PIPELINE_EACH_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

/// In which order `each` gives its outcomes.
enum class each_order {
    as_given,       ///< as their values came
    as_they_finish  ///< the first that was done first
};

namespace detail {

template <class R>
concept walkable = requires(R& range) {
    std::begin(range) != std::end(range);
    *std::begin(range);
};

/// An item of a range as a stage is given it: taken out only where it cannot be copied and the range is ours.
template <class R>
struct item_in {
    using value = std::remove_cvref_t<decltype(*std::begin(std::declval<std::remove_cvref_t<R>&>()))>;
    using type = std::conditional_t<std::is_copy_constructible_v<value> || std::is_reference_v<R>, const value&, value>;
};
template <class Item, class Last>
struct item_in<flow<Item, Last>> {
    using type = Item;
};
template <class R>
using item_in_t = typename item_in<R>::type;

/// Where the items come from: either at once, or when they are there.
class item_source {
public:
    virtual ~item_source() = default;
    virtual bool waits() const noexcept { return false; }
    /// The next item; an empty box where there are no more.
    virtual box next() { return {}; }
    virtual void async_next(completion<box>) {}
    /// Nobody wants more of them.
    virtual void call_off() {}
};

template <class R, class Item>
class range_items final : public item_source {
public:
    explicit range_items(box range) : box_(std::move(range)), range_(box_.as<R>()), next_(std::begin(range_)) {}
    box next() override {
        if (!(next_ != std::end(range_))) return {};
        if constexpr (std::is_reference_v<Item> && std::is_lvalue_reference_v<decltype(*next_)>) {
            auto& item = const_cast<std::remove_cvref_t<Item>&>(static_cast<const std::remove_cvref_t<Item>&>(*next_));
            ++next_;
            return box::borrowed(std::addressof(item));
        } else {
            auto item = box(new std::remove_cvref_t<Item>(static_cast<std::remove_cvref_t<Item>&&>(*next_)));
            ++next_;
            return item;
        }
    }

private:
    box box_;
    R& range_;
    decltype(std::begin(std::declval<R&>())) next_;
};

template <class Item, class Last>
class flow_items final : public item_source {
public:
    explicit flow_items(box items) : flow_(std::move(items.as<flow<Item, Last>>())) {}
    bool waits() const noexcept override { return true; }
    void async_next(completion<box> done) override {
        flow_.async_next([done = std::move(done)](result<std::optional<Item>> next) mutable {
            if (!next) done(std::move(next).error());
            else done(*next ? box(new Item(**std::move(next))) : box());
        });
    }

    void call_off() override { flow_.call_off(); }

private:
    flow<Item, Last> flow_;
};

template <class R, class Item>
std::unique_ptr<item_source> items_of(box range, R*) {
    return std::make_unique<range_items<R, Item>>(std::move(range));
}
template <class, class Item, class Last>
std::unique_ptr<item_source> items_of(box items, flow<Item, Last>*) {
    return std::make_unique<flow_items<Item, Last>>(std::move(items));
}

/// Makes a vector of the outcomes that are there.
template <class T>
box gather_vector(std::vector<box>& outcomes) {
    auto made = std::make_unique<std::vector<T>>();
    made->reserve(outcomes.size());
    for (auto& one : outcomes) made->push_back(std::move(one.as<T>()));
    return box(made.release());
}

struct each_plan {
    std::size_t concurrency;
    each_order order;
    box (*gather)(std::vector<box>& outcomes);
};

RENDERBUS_DECL void start_each(run_context& context, const node& stage, std::unique_ptr<item_source> items, each_plan plan,
                               completion<box> done);

}  // namespace detail

/// A stage over every item of a range, or of a flow as they come.
template <class S>
struct each_stage : composed_stage {
    static constexpr std::string_view name = "each";
    static constexpr bool repeatable = detail::is_repeatable<S>;
    static constexpr bool takes_flows = true;
    using context = typename detail::context_of<S>::type;

    static constexpr auto figure = detail::figure::frame;
    using parts = detail::parts_of<S>;
    template <class In>
    static consteval bool takes_items_of() {
        if constexpr (detail::is_flow<std::remove_cvref_t<In>> || detail::walkable<std::remove_cvref_t<In>>)
            return detail::passage_v<S, detail::item_in_t<In>> != detail::passage::none;
        else return false;
    }
    template <class In>
    static constexpr bool takes = takes_items_of<In>();
    template <class In>
    using gives = std::vector<detail::settled_outcome_t<S, detail::item_in_t<In>>>;
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        using range = std::remove_cvref_t<In>;
        using item = detail::item_in_t<In>;
        detail::start_each(in, detail::node_of<S, item>(stage),
                           detail::items_of<range, item>(std::move(value), static_cast<range*>(nullptr)),
                           {concurrency, order, detail::gather_vector<typename gives<In>::value_type>}, std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        visit(stage);
    }

    S stage;
    std::size_t concurrency;
    each_order order;
};

/// A stage over every item of a range (or of a flow, as the items come), `concurrency` at a time; the outcome is a vector of
/// theirs. The first failure calls off the rest and is the whole's, once those under way have ended; to go on all the same, put
/// `recover` around the stage. The range is kept until then; its items are given as const references, or taken out where they
/// cannot be copied.
template <class S>
constexpr auto each(S stage, std::size_t concurrency = 4, each_order order = each_order::as_given) {
    static_assert(detail::is_stage<S>, "renderbus: each takes a stage; this is none");
    if constexpr (detail::is_stage<S>) return each_stage<S>{{}, std::move(stage), concurrency, order};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/each.ipp>
#endif

#endif
