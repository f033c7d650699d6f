// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_PIPELINE_SUPPORT_HPP
#define RENDERBUS_TESTS_PIPELINE_SUPPORT_HPP

#include "../farm/support.hpp"

#include <renderbus/renderbus.hpp>
#include <renderbus/transport/in_process.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <fstream>
#include <functional>

namespace pipeline_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// The farm in this program, with a line that can be disturbed: `disturb` sees every exchange, with its number from 0, and may
/// answer in the farm's place (`before`), or lose the farm's answer (`after`).
class disturbed_line {
public:
    using answer = std::optional<rb::result<rb::http::response>>;

    explicit disturbed_line(std::shared_ptr<rb::farm::http_handler> farm) : farm_(std::move(farm)) {}

    std::function<answer(int, const rb::http::request&)> before;
    std::function<answer(int, const rb::http::request&)> after;
    std::vector<std::string> targets;  ///< of the exchanges so far

    void async_exchange(asio::any_io_executor executor, rb::http::request what, std::stop_token stop,
                        rb::completion<rb::http::response> done) {
        asio::post(executor, [this, what = std::move(what), stop, done = std::move(done)]() mutable {
            const int nth = static_cast<int>(targets.size());
            targets.push_back(what.target);
            auto early = before ? before(nth, what) : answer();
            if (stop.stop_requested()) return done(rb::failure{rb::transport_errc::canceled, what.target, "called off", {}});
            if (early) return done(*std::move(early));
            auto given = rb::farm::serve_in_process(*farm_, what);
            auto late = after ? after(nth, what) : answer();
            done(late ? *std::move(late) : std::move(given));
        });
    }

private:
    std::shared_ptr<rb::farm::http_handler> farm_;
};

inline rb::failure lost(const rb::http::request& what) {
    return {rb::transport_errc::connection_lost, what.target, "the connection was lost", {}};
}

template <class Generation>
using test_client =
    rb::basic_client<disturbed_line, rb::hmac_signer, Generation, rb::retry_with_backoff, rb::manual_time, rb::any_observer>;

inline void write_file(const fs::path& name, std::string_view text) {
    fs::create_directories(name.parent_path());
    std::ofstream(name, std::ios::binary) << text;
}

/// A small scene: two frames of one layer and one camera, and one texture.
inline fs::path write_scene(const fs::path& folder, std::string_view version = "2023") {
    write_file(
        folder / "shot.ma",
        "//Maya ASCII " + std::string(version) + " scene\n//Name: shot.ma\n//Codeset: UTF-8\nrequires maya \"" +
            std::string(version) + "\";\ncurrentUnit -l centimeter -a degree -t film;\nfileInfo \"product\" \"Maya " +
            std::string(version) +
            "\";\ncreateNode transform -n \"eye\";\ncreateNode camera -n \"eyeShape\" -p \"eye\";\n\tsetAttr \".rnd\" yes;\n"
            "createNode file -n \"wall\";\n\tsetAttr \".ftn\" -type \"string\" \"wall.png\";\n"
            "createNode renderLayer -n \"defaultRenderLayer\";\n\tsetAttr \".g\" yes;\n"
            "select -ne :defaultRenderGlobals;\n\tsetAttr \".an\" yes;\n\tsetAttr \".fs\" 1;\n\tsetAttr \".ef\" 2;\n"
            "select -ne :defaultResolution;\n\tsetAttr \".w\" 64;\n\tsetAttr \".h\" 36;\n// End of shot.ma\n");
    write_file(folder / "wall.png", std::string(1000, 'w'));
    return folder / "shot.ma";
}

/// What went wrong, if anything did.
template <class T>
std::string said(const rb::result<T>& outcome) {
    return outcome ? "all is well" : outcome.error().message();
}

/// A farm, a line and a scene in a folder of their own.
template <class Generation>
struct stage_set {
    farm_tests::scratch folder;
    std::shared_ptr<rb::manual_time> time = farm_tests::test_time();
    std::shared_ptr<rb::farm::loopback_farm> farm =
        rb::farm::loopback_farm::open(farm_tests::test_options(folder / "farm", time)).value();
    std::shared_ptr<disturbed_line> line = std::make_shared<disturbed_line>(farm);
    std::shared_ptr<rb::memory_record> record = std::make_shared<rb::memory_record>();
    std::optional<rb::any_transfer_engine> engine;  ///< instead of the farm's own line
    std::vector<std::string> warnings;
    std::pair<std::uint64_t, std::uint64_t> bytes_told = {};  ///< last, and of how many
    bool was_more_than_all = false;
    test_client<Generation> client = told_by([this](const rb::event& e) {
        if (e.what == rb::event::kind::warned) warnings.push_back(std::string(e.subject));
        if (e.what == rb::event::kind::bytes_moved) {
            bytes_told = {e.done, e.total};
            was_more_than_all = was_more_than_all || (e.total != 0 && e.done > e.total);
        }
    });
    fs::path scene = write_scene(folder / "project");

    test_client<Generation> told_by(rb::any_observer observe) {
        return {{.farm = {true, "localhost", 8443, true}},
                line,
                rb::hmac_signer({"artist-id", rb::secret(farm_tests::artist_key)}),
                {},
                time,
                std::move(observe)};
    }

    rb::farm_session session() { return session_of(client); }
    rb::farm_session unobserved_session() { return session_of(told_by(rb::unobserved{})); }
    rb::farm_session session_of(const test_client<Generation>& of) {
        rb::farm_session made(of);
        made.workspace(folder / "workspace").record(record);
        if (engine) made.engine(std::make_shared<rb::any_transfer_engine>(*engine));
        return made;
    }

    /// The usual pipeline, with other ways to check and to edit.
    auto shot(rb::check_options checks = {}) {
        return rb::analyze() | rb::check(std::move(checks)) | rb::upload() | rb::submit() | rb::watch() |
               rb::download(folder / "frames");
    }

    /// Lets go on what runs there; where it waits for time to pass, time passes.
    template <class Done>
    void pass_until(asio::io_context& io, Done is_done) {
        while (!is_done()) {
            io.restart();
            if (io.poll() == 0 && !is_done() && !time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "the run hangs");
        }
    }

    /// Begins a run and lets go on what it needs; `pass(io, is_done)` does that.
    template <class Pipeline, class In, class Pass>
    auto run_by(Pass pass, const Pipeline& pipe, const In& value, std::stop_token stop) {
        using output = typename Pipeline::template gives<In>;
        asio::io_context io;
        std::optional<rb::result<output>> outcome;
        rb::detail::start_run(rb::detail::context_of_run(session(), io.get_executor(), stop),
                              rb::detail::boxed_run::of<In>(pipe, value),
                              rb::detail::unboxing<output>{[&](rb::result<output> given) { outcome.emplace(std::move(given)); }});
        pass(io, [&] { return outcome.has_value(); });
        return *std::move(outcome);
    }

    /// Runs a pipeline; where it waits for time to pass, time passes.
    template <class Pipeline, class In>
    auto run(const Pipeline& pipe, const In& value, std::stop_token stop = {}) {
        const auto pass = [this](asio::io_context& io, auto is_done) {
            pass_until(io, is_done);
            io.restart();
            io.poll();
        };
        return run_by(pass, pipe, value, std::move(stop));
    }

    /// Runs a pipeline that waits for what other threads or programs do.
    template <class Pipeline, class In>
    auto run_in_real_time(const Pipeline& pipe, const In& value, std::stop_token stop = {}) {
        const auto pass = [](asio::io_context& io, auto is_done) {
            io.run();
            BOOST_REQUIRE(is_done());
        };
        return run_by(pass, pipe, value, std::move(stop));
    }

    std::size_t files_under(const fs::path& where) const {
        std::size_t count = 0;
        if (fs::exists(folder / where))
            for (const auto& one : fs::recursive_directory_iterator(folder / where)) count += one.is_regular_file();
        return count;
    }
};

}  // namespace pipeline_tests

#endif
