// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_FARM_IPP
#define RENDERBUS_FARM_IMPL_FARM_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/farm.hpp>
#include <renderbus/farm/storage_service.hpp>

#include <asio/post.hpp>

#include <mutex>
#include <set>
#include <stop_token>

namespace renderbus::farm {
namespace detail {

inline result<void> usable(const loopback_farm_options& options) {
    const auto refuse = [](std::string cause) -> result<void> {
        return failure{data_errc::invalid_value, "options of the loopback farm", std::move(cause), ""};
    };
    if (options.accounts.empty()) return refuse("there is no account");
    if (!options.paint) return refuse("there is no painter; use draw_picture of farm/picture.hpp");
    if (options.pace.count() < 0) return refuse("the pace is negative");
    std::set<std::string> ids, names;
    std::set<std::int64_t> users;
    for (const auto& one : options.accounts) {
        if (one.access_id.empty() || one.access_key.empty()) return refuse("an account has no access id or no access key");
        if (one.user_name.empty() || one.user_name.find_first_of(std::string_view(":\r\n\0", 4)) != std::string::npos)
            return refuse("a user name is empty or has a colon, a line break or a zero byte in it");
        if (one.user_id < 1) return refuse("a user id is not positive");
        if (!ids.insert(one.access_id).second || !names.insert(one.user_name).second || !users.insert(one.user_id).second)
            return refuse("two accounts have the same access id, user name or user id");
    }
    return {};
}

/// Draws one frame into the output storage.
inline result<void> draw_frame(farm_state& state, const kept_task& task, const kept_frame& frame) {
    const auto& view = task.plan.views[frame.view];
    if (!task.plan.failing_frames.empty() && frame_list::parse(task.plan.failing_frames).value().contains(frame.number))
        return failure{task_errc::failed, view.files, "this frame was to fail", ""};
    auto name = relative_path::parse("output/" + task.output_storage + '/' + task.plan.output_folder + '/' +
                                     frame_file(view, frame.number));
    if (!name) return std::move(name).error();
    auto place = state.files->place_of(*name);
    if (!place) return std::move(place).error();
    auto picture = state.options.paint({view.layer, view.camera, frame.number, view.width, view.height, frame.view});
    if (!picture) return std::move(picture).error();
    return state.files->write(*place, *picture);
}

inline result<farm_state> open_state(loopback_farm_options options, std::shared_ptr<store> files) {
    const task_rules rules{options.pace, options.stop_gives, options.stopped_frames_give};
    auto tasks = task_book::open(files, rules, options.clock.now());
    if (!tasks) return std::move(tasks).error();
    auto projects = project_book::open(files);
    if (!projects) return std::move(projects).error();
    auto environments = environment_book::open(files);
    if (!environments) return std::move(environments).error();
    auto settings = setting_book::open(files);
    if (!settings) return std::move(settings).error();
    auto task_records = record_book<api::user::task_record::record>::open(files, options.accounts, "tasks");
    if (!task_records) return std::move(task_records).error();
    auto login_records = record_book<api::user::login_record::record>::open(files, options.accounts, "logins");
    if (!login_records) return std::move(login_records).error();
    return farm_state{std::move(options),       std::move(files),     *std::move(tasks),        *std::move(projects),
                      *std::move(environments), *std::move(settings), *std::move(task_records), *std::move(login_records)};
}

}  // namespace detail

struct loopback_farm::parts {
    explicit parts(farm_state made) : state(std::move(made)), api(state), storage(state) {}
    parts(const parts&) = delete;

    std::mutex guard;
    farm_state state;
    api_service api;
    storage_service storage;
    std::stop_source stop;
    bool is_waiting = false;
    std::chrono::system_clock::time_point waits_until;
    std::uint64_t wait_number = 0;
};

RENDERBUS_DECL loopback_farm::loopback_farm(std::unique_ptr<parts> made) : parts_(std::move(made)) {}

RENDERBUS_DECL loopback_farm::~loopback_farm() {
    parts_->stop.request_stop();
    parts_->state.tasks.save_all();
}

RENDERBUS_DECL result<std::shared_ptr<loopback_farm>> loopback_farm::open(loopback_farm_options options) {
    if (auto fine = detail::usable(options); !fine) return std::move(fine).error();
    auto files = store::open(options.root);
    if (!files) return std::move(files).error();
    auto state = detail::open_state(std::move(options), std::make_shared<store>(*std::move(files)));
    if (!state) return std::move(state).error();
    auto made = std::make_unique<parts>(*std::move(state));
    std::shared_ptr<loopback_farm> farm(new loopback_farm(std::move(made)));
    std::lock_guard turn(farm->parts_->guard);
    farm->wait_for_next();
    return farm;
}

RENDERBUS_DECL reception loopback_farm::begin(const incoming& head) {
    std::lock_guard turn(parts_->guard);
    return storage_service::is_meant(head) ? parts_->storage.begin(head) : parts_->api.begin(head);
}

RENDERBUS_DECL answer loopback_farm::finish(incoming&& request) {
    std::lock_guard turn(parts_->guard);
    advance();
    auto made =
        storage_service::is_meant(request) ? parts_->storage.finish(std::move(request)) : parts_->api.finish(std::move(request));
    wait_for_next();
    return made;
}

RENDERBUS_DECL void loopback_farm::tick() {
    std::lock_guard turn(parts_->guard);
    advance();
    wait_for_next();
}

RENDERBUS_DECL void loopback_farm::advance() {
    constexpr std::size_t most_frames_at_once = 16;  // others wait meanwhile
    render_frame render(
        [this](const kept_task& task, const kept_frame& frame) { return detail::draw_frame(parts_->state, task, frame); });
    parts_->state.tasks.advance(parts_->state.now(), render, most_frames_at_once);
}

RENDERBUS_DECL void loopback_farm::wait_for_next() {
    auto& executor = parts_->state.options.executor;
    const auto due = executor ? parts_->state.tasks.next_due() : std::nullopt;
    if (!due || (parts_->is_waiting && parts_->waits_until <= *due)) return;
    parts_->is_waiting = true;
    parts_->waits_until = *due;
    const auto number = ++parts_->wait_number;
    auto wake = [weak = weak_from_this(), number] {
        const auto self = weak.lock();
        if (!self) return;
        {
            std::lock_guard turn(self->parts_->guard);
            if (number != self->parts_->wait_number) return;  // an earlier time took its place
            self->parts_->is_waiting = false;
        }
        self->tick();
    };
    const auto now = parts_->state.now();
    if (*due <= now) return asio::post(executor, std::move(wake));
    const auto span = std::chrono::ceil<std::chrono::milliseconds>(*due - now);
    parts_->state.options.clock.async_wait(executor, span, parts_->stop.get_token(),
                                           [wake = std::move(wake)](result<void> waited) {
                                               if (waited) wake();
                                           });
}

}  // namespace renderbus::farm

#endif
