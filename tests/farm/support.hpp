// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_FARM_SUPPORT_HPP
#define RENDERBUS_TESTS_FARM_SUPPORT_HPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/api/table.hpp>
#include <renderbus/clock.hpp>
#include <renderbus/farm/farm.hpp>
#include <renderbus/farm/picture.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/signing/signer.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace farm_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A folder of the test's own.
class scratch {
public:
    scratch() {
        std::string name = (fs::temp_directory_path() / "renderbus-farm-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::system_error(errno, std::system_category(), "mkdtemp");
        path_ = name;
    }
    ~scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    fs::path operator/(const fs::path& name) const { return path_ / name; }
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

inline std::string read_file(const fs::path& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline rb::farm::account account(std::string id, std::string key, std::int64_t user, std::string name) {
    rb::farm::account made;
    made.access_id = std::move(id);
    made.access_key = rb::secret(std::move(key));
    made.user_id = user;
    made.user_name = std::move(name);
    return made;
}

inline const std::string artist_key = "key-of-the-artist-0123456789";
inline const std::string other_key = "key-of-another-9876543210";

inline std::shared_ptr<rb::manual_time> test_time() {
    return std::make_shared<rb::manual_time>(std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)));
}

/// Two users' farm with a clock that stands still; frames take a second.
inline rb::farm::loopback_farm_options test_options(const fs::path& root, const std::shared_ptr<rb::manual_time>& time) {
    rb::farm::loopback_farm_options options;
    options.root = root;
    options.accounts.push_back(account("artist-id", artist_key, 100001, "artist"));
    options.accounts.push_back(account("other-id", other_key, 100002, "other"));
    options.paint = rb::farm::draw_picture;
    options.pace = 1s;
    options.clock = rb::any_clock(time);
    return options;
}

/// A caller of the farm's that builds its requests by itself.
class caller {
public:
    caller(std::shared_ptr<rb::farm::http_handler> farm, std::shared_ptr<rb::manual_time> time, std::string id = "artist-id",
           std::string key = artist_key, std::string user = "artist")
        : farm_(std::move(farm)), time_(std::move(time)), id_(std::move(id)), key_(std::move(key)), user_(std::move(user)) {}

    int generation = 2;
    rb::http::origin where{true, "localhost", 8443, true};
    std::string signed_domain = "localhost:8443";
    std::string nonce;      ///< where it is to be a certain one
    std::int64_t clock_error = 0;
    std::string last_body;  ///< of the last answer

    rb::http::request request(std::string_view path, const std::string& body) {
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(time_->now().time_since_epoch()).count() + clock_error;
        rb::http::request made;
        made.where = where;
        made.target = path;
        made.body = body;
        std::vector<rb::signing::entry> headers{{"accessId", id_}, {"channel", "4"}, {"platform", "2"},
                                                {"UTCTimestamp", std::to_string(seconds)},
                                                {"nonce", nonce.empty() ? std::to_string(++nonce_) : nonce},
                                                {"version", generation == 1 ? "1.0.0" : "2.0.0"}};
        for (const auto& one : headers) made.headers.push_back({one.name, one.value});
        const auto entries = rb::signing::flatten_text(body);
        const auto canonical = entries ? rb::signing::canonical_string(headers, *entries) : std::string();
        made.headers.push_back(
            {"signature", rb::signing::hmac_sha256_base64(key_, rb::signing::string_to_sign(signed_domain, path, canonical))});
        made.headers.push_back({"Content-Type", "application/json"});
        return made;
    }

    rb::http::response raw(const rb::http::request& what) {
        auto answer = rb::farm::serve_in_process(*farm_, what);
        BOOST_REQUIRE(answer.has_value());
        last_body = answer->body;
        return *std::move(answer);
    }

    template <class E>
    rb::result<typename E::reply> send(const E& what) {
        raw(request(rb::path_in(E::at, generation), rb::to_json(what, {.generation = generation})));
        return rb::api::open<typename E::reply>(E::at.name, last_body);
    }

    template <class E>
    std::int64_t code_of(const E& what) {
        const auto reply = send(what);
        return reply ? 200 : reply.error().code.value();
    }
    /// What the last answer says.
    std::string message() const { return *rb::from_json<rb::api::envelope<rb::raw_json>>(last_body).value().message; }

    /// The code of the answer to any text.
    std::int64_t code_of(std::string_view path, const std::string& body) { return code_of(request(path, body)); }
    std::int64_t code_of(const rb::http::request& what) {
        raw(what);
        const auto answer = rb::from_json<rb::api::envelope<rb::raw_json>>(last_body);
        BOOST_REQUIRE_MESSAGE(answer.has_value(), "no envelope: " << last_body);
        return answer->code.value_or(0);
    }

    rb::http::request storage(std::string method, std::string target, std::string body = {}) {
        rb::http::request made;
        made.where = where;
        made.method = std::move(method);
        made.target = std::move(target);
        const auto key = rb::farm::storage_key(account(id_, key_, 1, user_));
        made.headers.push_back({"Authorization", rb::storage_protocol::basic_authorization(user_, key.reveal())});
        if (made.method == "PUT") {
            rb::sha256_hasher hash;
            hash.update({body.data(), body.size()});
            made.headers.push_back({"Repr-Digest", rb::repr_digest(hash.finish())});
        }
        made.body = std::move(body);
        return made;
    }
    int put(const std::string& target, std::string body) { return raw(storage("PUT", target, std::move(body))).status; }
    int get(const std::string& target) { return raw(storage("GET", target)).status; }

    void turn_to(std::shared_ptr<rb::farm::http_handler> farm) { farm_ = std::move(farm); }

    std::int64_t create() { return send(rb::api::task::create{}).value().task_id_list.at(0); }

    std::vector<rb::api::query::frame> frames(std::int64_t id) {
        const auto page = send(rb::api::query::task_frames{id, 1, 1'000}).value();
        return {page.items.begin(), page.items.end()};
    }
    rb::api::query::task info(std::int64_t id) { return send(rb::api::query::task_info{{id}}).value().items[0]; }

private:
    std::shared_ptr<rb::farm::http_handler> farm_;
    std::shared_ptr<rb::manual_time> time_;
    std::string id_;
    std::string key_;
    std::string user_;
    std::uint64_t nonce_ = 100'000;
};

inline std::string layer_json(const std::string& cameras, const std::string& frames, const std::string& renderable = "1") {
    return R"({"renderable":")" + renderable + R"(","env":{},"is_default_camera":"1","option":"","common":{"frames":")" + frames +
           R"(","width":"64","height":"36","render_camera":[)" + cameras + R"(],"all_camera":[)" + cameras + "]}}";
}

/// Two layers, one of them with two cameras, and one that is not rendered: six frames. `settings` are more of task_info.
inline std::string task_json(const std::string& additional = "{}", const std::string& settings = "") {
    const std::string one = R"("camAShape")", two = R"("camAShape","camBShape")";
    return R"({"task_info":{"input_cg_file":"D:/shots/shot.ma","cg_id":"2000","project_name":"night")" + settings + "}," +
           R"("software_config":{"cg_name":"Maya","cg_version":"2023","plugins":{}},"scene_info":{},"scene_info_render":{)"
           R"("layers":["beauty","matte","off"],"beauty":)" +
           layer_json(two, "1-2[1]") + R"(,"matte":)" + layer_json(one, "10-12[2]") + R"(,"off":)" + layer_json(one, "1-100[1]", "0") +
           R"(},"additional_info":)" + additional + "}";
}

inline std::string upload_json() {
    return R"({"scene":[{"local":"D:/shots/shot.ma","server":"/D/shots/shot.ma","hash":"0"}],)"
           R"("asset":[{"local":"D:/shots/a.png","server":"/D/shots/a.png"},{"local":"D:/shots/shot.ma","server":"/D/shots/shot.ma"}]})";
}

inline void upload_configs(caller& who, std::int64_t id, const std::string& additional = "{}", const std::string& settings = "") {
    using rb::api::transmit::upload_json;
    who.send(upload_json{id, "task.json", task_json(additional, settings)}).value();
    who.send(upload_json{id, "upload.json", farm_tests::upload_json()}).value();
    who.send(upload_json{id, "asset.json", R"_({"asset":["D:/shots/a.png  (1)"]})_"}).value();
    who.send(upload_json{id, "tips.json", "{}"}).value();
}

inline void upload_assets(caller& who) {
    BOOST_REQUIRE_EQUAL(who.put("/storage/input/10201-100001/D/shots/shot.ma", "scene"), 201);
    BOOST_REQUIRE_EQUAL(who.put("/storage/input/10201-100001/D/shots/a.png", "texture"), 201);
}

/// A farm, its time and a caller.
struct fixture {
    scratch folder;
    std::shared_ptr<rb::manual_time> time = test_time();
    std::shared_ptr<rb::farm::loopback_farm> farm = rb::farm::loopback_farm::open(test_options(folder.path(), time)).value();
    caller artist{farm, time};
    caller other{farm, time, "other-id", other_key, "other"};

    /// The farm is ended and taken up again.
    void reopen() {
        for (caller* one : {&artist, &other}) one->turn_to(nullptr);
        farm.reset();
        farm = rb::farm::loopback_farm::open(test_options(folder.path(), time)).value();
        for (caller* one : {&artist, &other}) one->turn_to(farm);
    }

    std::int64_t submitted(const std::string& additional = "{}", const std::string& settings = "") {
        const auto id = artist.create();
        upload_configs(artist, id, additional, settings);
        if (!fs::exists(folder / "storage/input/10201-100001/D/shots/a.png")) upload_assets(artist);
        artist.send(rb::api::task::submit{id}).value();
        return id;
    }
};

}  // namespace farm_tests

#endif
