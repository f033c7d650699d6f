// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_PICTURE_IPP
#define RENDERBUS_FARM_IMPL_PICTURE_IPP

#include <renderbus/farm/impl/letters.hpp>
#include <renderbus/farm/picture.hpp>

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace renderbus::farm {
namespace detail {

struct colour {
    double red = 0, green = 0, blue = 0;  ///< 0 to 1
};

inline colour mixed(const colour& a, const colour& b, double share_of_b) {
    const auto mix = [share_of_b](double x, double y) { return x + (y - x) * share_of_b; };
    return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

/// Of a place on the colour circle, 0 to 1.
inline colour of_hue(double hue, double saturation, double value) {
    const auto channel = [&](double offset) {
        const double at = std::fmod(offset + hue * 6, 6.0);
        return value - value * saturation * std::clamp(std::min(at, 4 - at), 0.0, 1.0);
    };
    return {channel(5), channel(3), channel(1)};
}

class canvas {
public:
    canvas(int width, int height) : width_(width), height_(height), bytes_(static_cast<std::size_t>(width) * height * 3) {}
    int width() const { return width_; }
    int height() const { return height_; }
    const unsigned char* data() const { return bytes_.data(); }

    void set(int x, int y, const colour& to) {
        auto* at = &bytes_[(static_cast<std::size_t>(y) * width_ + x) * 3];
        at[0] = static_cast<unsigned char>(to.red * 255 + 0.5);
        at[1] = static_cast<unsigned char>(to.green * 255 + 0.5);
        at[2] = static_cast<unsigned char>(to.blue * 255 + 0.5);
    }

private:
    int width_;
    int height_;
    std::vector<unsigned char> bytes_;
};

inline double hue_of_view(std::uint32_t view) { return std::fmod(0.58 + view * 0.618034, 1.0); }

/// A sky over a floor.
inline void paint_room(canvas& on, double hue) {
    const auto zenith = of_hue(hue, 0.75, 0.35), horizon = of_hue(hue + 0.04, 0.35, 0.95);
    const auto floor_far = of_hue(hue + 0.5, 0.2, 0.55), floor_near = of_hue(hue + 0.5, 0.35, 0.25);
    const int line = on.height() * 2 / 3;
    for (int y = 0; y < on.height(); ++y) {
        const auto row = y < line ? mixed(zenith, horizon, static_cast<double>(y) / std::max(line, 1))
                                  : mixed(floor_far, floor_near, static_cast<double>(y - line) / std::max(on.height() - line, 1));
        for (int x = 0; x < on.width(); ++x) on.set(x, y, row);
    }
}

/// A ball on the floor that rolls to the right, once through the picture in 48 frames.
inline void paint_ball(canvas& on, double hue, std::int32_t frame) {
    const double radius = std::min(on.width(), on.height()) * 0.18;
    const double way = std::fmod(frame / 48.0, 1.0);
    const double centre_x = (way < 0 ? way + 1 : way) * (on.width() + 2 * radius) - radius;
    const double centre_y = on.height() * 0.78 - radius;
    const auto base = of_hue(hue + 0.45, 0.8, 0.95);
    const int top = std::max(0, static_cast<int>(centre_y - radius)),
              bottom = std::min(on.height() - 1, static_cast<int>(centre_y + radius) + 1);
    const int left = std::max(0, static_cast<int>(centre_x - radius)),
              right = std::min(on.width() - 1, static_cast<int>(centre_x + radius) + 1);
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const double u = (x - centre_x) / radius, v = (y - centre_y) / radius;
            if (u * u + v * v > 1) continue;
            const double w = std::sqrt(1 - u * u - v * v);
            const double light = std::max(0.0, -0.5 * u - 0.6 * v + 0.62 * w);
            on.set(x, y, mixed(mixed({0.04, 0.04, 0.06}, base, 0.2 + 0.8 * light), {1, 1, 1}, std::pow(light, 24) * 0.8));
        }
    }
}

inline void write_text(canvas& on, std::string_view text, int left, int top, int size) {
    for (const char character : text) {
        const auto points = points_of(character);
        for (int y = 0; y < letter_height * size; ++y) {
            for (int x = 0; x < letter_width * size; ++x) {
                const bool is_inside = left + x < on.width() && top + y < on.height();
                if (is_inside && is_set(points, x / size, y / size)) on.set(left + x, top + y, {1, 1, 1});
            }
        }
        left += (letter_width + 1) * size;
        if (left >= on.width()) return;
    }
}

/// Points along the lower edge that are another pattern for every label: what a small picture has no room to write.
inline void mark(canvas& on, std::string_view label) {
    std::uint64_t pattern = 14695981039346656037u;
    for (const char c : label) pattern = (pattern ^ static_cast<unsigned char>(c)) * 1099511628211u;
    for (int n = 0; n < 8 && n < on.width(); ++n) {
        const auto part = [&](int shift) { return static_cast<double>(pattern >> (n * 8 + shift) % 64 & 0xFF) / 255; };
        on.set(n, on.height() - 1, {part(0), part(24), part(40)});
    }
}

inline result<std::string> png_of(const canvas& picture) {
    const auto cannot = [](const png_image& image) {
        return failure{data_errc::invalid_value, "picture", std::string("libpng cannot write it: ") + image.message, ""};
    };
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width());
    image.height = static_cast<png_uint_32>(picture.height());
    image.format = PNG_FORMAT_RGB;
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string file(size, '\0');
    if (png_image_write_to_memory(&image, file.data(), &size, 0, picture.data(), 0, nullptr) == 0) return cannot(image);
    file.resize(size);
    file.shrink_to_fit();
    return file;
}

}  // namespace detail

RENDERBUS_DECL result<std::string> draw_picture(const picture_wish& wish) {
    if (wish.width < 1 || wish.width > largest_side || wish.height < 1 || wish.height > largest_side) {
        return failure{data_errc::out_of_range, "picture",
                       std::to_string(wish.width) + " x " + std::to_string(wish.height) + " pixels",
                       "each side is from 1 to 8192 pixels"};
    }
    char number[24];
    std::snprintf(number, sizeof number, "frame %04d", static_cast<int>(wish.frame));
    const double hue = detail::hue_of_view(wish.view);
    detail::canvas on(wish.width, wish.height);
    detail::paint_room(on, hue);
    detail::paint_ball(on, hue, wish.frame);
    const int size = std::max(1, std::min(wish.width / 220, wish.height / 110));
    const int line = (detail::letter_height + 4) * size;
    const int margin = 4 * size;
    detail::write_text(on, wish.layer, margin, margin, size);
    detail::write_text(on, wish.camera, margin, margin + line, size);
    detail::write_text(on, number, margin, margin + 2 * line, size);
    detail::mark(on, wish.layer + '\n' + wish.camera + '\n' + number);
    return detail::png_of(on);
}

}  // namespace renderbus::farm

#endif
