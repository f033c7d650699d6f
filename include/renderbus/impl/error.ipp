// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_ERROR_IPP
#define RENDERBUS_IMPL_ERROR_IPP

#include <renderbus/error.hpp>
#include <renderbus/utf8.hpp>

namespace renderbus {
namespace detail {

/// A category whose messages stand in a table; the first entry belongs to the value 1.
class listed_category final : public std::error_category {
public:
    template <std::size_t N>
    constexpr listed_category(const char* name, const char* const (&messages)[N]) : name_(name), messages_(messages), size_(N) {}
    const char* name() const noexcept override { return name_; }
    std::string message(int value) const override {
        if (value >= 1 && static_cast<std::size_t>(value) <= size_) return messages_[value - 1];
        return "unknown error " + std::to_string(value);
    }

private:
    const char* name_;
    const char* const* messages_;
    std::size_t size_;
};

class service_codes final : public std::error_category {
public:
    const char* name() const noexcept override { return "renderbus.service"; }
    std::string message(int value) const override {
        switch (value) {
            case 503: return "a project of that name is there already";
            case 610: return "the request's timestamp has expired";
            case 611: return "the request's signature is wrong";
            default: return "the farm answered with code " + std::to_string(value);
        }
    }
};

inline constexpr const char* transport_messages[] = {
    "the host name has no address", "no connection", "the connection was lost", "timed out", "no TLS connection",
    "the certificate is refused", "the answer is not HTTP", "the answer is too large", "redirected elsewhere",
    "an HTTP status that is no success", "canceled", "the proxy refuses"};
inline constexpr const char* data_messages[] = {
    "not JSON", "wrong type", "out of range", "nested too deep", "too large", "not UTF-8", "unknown field", "missing field",
    "invalid value", "unsafe path", "wrong digest"};
inline constexpr const char* scene_messages[] = {
    "missing file", "unreadable file", "unwritable file", "unknown format", "malformed scene", "too complex",
    "refused by the check", "changed while it was read"};
inline constexpr const char* task_messages[] = {"the task failed", "the task was stopped", "the task has no frames"};

}  // namespace detail

RENDERBUS_DECL const std::error_category& transport_category() noexcept {
    static const detail::listed_category it("renderbus.transport", detail::transport_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& data_category() noexcept {
    static const detail::listed_category it("renderbus.data", detail::data_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& scene_category() noexcept {
    static const detail::listed_category it("renderbus.scene", detail::scene_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& task_category() noexcept {
    static const detail::listed_category it("renderbus.task", detail::task_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& service_category() noexcept {
    static const detail::service_codes it;
    return it;
}

RENDERBUS_DECL std::string failure::message() const {
    std::string text = place;
    if (!text.empty()) text += ": ";
    text += cause.empty() ? code.message() : cause;
    if (!next_step.empty()) text += "; " + next_step;
    return printable(text);
}

RENDERBUS_DECL exception::exception(failure why) : std::system_error(why.code) {
    auto text = why.message();
    body_ = std::make_shared<const body>(body{std::move(why), std::move(text)});
}

}  // namespace renderbus

#endif
