// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_FILE_SPANS_IPP
#define RENDERBUS_PIPELINE_IMPL_FILE_SPANS_IPP

#include <renderbus/pipeline/file_spans.hpp>

#include <map>
#include <memory>
#include <utility>

namespace renderbus::detail {

struct file_spans {
    const run_context& run;
    std::string_view stage;
    std::uint64_t total_bytes;
    std::uint64_t moved = 0;
    std::map<std::filesystem::path, std::uint64_t> under_way = {};

    void tell_bytes() const { run.tell(event::kind::bytes_moved, stage, {}, moved, total_bytes); }
    void begin(const std::filesystem::path& local, std::uint64_t bytes) {
        const auto span = under_way[local] = next_span();
        run.tell_of(span, event::kind::file_started, stage, local.string(), 0, bytes);
    }
    void end(const std::filesystem::path& local, event::kind how, std::string_view subject) {
        const auto span = std::exchange(under_way[local], 0);
        under_way.erase(local);
        run.tell_of(span, how, stage, subject);
    }
};

RENDERBUS_DECL transfer_observer tell_of_files(const run_context& run, std::string_view stage, std::uint64_t total_bytes) {
    if (is_unobserved(*run.observe)) return {};
    const auto spans = std::make_shared<file_spans>(file_spans{run, stage, total_bytes});
    transfer_observer made;
    made.on_bytes = [spans](std::uint64_t more) {
        spans->moved += more;
        spans->tell_bytes();
    };
    made.on_total = [spans](std::uint64_t bytes) {
        spans->total_bytes = bytes;
        spans->tell_bytes();
    };
    made.on_warned = [spans](const failure& what) { spans->run.tell(event::kind::warned, spans->stage, what.message()); };
    made.on_start = [spans](const std::filesystem::path& local, std::uint64_t bytes) { spans->begin(local, bytes); };
    made.on_file = [spans](const std::filesystem::path& local) { spans->end(local, event::kind::file_finished, local.string()); };
    made.on_failed = [spans](const std::filesystem::path& local, const failure& why) {
        spans->end(local, event::kind::file_failed, why.message());
    };
    return made;
}

}  // namespace renderbus::detail

#endif
