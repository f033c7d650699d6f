// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_CHECK_IPP
#define RENDERBUS_PIPELINE_IMPL_CHECK_IPP

#include <renderbus/api/query_software.hpp>
#include <renderbus/api/task.hpp>
#include <renderbus/api/user.hpp>
#include <renderbus/calls/account.hpp>
#include <renderbus/pipeline/check.hpp>
#include <renderbus/pipeline/workspace.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus {

/// The questions in their order; each goes on to the next, and `done` is called once, by the last or by the first that fails.
struct check::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, const analyzed& scene, check_options what, completion<checked> then)
        : run(in), options(std::move(what)), done(std::move(then)) {
        fact.scene = *scene;
    }

    config::task_settings& settings() { return fact.scene.task.task_info; }
    const config::software& software() { return fact.scene.task.software_config; }

    template <class Request, class Next>
    void ask(const Request& request, Next next) {
        run.send(check::name, request, [self = shared_from_this(), next](result<typename Request::reply> reply) {
            if (!reply) return self->done(std::move(reply).error());
            (self.get()->*next)(*std::move(reply));
        });
    }

    void refuse(std::string cause, std::string next_step = {}, scene_errc code = scene_errc::refused_by_check) {
        done(failure{code, fact.scene.scene, std::move(cause), std::move(next_step)});
    }

    void warn(std::string text) {
        run.tell(event::kind::warned, check::name, text);
        fact.warnings.push_back(std::move(text));
    }

    void start() {
        if (!fact.scene.missing.empty() && !options.allow_missing) {
            const auto count = fact.scene.missing.size();
            return refuse("the scene needs " + fact.scene.missing.front() + ", which is not there" +
                              (count > 1 ? ", nor are " + std::to_string(count - 1) + " more" : ""),
                          "put what is missing in its place, or check with allow_missing", scene_errc::missing_file);
        }
        run.session.async_login(
            run.executor, run.stop,
            [self = shared_from_this()](result<account> who) {
                if (!who) return self->done(std::move(who).error());
                self->fact.owner = *std::move(who);
                self->settings().user_id = std::to_string(self->fact.owner.user_id);
                self->ask_versions();
            },
            run.requests(check::name));
    }

    void ask_versions() {
        api::query::supported_plugin request;
        const auto& id = settings().cg_id;
        std::int32_t number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        request.cg_id = static_cast<api::dcc>(number);
        if (run.session.channel().settings().generation >= 2) request.os_name = settings().os_name == "1" ? "windows" : "linux";
        ask(request, &operation::take_versions);
    }

    void take_versions(api::query::supported_plugin::reply known) {
        const auto& wanted = software();
        const auto version = std::find_if(known.cg_version.begin(), known.cg_version.end(),
                                          [&](const auto& one) { return one.cg_version == wanted.cg_version && one.id != 0; });
        if (version == known.cg_version.end())
            return refuse("the farm has no " + wanted.cg_name + " " + wanted.cg_version,
                          "edit the software's version to one that the farm has");
        for (const auto& [plugin, plugin_version] : wanted.plugins) warn_of_plugin(known, version->id, plugin, plugin_version);
        ask_machines();
    }

    /// A scene names every plugin that was loaded when it was saved, so one that the farm lacks is no error.
    void warn_of_plugin(const api::query::supported_plugin::reply& known, std::int64_t version, const std::string& plugin,
                        const std::string& plugin_version) {
        for (const auto& one : known.cg_plugin)
            if (one.plugin_name == plugin && one.cv_id.value_or(version) == version) return;
        warn("the farm does not list the plugin " + plugin + " " + plugin_version);
    }

    void ask_machines() {
        settings().ram = std::to_string(options.ram.bytes >> 30);
        if (run.session.channel().settings().generation < 2) return ask_projects();
        ask(api::user::hardware_config{}, &operation::take_machines);
    }

    void take_machines(std::vector<api::user::hardware_config::machine> machines) {
        const auto wanted_ram = settings().ram + "GB";
        const api::user::hardware_config::machine* found = nullptr;
        for (const auto& one : machines) {
            const bool equal =
                one.status != 0 && one.model == options.model && one.ram == wanted_ram &&
                one.gpu_num.value_or("") == options.gpu_num.value_or("") &&
                one.platform.value_or(run.session.channel().settings().platform) == run.session.channel().settings().platform;
            if (equal) found = &one;  // of several the last counts, as with the service's own client
        }
        if (!found)
            return refuse("the farm has no machine of model " + options.model + " with " + wanted_ram + " on platform " +
                              std::to_string(run.session.channel().settings().platform),
                          "check with another model or memory");
        const auto refuses = [&](const auto& list, auto&& value) {
            return std::find(list.begin(), list.end(), value) != list.end();
        };
        if (refuses(found->not_support_cg_id, static_cast<api::dcc>(std::strtol(settings().cg_id.c_str(), nullptr, 10))))
            return refuse("machines of model " + options.model + " do not run " + software().cg_name, "check with another model");
        for (const auto& [code, texts] : fact.scene.tips)
            if (refuses(found->not_support_code, code))
                return refuse("machines of model " + options.model + " do not take scenes with tip " + code,
                              "check with another model");
        settings().hardware_config_id = std::to_string(found->id);
        settings().graphics_cards_num = options.gpu_num ? options.gpu_num->substr(0, 1) : "2";
        ask_projects();
    }

    void ask_projects() {
        if (settings().project_name.empty()) {
            settings().project_id = "0";
            return ask_tips();
        }
        calls::project_id{settings().project_name}.start(
            run.call(check::name), [self = shared_from_this()](result<std::int64_t> found) {
                if (!found) return self->done(std::move(found).error());
                self->settings().project_id = std::to_string(*found);
                self->ask_tips();
            });
    }

    void ask_tips() {
        auto tip = fact.scene.tips.begin();
        std::advance(tip, tips_asked);
        if (tip == fact.scene.tips.end()) return make_task();
        ask(api::query::error_detail{.code = tip->first, .language = run.session.channel().settings().words},
            &operation::take_tip);
    }

    void take_tip(list<api::query::error_detail::detail> details) {
        auto tip = fact.scene.tips.begin();
        std::advance(tip, tips_asked++);
        std::string words = "tip " + tip->first;
        for (const auto& text : tip->second.all) words += ": " + text;
        for (const auto& one : details) {
            const std::string said = words + (one.des_description_cn ? " (" + *one.des_description_cn + ")" : "");
            if (one.type == api::tip_type::error) return refuse(said, one.des_solution_cn.value_or(""));
            warn(said);
        }
        if (details.empty()) warn(words);
        ask_tips();
    }

    /// Last of all, so that what is refused leaves no number behind.
    void make_task() {
        if (!settings().task_id.empty()) {
            const auto& id = settings().task_id;
            const auto read = std::from_chars(id.data(), id.data() + id.size(), fact.task_id);
            if (read.ec != std::errc{} || read.ptr != id.data() + id.size()) return refuse("task_id is no number: " + id);
            return finish();
        }
        if (run.journal_key.empty()) return create_task();
        // By which the task is found again, by this run and by later ones.
        label = "renderbus-" + run.journal_key.substr(0, 16);
        if (run.begun_before) find_earlier_task();
        else create_task();
    }

    void create_task() {
        api::task::create request{.count = 1, .task_user_level = options.user_level};
        if (!label.empty()) request.labels.push_back(label);
        ask(request, &operation::task_made);
    }

    /// The task that an earlier run made under this journal's key.
    void find_earlier_task() {
        async_find_labelled(run.call(check::name), label, 1, [self = shared_from_this()](result<std::vector<std::int64_t>> found) {
            if (!found) return self->done(std::move(found).error());
            if (found->empty()) self->create_task();
            else self->take_task(found->front());
        });
    }

    void task_made(api::task::create::reply made) {
        if (made.task_id_list.empty()) return refuse("the farm made no task number");
        take_task(made.task_id_list.front());
    }

    void take_task(std::int64_t id) {
        fact.task_id = id;
        settings().task_id = std::to_string(fact.task_id);
        finish();
    }

    void finish() {
        if (auto written = detail::write_four_files(fact.scene); !written) return done(std::move(written).error());
        run.tell(event::kind::noted, check::name, "task " + std::to_string(fact.task_id));
        done(checked(std::move(fact)));
    }

    farm_run& run;
    check_options options;
    completion<checked> done;
    facts::checked fact;
    std::string label;  // of the task, in a journaled run
    std::ptrdiff_t tips_asked = 0;
};

RENDERBUS_DECL std::string check::identity() const {
    return options.model + "," + std::to_string(options.ram.bytes) + "," + options.gpu_num.value_or("-") + "," +
           (options.allow_missing ? "allow_missing," : "") + std::to_string(options.user_level);
}

RENDERBUS_DECL void check::start(farm_run& run, const analyzed& scene, completion<checked> done) {
    std::make_shared<operation>(run, scene, options, std::move(done))->start();
}

}  // namespace renderbus

#endif
