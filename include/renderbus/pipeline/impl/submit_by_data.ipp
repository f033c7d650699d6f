// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_SUBMIT_BY_DATA_IPP
#define RENDERBUS_PIPELINE_IMPL_SUBMIT_BY_DATA_IPP

#include <renderbus/pipeline/analyze.hpp>
#include <renderbus/pipeline/submit_by_data.hpp>

namespace renderbus {

RENDERBUS_DECL void take_data::start(farm_run& run, const scene_data& data, completion<analyzed> done) {
    facts::analyzed fact;
    fact.scene = data.task.task_info.input_cg_file;
    fact.task = data.task;
    fact.assets = data.assets;
    fact.uploads = data.uploads;
    fact.tips = data.tips;
    done(analyze::taken(std::move(fact), run.session));
}

}  // namespace renderbus

#endif
