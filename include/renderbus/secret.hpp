// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SECRET_HPP
#define RENDERBUS_SECRET_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

/// A text that is never printed: access key, password, transfer key. It has no stream operator, no conversion and no
/// comparison, copies only on purpose (`copy()`), and its bytes are overwritten when it ends.
class secret {
public:
    secret() = default;
    explicit secret(const std::string& text) : text_(text) {}
    /// Leaves nothing in `text`: short strings are copied by a move, and what stays behind is wiped too.
    explicit secret(std::string&& text) : text_(std::move(text)) { wipe(text); }
    secret(secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    secret& operator=(secret&& other) noexcept {
        if (this != &other) {
            wipe(text_);
            text_ = std::move(other.text_);
            wipe(other.text_);
        }
        return *this;
    }
    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    ~secret() { wipe(text_); }

    secret copy() const { return secret(text_); }
    bool empty() const noexcept { return text_.empty(); }

    /// The text itself, for the one place that signs or sends it.
    std::string_view reveal() const noexcept { return text_; }

private:
    static void wipe(std::string& text) noexcept {
        text.resize(text.capacity());  // a moved-from short string still holds its bytes
        volatile char* at = text.data();
        for (std::size_t i = 0; i < text.size(); ++i) at[i] = 0;
        text.clear();
    }
    std::string text_;
};

}  // namespace renderbus

#endif
