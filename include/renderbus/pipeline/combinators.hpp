// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_COMBINATORS_HPP
#define RENDERBUS_PIPELINE_COMBINATORS_HPP

#include <renderbus/pipeline/all.hpp>
#include <renderbus/pipeline/any_pipeline.hpp>
#include <renderbus/pipeline/checkpoint.hpp>
#include <renderbus/pipeline/draw.hpp>
#include <renderbus/pipeline/each.hpp>
#include <renderbus/pipeline/pipeline.hpp>
#include <renderbus/pipeline/race.hpp>
#include <renderbus/pipeline/recover.hpp>
#include <renderbus/pipeline/retry.hpp>
#include <renderbus/pipeline/run.hpp>
#include <renderbus/pipeline/tap.hpp>
#include <renderbus/pipeline/timeout.hpp>
#include <renderbus/pipeline/when.hpp>

#endif
