// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_RENDERBUS_HPP
#define RENDERBUS_RENDERBUS_HPP

/// All that a farm's client needs. Several shots over one line: sharing/shared_line.hpp. What wants another library stands in a
/// header of its own, too: storage/sqlite.hpp (SQLite), observe/spdlog.hpp (spdlog), transport/curl_transport.hpp (libcurl),
/// transport/gzip.hpp (zlib).
#include <renderbus/calls.hpp>
#include <renderbus/client.hpp>
#include <renderbus/frames.hpp>
#include <renderbus/journal/file_journal.hpp>
#include <renderbus/journal/memory_journal.hpp>
#include <renderbus/observe/json_lines.hpp>
#include <renderbus/observe/progress.hpp>
#include <renderbus/observe/several.hpp>
#include <renderbus/observe/trace.hpp>
#include <renderbus/path.hpp>
#include <renderbus/pipeline/analyze.hpp>
#include <renderbus/pipeline/check.hpp>
#include <renderbus/pipeline/combinators.hpp>
#include <renderbus/pipeline/download.hpp>
#include <renderbus/pipeline/run_on_farm.hpp>
#include <renderbus/pipeline/submit.hpp>
#include <renderbus/pipeline/submit_by_data.hpp>
#include <renderbus/pipeline/upload.hpp>
#include <renderbus/pipeline/upload_files.hpp>
#include <renderbus/pipeline/watch.hpp>
#include <renderbus/scene/scene.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/session.hpp>
#include <renderbus/units.hpp>
#include <renderbus/version.hpp>

#endif
