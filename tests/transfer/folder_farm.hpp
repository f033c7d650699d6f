// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_FOLDER_FARM_HPP
#define RENDERBUS_TESTS_TRANSFER_FOLDER_FARM_HPP

#include "support.hpp"

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/storage_protocol.hpp>
#include <renderbus/transport/transport.hpp>

#include <asio/post.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace transfer_tests {

/// A transport that plays the farm's storage over a folder, step by step, and can lose the connection at any step.
class folder_farm : public std::enable_shared_from_this<folder_farm> {
public:
    explicit folder_farm(fs::path where) : root(std::move(where)) { fs::create_directories(root); }

    fs::path root;
    std::size_t piece = 1000;
    int steps = 0;                  ///< pieces and answers so far
    int lose_at = -1;               ///< the step at which the connection is lost
    bool ignores_digests = false;   ///< takes what it is given
    bool gives_parts = false;       ///< has ETags and knows Range and If-Match
    bool ignores_ranges = false;    ///< though it said that it does
    bool hides_digests = false;     ///< answers have none
    std::uint64_t bytes_given = 0;  ///< of files, in all
    bool lost_for_ever = false;     ///< all further steps lose it too
    std::function<void(int step)> on_step;
    std::function<std::optional<rb::http::response>(const rb::http::request&)> instead;  ///< answers in place of the farm
    std::vector<std::string> requests;                                                   ///< `PUT /storage/a`
    int exchanges = 0;
    int open_exchanges = 0;
    int most_open_exchanges = 0;
    std::string user = "artist", key = "transfer-key";

    int count(std::string_view method) const {
        return static_cast<int>(
            std::count_if(requests.begin(), requests.end(), [&](auto& it) { return it.starts_with(method); }));
    }

    void async_exchange(asio::any_io_executor executor, rb::http::request what, std::stop_token stop,
                        rb::completion<rb::http::response> done) {
        requests.push_back(what.method + " " + what.target);
        most_open_exchanges = std::max(most_open_exchanges, ++open_exchanges);
        auto it = std::make_shared<exchange>(shared_from_this(), executor, std::move(what), stop, std::move(done));
        it->number = ++exchanges;
        asio::post(executor, [it] { it->begin(); });
    }

    std::string listing(const fs::path& folder) const {
        std::string json = "[";
        for (const auto& name : files_below(folder)) {
            if (json.size() > 1) json += ",";
            json += "{\"path\":\"" + name + "\",\"size\":" + std::to_string(fs::file_size(folder / name)) + ",\"digest\":\"" +
                    rb::to_base64(*rb::sha256_of_file(folder / name)) + "\"}";
        }
        return json + "]";
    }

private:
    struct exchange : std::enable_shared_from_this<exchange> {
        exchange(std::shared_ptr<folder_farm> at, asio::any_io_executor where, rb::http::request asked,
                 std::stop_token called_off, rb::completion<rb::http::response> then)
            : farm(std::move(at)),
              executor(std::move(where)),
              what(std::move(asked)),
              stop(std::move(called_off)),
              done(std::move(then)) {}
        std::shared_ptr<folder_farm> farm;
        asio::any_io_executor executor;
        rb::http::request what;
        std::stop_token stop;
        rb::completion<rb::http::response> done;
        std::ofstream out;
        std::ifstream in;
        std::vector<char> space;
        fs::path name;
        std::vector<rb::http::field> head;
        std::uint64_t taken = 0;
        std::uint64_t to_give = UINT64_MAX;
        int given_status = 200;
        int number = 0;

        void end(rb::result<rb::http::response> how) {
            --farm->open_exchanges;
            out.close();
            std::error_code ignored;
            if (!name.empty()) fs::remove(temporary(), ignored);
            auto call = std::move(done);
            call(std::move(how));
        }
        void answer(int status, std::vector<rb::http::field> headers = {}, std::string body = {}) {
            end(rb::http::response{status, std::move(headers), std::move(body)});
        }
        void next(void (exchange::*what_next)()) {
            asio::post(executor, [self = shared_from_this(), what_next] { (self.get()->*what_next)(); });
        }
        /// False where the exchange has ended.
        bool step() {
            ++farm->steps;
            if (farm->on_step) farm->on_step(farm->steps);
            if (stop.stop_requested()) return end(rb::failure{rb::transport_errc::canceled, "folder farm", "", ""}), false;
            if (farm->steps == farm->lose_at || (farm->lost_for_ever && farm->lose_at >= 0 && farm->steps > farm->lose_at))
                return end(rb::failure{rb::transport_errc::connection_lost, "folder farm", "", ""}), false;
            return true;
        }
        fs::path temporary() const { return name.parent_path() / (".arriving-" + std::to_string(number)); }

        void begin() {
            if (!step()) return;
            if (farm->instead)
                if (auto given = farm->instead(what)) {
                    if (given->status >= 200 && given->status < 300 && what.sink) {
                        if (auto written = what.sink->write(given->body); !written) return end(std::move(written).error());
                        given->body.clear();
                    }
                    return end(std::move(*given));
                }
            const auto* authorization = rb::http::find(what.headers, "Authorization");
            if (!authorization || *authorization != rb::storage_protocol::basic_authorization(farm->user, farm->key))
                return answer(401);
            const auto path = decoded(what.target.substr(std::string("/storage/").size()));
            if (what.method == "GET" && path.ends_with('/')) {
                if (!fs::is_directory(farm->root / path)) return answer(404);
                return answer(200, {}, farm->listing(farm->root / path));
            }
            if (what.method == "PUT") {
                name = farm->root / path;
                fs::create_directories(name.parent_path());
                out.open(temporary(), std::ios::binary);
                space.resize(farm->piece);
                return next(&exchange::take_piece);
            }
            if (!fs::is_regular_file(farm->root / path)) return answer(404);
            const auto size = fs::file_size(farm->root / path);
            const auto digest = *rb::sha256_of_file(farm->root / path);
            head = {{"Content-Length", std::to_string(size)}, {"Repr-Digest", rb::repr_digest(digest)}};
            if (farm->hides_digests) head.pop_back();
            const auto etag = '"' + rb::to_hex(digest) + '"';
            if (farm->gives_parts) head.insert(head.end(), {{"Accept-Ranges", "bytes"}, {"ETag", etag}});
            if (what.method == "HEAD") return answer(200, head);
            const auto* version = rb::http::find(what.headers, "If-Match");
            if (version && *version != etag) return answer(412);
            in.open(farm->root / path, std::ios::binary);
            const auto* range = rb::http::find(what.headers, "Range");
            if (range && farm->gives_parts && !farm->ignores_ranges) {
                const auto part = rb::asked_range(*range, size).value();
                if (part.size == 0) return answer(416);
                given_status = 206;
                to_give = part.size;
                head.push_back({"Content-Range", rb::content_range(part, size)});
                in.seekg(static_cast<std::streamoff>(part.from));
            }
            space.resize(farm->piece);
            if (what.sink) what.sink->begin({given_status, head, {}});
            next(&exchange::give_piece);
        }

        void take_piece() {
            if (!step()) return;
            const auto count = what.source->read(space);
            if (!count) return end(count.error());
            out.write(space.data(), static_cast<std::streamsize>(*count));
            taken += *count;
            if (*count != 0 && taken < what.source->size()) return next(&exchange::take_piece);
            next(&exchange::conclude_put);
        }

        void conclude_put() {
            if (!step()) return;
            out.close();
            const auto* digest = rb::http::find(what.headers, "Repr-Digest");
            const bool is_right = digest && *digest == rb::repr_digest(*rb::sha256_of_file(temporary()));
            if (!is_right && !farm->ignores_digests) return answer(400);
            const bool replaced = fs::exists(name);
            fs::rename(temporary(), name);
            answer(replaced ? 204 : 201);
        }

        void give_piece() {
            if (!step()) return;
            in.read(space.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(space.size(), to_give - taken)));
            const auto count = static_cast<std::size_t>(in.gcount());
            if (count == 0) return answer(given_status, head);
            taken += count;
            if (taken > what.sink_limit.bytes)
                return end(rb::failure{rb::transport_errc::answer_too_large, "folder farm", "", ""});
            farm->bytes_given += count;
            if (auto written = what.sink->write({space.data(), count}); !written) return end(std::move(written).error());
            next(&exchange::give_piece);
        }

        static std::string decoded(const std::string& text) {
            std::string plain;
            for (std::size_t i = 0; i < text.size(); ++i) {
                if (text[i] == '%') plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)), i += 2;
                else plain += text[i];
            }
            return plain;
        }
    };
};

inline rb::any_transfer_engine engine_at(const std::shared_ptr<folder_farm>& farm, rb::http_engine_options options = {}) {
    options.pause = std::chrono::milliseconds(1);
    return rb::any_transfer_engine(std::make_shared<rb::http_engine>(
        rb::any_transport(farm), rb::http::origin{false, "127.0.0.1", 80, true}, farm->user, rb::secret(farm->key), options));
}

}  // namespace transfer_tests

#endif
