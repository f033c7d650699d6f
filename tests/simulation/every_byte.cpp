// SPDX-License-Identifier: BSL-1.0
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>

namespace {

using namespace simulation;

enum class side { request, answer };

/// One transfer whose connection is cut behind a byte that is counted over all requests of the transfer, or over all answers.
class cut_world : public world {
public:
    cut_world() : world(1) {
        sending.uploads_folder = folder / "uploads";
        sending.pause = std::chrono::milliseconds(1);
        way->piece_size = [] { return 1'000; };
        way->on_request = [this](const auto&, auto, auto count) { return cut_in(side::request, count); };
        way->on_answer = [this](const auto&, auto, auto count) { return cut_in(side::answer, count); };
        open_farm();
    }

    /// Cuts once; false where the whole transfer has no such byte.
    bool cut(side which, std::uint64_t at, fault how) {
        where = which;
        left = at;
        what = how;
        is_cut = false;
        prepare(content_of(at));
        sending.tries = 1;
        const bool first = transfer();
        promise(first || is_cut, "without a cut it succeeds at once");
        if (!first) promise(is_untouched(), "a transfer that failed shows nothing");
        sending.tries = 3;
        if (!first) promise(transfer(), "the next one succeeds");
        promise(has_arrived(), "the file is there as it was sent");
        clear();
        if (at % 8 == 0) cut_with_tries(at);
        return is_cut;
    }

    /// It gets over the cut by itself.
    void cut_with_tries(std::uint64_t at) {
        left = at;
        is_cut = false;
        prepare(content_of(at));
        promise(transfer(), "a transfer with tries gets over a cut");
        promise(has_arrived(), "the file is there as it was sent, after another try");
        clear();
    }

    virtual void prepare(std::string with) = 0;
    virtual bool transfer() = 0;
    virtual bool has_arrived() = 0;
    virtual bool is_untouched() = 0;
    virtual void clear() = 0;

protected:
    template <class Start>
    bool to_the_end(Start start) {
        auto one = start_client();
        std::optional<rb::result<void>> ended;
        start(*one, rb::completion<void>([&ended](rb::result<void> how) { ended.emplace(std::move(how)); }));
        const auto how = run(*one, ended);
        end(one);
        return how == ending::success;
    }
    std::string content;

private:
    std::string content_of(std::uint64_t at) const { return some_bytes(size, static_cast<unsigned>(at + 1)); }
    mishap cut_in(side which, std::uint64_t count) {
        if (which != where || is_cut) return {};
        // A farm can be killed behind the last byte, too, before it does anything with the request.
        if (which == side::request && what == fault::farm_killed) ++count;
        if (left >= count) return left -= count, mishap();
        is_cut = true;
        return {what, left};
    }

protected:
    std::size_t size = 40;

private:
    side where = side::request;
    fault what = fault::request_cut;
    std::uint64_t left = 0;
    bool is_cut = false;
};

class upload_in_one_world : public cut_world {
public:
    void prepare(std::string with) override {
        content = std::move(with);
        file = {transfer_tests::write_file(folder / "scene" / "a", content),
                std::string(input) + "/a",
                content.size(),
                transfer_tests::digest_of_text(content),
                {}};
    }
    bool transfer() override {
        return to_the_end([&](client& one, rb::completion<void> done) {
            one.engine->async_put(one.context.get_executor(), file, {}, {}, std::move(done));
        });
    }
    bool has_arrived() override { return visible_below(at_farm(input)) == std::map<std::string, std::string>{{"a", content}}; }
    /// Its answer may be all that was lost.
    bool is_untouched() override { return visible_below(at_farm(input)).empty() || has_arrived(); }
    void clear() override { fs::remove_all(at_farm(input)); }

private:
    rb::upload_file file;
};

class upload_in_pieces_world : public upload_in_one_world {
public:
    upload_in_pieces_world() {
        sending.resume_from = rb::byte_count{1};
        sending.checked_piece = rb::byte_count{80};
        sending.parts = 1;
        size = 200;
        way->piece_size = [] { return 64; };
    }
};

class upload_side_by_side_world : public upload_in_pieces_world {
public:
    upload_side_by_side_world() {
        sending.parts = 2;
        sending.smallest_part = rb::byte_count{1};
        size = 100;
    }
};

class download_world : public cut_world {
public:
    explicit download_world(std::uint64_t parts_from = 1'000'000) {
        sending.resume_from = rb::byte_count{parts_from};
        size = 120;
        way->piece_size = [] { return 64; };
    }
    void prepare(std::string with) override {
        content = std::move(with);
        transfer_tests::write_file(at_farm(output) / "frame", content);
    }
    bool transfer() override {
        const rb::remote_file file{std::string(output) + "/frame", content.size(), transfer_tests::digest_of_text(content)};
        return to_the_end([&](client& one, rb::completion<void> done) {
            one.engine->async_get(one.context.get_executor(), file, folder / "here" / "frame", {}, {}, std::move(done));
        });
    }
    bool has_arrived() override {
        return visible_below(folder / "here") == std::map<std::string, std::string>{{"frame", content}} &&
               own_files_below(folder / "here").empty();
    }
    bool is_untouched() override { return visible_below(folder / "here").empty(); }
    void clear() override { fs::remove_all(folder / "here"); }
};

class download_of_parts_world : public download_world {
public:
    download_of_parts_world() : download_world(1) {}
};

template <class World>
void cut_at_every_byte(std::string_view name) {
    std::uint64_t requests = 0, answers = 0;
    World in;
    const auto all = [&](side which, fault how, std::uint64_t stride = 1) {
        std::uint64_t at = 0;
        while (in.cut(which, at, how)) at += stride;
        return at;
    };
    try {
        requests = all(side::request, fault::request_cut);
        answers = all(side::answer, fault::answer_cut);
        all(side::answer, fault::answer_ended, 5);
        all(side::request, fault::farm_killed, 5);
    } catch (const std::exception& why) {
        BOOST_ERROR(name << ": not true: " << why.what() << '\n' << in.events.text());
    }
    // With their heads; it is an exchange, and none of it was left out.
    BOOST_TEST(requests > 100u);
    BOOST_TEST(answers > 20u);
    std::cout << name << ": cut at each of " << requests << " bytes of requests and " << answers << " of answers" << std::endl;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_cuts_at_every_byte)

BOOST_AUTO_TEST_CASE(of_an_upload_in_one) { cut_at_every_byte<upload_in_one_world>("upload in one"); }
BOOST_AUTO_TEST_CASE(of_an_upload_in_pieces) { cut_at_every_byte<upload_in_pieces_world>("upload in pieces"); }
BOOST_AUTO_TEST_CASE(of_an_upload_in_parts_side_by_side) { cut_at_every_byte<upload_side_by_side_world>("upload side by side"); }
BOOST_AUTO_TEST_CASE(of_a_download) { cut_at_every_byte<download_world>("download"); }
BOOST_AUTO_TEST_CASE(of_a_download_of_parts) { cut_at_every_byte<download_of_parts_world>("download of parts"); }

BOOST_AUTO_TEST_SUITE_END()
