// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <renderbus/storage/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

namespace {
using namespace transfer_tests;

/// A scene's tree that changes at random, the farm beside it, and what both must look like: a map from names to contents.
class random_tree {
public:
    explicit random_tree(unsigned seed) : random_(seed) {
        if (pick(2)) at.pool.emplace(2);
        if (pick(2)) at.record = rb::any_record_store(rb::sqlite_record::open(at.folder / "sent.db").value());
        at.options.choices.checks = {pick(8), pick(4)};
        at.options.choices.ask_first = pick(3) == 0;
        fs::create_directories(at.scene);
        ticks_ = fs::file_time_type::clock::now() - std::chrono::hours(10);
    }

    /// Some files are written, touched, removed, renamed or swapped.
    void change() {
        for (auto i = 1 + pick(12); i != 0; --i) {
            const auto name = some_name();
            const auto path = at.scene / name;
            switch (pick(6)) {
                case 0:
                    if (fs::remove(path)) model_.erase(name);
                    break;
                case 1:
                    if (model_.contains(name)) touch(path);
                    break;
                case 2: {
                    const auto other = some_name();
                    if (!model_.contains(name) || model_.contains(other) || other == name) break;
                    fs::create_directories((at.scene / other).parent_path());
                    fs::rename(path, at.scene / other);
                    model_[other] = model_[name];
                    model_.erase(name);
                    break;
                }
                default: {
                    auto content = some_content();
                    fs::create_directories(path.parent_path());
                    std::ofstream(path, std::ios::binary) << content;
                    touch(path);
                    model_[name] = std::move(content);
                }
            }
        }
    }

    /// The farm loses files, or has others in their place.
    void spoil() {
        for (const auto& name : files_below(farm_root())) {
            if (pick(6) != 0) continue;
            if (pick(2)) fs::remove(farm_root() / name);
            else std::ofstream(farm_root() / name, std::ios::binary) << "spoilt";
            spoilt_ = true;
        }
    }

    rb::needed_assets needed() {
        rb::needed_assets what;
        if (pick(2) == 0) return at.whole_scene();
        for (const auto& [name, content] : model_) {
            what.files.push_back({at.scene / name, "/scene/" + name});
            if (pick(10) == 0) what.files.push_back(what.files.back());
        }
        std::shuffle(what.files.begin(), what.files.end(), random_);
        if (pick(3) == 0) what.folders.push_back({at.scene, "/scene"});
        return what;
    }

    /// Plans and sends, perhaps over a line that is lost on the way.
    void upload() {
        at.farm->steps = 0;
        at.farm->lose_at = pick(3) == 0 ? static_cast<int>(1 + pick(60)) : -1;
        const auto lost_for_ever = at.farm->lose_at >= 0;
        at.farm->lost_for_ever = lost_for_ever;
        auto plan = at.plan(needed());
        if (!plan) return failed(plan.error());
        check(*plan);
        const auto report = at.send(std::move(*plan));
        at.farm->lose_at = -1;
        if (!report) return failed(report.error());
        finished_ = true;
    }

    /// Whatever happened before: an upload that asks for everything brings all there.
    void check_end() {
        at.farm->lose_at = -1;
        if (spoilt_) {
            at.options.choices.checks = {1'000'000, 1};
            spoilt_ = false;
        }
        auto plan = at.plan(at.whole_scene()).value();
        check(plan);
        BOOST_REQUIRE(at.send(std::move(plan)).has_value());
        for (const auto& [name, content] : model_)
            BOOST_REQUIRE_MESSAGE(read_file(farm_root() / name) == content, name << " is not at the farm as it is here");
        BOOST_TEST(at.plan(at.whole_scene()).value().to_send.empty());
    }

    int finished() const { return finished_; }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }
    fs::path farm_root() const { return at.farm->root / "s/scene"; }

    std::string some_name() {
        std::string name;
        for (auto depth = pick(3); depth != 0; --depth) name += "d" + std::to_string(pick(3)) + "/";
        return name + "f" + std::to_string(pick(6));
    }
    std::string some_content() { return std::string(pick(4) == 0 ? 0 : pick(3000), static_cast<char>('a' + pick(4))); }
    /// No two states of a file look the same.
    void touch(const fs::path& path) { fs::last_write_time(path, ticks_ += std::chrono::milliseconds(1)); }

    void failed(const rb::failure& why) { BOOST_TEST((why.code == rb::transport_errc::connection_lost), why.message()); }

    /// Each needed file stands in the plan once, with the size and the digest that it has.
    void check(const rb::upload_plan& plan) {
        std::set<std::string> seen;
        std::uint64_t bytes = 0;
        const auto one = [&](const rb::planned_file& file) {
            BOOST_TEST(seen.insert(file.server_path).second);
            const auto known = model_.find(file.server_path.substr(std::string("/scene/").size()));
            BOOST_REQUIRE(known != model_.end());
            BOOST_TEST(file.file.size == known->second.size());
            BOOST_TEST((file.file.digest == digest_of_text(known->second)));
            bytes += file.file.size;
        };
        for (const auto& file : plan.to_send) one(file);
        BOOST_TEST(plan.bytes_to_send == bytes);
        for (const auto& file : plan.already_there) one(file);
        BOOST_TEST(plan.total_bytes == bytes);
        BOOST_TEST(seen.size() == model_.size());
        BOOST_TEST(plan.left_out.empty());
    }

    planner at;
    std::mt19937 random_;
    fs::file_time_type ticks_;
    std::map<std::string, std::string> model_;
    bool spoilt_ = false;
    int finished_ = 0;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(random_trees)

BOOST_AUTO_TEST_CASE(arrive_as_they_are_whatever_changed_and_failed_before) {
    const char* asked = std::getenv("RENDERBUS_RANDOM_RUNS");
    const unsigned runs = asked ? static_cast<unsigned>(std::atoi(asked)) : 60;
    int finished = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_tree tree(seed);
            for (int round = 0; round < 4; ++round) {
                tree.change();
                if (round == 2) tree.spoil();
                tree.upload();
            }
            tree.check_end();
            finished += tree.finished();
        }
    }
    BOOST_TEST(finished > 0);
}

BOOST_AUTO_TEST_SUITE_END()
