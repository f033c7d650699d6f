// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_FARM_UPLOAD_BENCH_HPP
#define RENDERBUS_TESTS_FARM_UPLOAD_BENCH_HPP

#include "support.hpp"

#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/tus.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <functional>

namespace upload_tests {

using namespace farm_tests;

inline const std::string storage = "input/10201-100001/";

inline std::string some_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    unsigned seed = 7;
    for (auto& byte : bytes) byte = static_cast<char>((seed = seed * 1664525u + 1013904223u) >> 24);
    return bytes;
}

inline rb::sha256_digest digest_of(std::string_view text) {
    rb::sha256_hasher hash;
    hash.update(text);
    return hash.finish();
}

/// The line to a farm: it can be cut behind some bytes of a body, before the body or before the answer.
struct line {
    std::shared_ptr<rb::farm::http_handler> farm;
    std::vector<std::string> methods;
    std::uint64_t bytes = 0;                  ///< of bodies that went through
    std::optional<std::uint64_t> cut_behind;  ///< once: bytes of the next upload's body
    bool loses_answers = false;               ///< once: the next upload's answer
    std::function<void()> at_cut;
    int cut_at_piece = 0;          ///< so many go through before
    bool hides_checksums = false;  ///< the farm seems to check nothing that it is sent
    std::size_t checksums_sent = 0;

    void async_exchange(asio::any_io_executor executor, rb::http::request what, std::stop_token,
                        rb::completion<rb::http::response> done) {
        methods.push_back(what.method);
        auto answer = carry(what);
        asio::post(executor, [answer = std::move(answer), done = std::move(done)]() mutable { done(std::move(answer)); });
    }

private:
    static bool http_has(const rb::http::request& what, std::string_view name) { return rb::http::find(what.headers, name); }
    rb::result<rb::http::response> without_checksums(rb::result<rb::http::response> answer) const {
        if (!hides_checksums || !answer) return answer;
        for (auto& one : answer->headers)
            if (one.name == "Tus-Extension") one.value = "creation,creation-with-upload,concatenation,termination";
        return answer;
    }
    static rb::failure lost() { return {rb::transport_errc::connection_lost, "the line", "cut", ""}; }

    rb::result<rb::http::response> carry(const rb::http::request& what) {
        checksums_sent += http_has(what, "Upload-Checksum");
        if (!what.source) return without_checksums(rb::farm::serve_in_process(*farm, what));
        if (cut_behind && cut_at_piece-- <= 0) return carry_a_part(what, *std::exchange(cut_behind, std::nullopt));
        bytes += what.source->size();
        auto answer = rb::farm::serve_in_process(*farm, what);
        if (std::exchange(loses_answers, false)) return lost();
        return answer;
    }

    rb::result<rb::http::response> carry_a_part(const rb::http::request& what, std::uint64_t size) {
        rb::farm::incoming head{what.method, what.target, what.headers, {}, nullptr};
        const auto wanted = farm->begin(head);
        std::string piece(static_cast<std::size_t>(size), '\0');
        if (size != 0) piece.resize(what.source->read(piece).value());
        if (wanted.sink && !piece.empty()) BOOST_REQUIRE(wanted.sink->write(piece).has_value());
        bytes += piece.size();
        if (at_cut) at_cut();
        return lost();
    }
};

struct upload_fixture : fixture {
    std::shared_ptr<line> way = std::make_shared<line>(line{farm, {}, 0, {}, false, {}, 0});
    std::string content = some_bytes(100'000);
    asio::io_context context;
    std::uint64_t progress = 0;
    rb::http_engine_options engine_options;

    rb::upload_file file(std::string_view name = "big.abc") {
        const auto local = folder / "here" / fs::path(name);
        fs::create_directories(local.parent_path());
        std::ofstream(local, std::ios::binary) << content;
        return {local, storage + std::string(name), content.size(), digest_of(content), {}};
    }
    rb::http_engine engine() {
        auto options = engine_options;
        options.resume_from = rb::byte_count{1};
        options.pause = 0ms;
        options.uploads_folder = folder / "uploads";
        return {rb::any_transport(way), artist.where, "artist",
                rb::farm::storage_key(account("artist-id", artist_key, 1, "artist")), options};
    }
    rb::result<void> put(const rb::upload_file& what) {
        std::optional<rb::result<void>> outcome;
        auto by = engine();
        by.async_put(
            context.get_executor(), what, [this](std::uint64_t more) { progress += more; }, {},
            [&](rb::result<void> how) { outcome.emplace(std::move(how)); });
        context.restart();
        context.run();
        return std::move(outcome).value();
    }
    std::string arrived(std::string_view name = "big.abc") { return read_file(folder / "storage" / storage / fs::path(name)); }
    std::size_t files_in(const fs::path& place) {
        std::size_t count = 0;
        if (fs::exists(place))
            for (const auto& one : fs::directory_iterator(place)) count += one.is_regular_file() ? 1 : 0;
        return count;
    }
    std::string location_of(std::string_view text, std::string_view name = "x") {
        auto creation = artist.storage("POST", "/storage/");
        creation.headers.push_back({"Tus-Resumable", "1.0.0"});
        creation.headers.push_back({"Upload-Length", std::to_string(text.size())});
        creation.headers.push_back({"Upload-Metadata", rb::tus::metadata({{"filename", storage + std::string(name)},
                                                                          {"sha256", rb::to_base64(digest_of(text))}})});
        const auto made = artist.raw(creation);
        BOOST_REQUIRE_EQUAL(made.status, 201);
        return *rb::http::find(made.headers, "Location");
    }
    rb::http::response patch(const std::string& target, std::uint64_t offset, std::string body) {
        auto made = artist.storage("PATCH", target, std::move(body));
        made.headers.push_back({"Tus-Resumable", "1.0.0"});
        made.headers.push_back({"Upload-Offset", std::to_string(offset)});
        made.headers.push_back({"Content-Type", "application/offset+octet-stream"});
        return artist.raw(made);
    }
    std::uint64_t offset_of(const std::string& target) {
        return rb::tus::bytes_in(artist.raw(artist.storage("HEAD", target)).headers, "Upload-Offset").value();
    }
};

}  // namespace upload_tests

#endif
