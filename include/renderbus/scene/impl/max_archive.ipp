// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_ARCHIVE_IPP
#define RENDERBUS_SCENE_IMPL_MAX_ARCHIVE_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/scene/max_archive.hpp>
#include <renderbus/scene/resolve.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <locale.h>
#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <memory>
#include <new>
#include <optional>
#include <vector>

namespace renderbus {
namespace max_3ds {

/// This thread's characters are UTF-8 meanwhile: libarchive takes names through the locale, and in that of C it would write an
/// empty name where the scene's has other letters, and call that a success.
class utf_8_names {
public:
    utf_8_names() {
        for (const char* name : {"C.UTF-8", "en_US.UTF-8"})
            if (!made_) made_ = ::newlocale(LC_CTYPE_MASK, name, locale_t{});
        if (made_) before_ = ::uselocale(made_);
    }
    ~utf_8_names() {
        if (made_) ::uselocale(before_), ::freelocale(made_);
    }
    utf_8_names(const utf_8_names&) = delete;
    utf_8_names& operator=(const utf_8_names&) = delete;
    explicit operator bool() const { return made_ != locale_t{}; }

private:
    locale_t made_{};
    locale_t before_{};
};

/// A 7z archive of one file, written into a file that gets its name at the end.
class archive_writer {
public:
    explicit archive_writer(std::filesystem::path target)
        : target_(std::move(target)), archive_(::archive_write_new()), entry_(::archive_entry_new()) {
        if (!archive_ || !entry_) throw std::bad_alloc();
    }

    /// libarchive frees all of its memory when it closes alone. What was not finished is not written on that way.
    ~archive_writer() {
        given_up_ = true;
        ::archive_write_close(archive_.get());
    }
    archive_writer(const archive_writer&) = delete;
    archive_writer& operator=(const archive_writer&) = delete;

    result<void> begin(const input_file& from) {
        auto sink = file_sink::create(target_);
        if (!sink) return std::move(sink).error();
        sink_ = *std::move(sink);
        const auto name = utf8_path(from.name().filename());
        if (!locale_) return failed("this system has no locale with UTF-8 for names");
        auto* to = archive_.get();
        if (::archive_write_set_format_7zip(to) != ARCHIVE_OK ||
            ::archive_write_set_options(to, "7zip:compression=lzma2,7zip:compression-level=3") != ARCHIVE_OK ||
            ::archive_write_set_bytes_in_last_block(to, 1) != ARCHIVE_OK ||
            ::archive_write_open(to, this, nullptr, &take, nullptr) != ARCHIVE_OK)
            return failed();
        constexpr std::int64_t second = 1'000'000'000;
        const auto& seen = from.stamp();
        ::archive_entry_set_pathname_utf8(entry_.get(), name.c_str());
        ::archive_entry_set_filetype(entry_.get(), AE_IFREG);
        ::archive_entry_set_perm(entry_.get(), 0644);
        ::archive_entry_set_size(entry_.get(), static_cast<la_int64_t>(seen.size));
        ::archive_entry_set_mtime(entry_.get(), static_cast<time_t>(seen.mtime_ns / second),
                                  static_cast<long>(seen.mtime_ns % second));
        return ::archive_write_header(to, entry_.get()) == ARCHIVE_OK ? result<void>() : failed();
    }

    result<void> write(std::span<const char> piece) {
        while (!piece.empty()) {
            const auto count = ::archive_write_data(archive_.get(), piece.data(), piece.size());
            if (count <= 0) return failed();
            piece = piece.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    result<packed_scene> finish() {
        if (::archive_write_close(archive_.get()) != ARCHIVE_OK) return failed();
        if (auto kept = sink_->commit({}); !kept) return std::move(kept).error();
        return packed_scene{target_, hash_.finish()};
    }

private:
    static la_ssize_t take(::archive* to, void* self, const void* bytes, std::size_t size) {
        auto& writer = *static_cast<archive_writer*>(self);
        if (writer.given_up_) return -1;
        const std::span<const char> piece(static_cast<const char*>(bytes), size);
        if (auto written = writer.sink_->write(piece); !written) {
            ::archive_set_error(to, EIO, "the archive cannot be written");
            if (!writer.why_) writer.why_ = std::move(written).error();
            return -1;
        }
        writer.hash_.update(piece);
        return static_cast<la_ssize_t>(size);
    }

    /// What hindered the sink, or else what libarchive says.
    failure failed(std::string_view cause = {}) {
        if (why_) return *std::move(why_);
        const char* said = ::archive_error_string(archive_.get());
        return {scene_errc::unwritable_file, target_.string(),
                "cannot be packed: " + (cause.empty() ? std::string(said ? said : "no reason given") : std::string(cause)),
                "make room there and below TMPDIR"};
    }

    struct ender {
        void operator()(::archive* one) const noexcept { ::archive_write_free(one); }
        void operator()(::archive_entry* one) const noexcept { ::archive_entry_free(one); }
    };
    const utf_8_names locale_;
    std::filesystem::path target_;
    std::shared_ptr<file_sink> sink_;
    md5_hasher hash_;
    std::optional<failure> why_;
    bool given_up_ = false;
    std::unique_ptr<::archive, ender> archive_;
    std::unique_ptr<::archive_entry, ender> entry_;
};

}  // namespace max_3ds

RENDERBUS_DECL result<packed_scene> pack_max_scene(const std::filesystem::path& scene, const std::filesystem::path& folder,
                                                   std::stop_token stop) {
    auto from = input_file::open(scene);
    if (!from) return std::move(from).error();
    auto target = folder / scene.filename();
    target += ".7z";
    const detail::blocked_signal no_signal(SIGXFSZ);  // a limit to the size of files is an error of libarchive's too
    max_3ds::archive_writer to(std::move(target));
    if (auto begun = to.begin(*from); !begun) return std::move(begun).error();
    std::vector<char> space(1 << 20);
    for (;;) {
        if (stop.stop_requested()) return failure{transport_errc::canceled, scene.string(), "the packing was called off", ""};
        const auto count = from->read(space);
        if (!count) return count.error();
        if (*count == 0) return to.finish();
        if (auto written = to.write(std::span(space).first(*count)); !written) return std::move(written).error();
    }
}

RENDERBUS_DECL void name_packed_scene(const std::string& scene, const packed_scene& packed, config::asset_json& assets,
                                      config::upload_json& uploads) {
    const auto local = utf8_path(packed.file);
    const auto replace = [&](std::string& path, std::string& server) {
        if (path != scene) return false;
        path = local;
        server += ".7z";
        return true;
    };
    for (auto& one : uploads.scene.all)
        if (replace(one.local, one.server)) one.hash = to_hex(packed.md5);
    for (auto& one : uploads.asset) replace(one.local, one.server);
    assets.others.fields["zip"].text = to_json(list<std::string>{local});
}

}  // namespace renderbus

#endif
