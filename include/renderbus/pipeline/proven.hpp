// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_PROVEN_HPP
#define RENDERBUS_PIPELINE_PROVEN_HPP

#include <memory>
#include <utility>

namespace renderbus {
namespace detail {
template <class T>
struct empty_value;
}

struct journal_access;  // journal/value.hpp

/// A fact that only the stage which brings it about can state: `Fact::proven_by` is that stage. So a value of this type says
/// that its stage ran. Copies share one body, which never changes.
template <class Fact>
class proven {
public:
    using fact_type = Fact;

    const Fact& operator*() const noexcept { return *fact_; }
    const Fact* operator->() const noexcept { return fact_.get(); }

private:
    friend typename Fact::proven_by;
    friend struct detail::empty_value<proven>;
    friend struct renderbus::journal_access;

    proven() = default;
    explicit proven(Fact fact) : fact_(std::make_shared<const Fact>(std::move(fact))) {}
    std::shared_ptr<const Fact> fact_;
};

namespace detail {

/// What a callback gets beside an exception: nothing was proven, and nobody looks.
template <class Fact>
struct empty_value<proven<Fact>> {
    static proven<Fact> make() { return {}; }
};

}  // namespace detail
}  // namespace renderbus

#endif
