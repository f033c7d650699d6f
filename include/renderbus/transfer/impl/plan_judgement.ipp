// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PLAN_JUDGEMENT_IPP
#define RENDERBUS_TRANSFER_IMPL_PLAN_JUDGEMENT_IPP

#include <renderbus/transfer/impl/folder_visit.ipp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// What the policies say about the files in trouble.
struct judgement {
    std::optional<failure> failed;
    std::vector<found_trouble> again;
    std::vector<troubled_file> left_out;
};

/// In the plan's order, whatever worker found them first. The first failure ends it.
inline judgement judge(std::vector<found_trouble> troubles, const file_policies& policies) {
    std::sort(troubles.begin(), troubles.end(), [](const found_trouble& a, const found_trouble& b) {
        return std::tie(a.order, a.file.wanted.local) < std::tie(b.order, b.file.wanted.local);
    });
    judgement made;
    for (auto& one : troubles) {
        const auto verdict = policies.decide(one.file);
        if (verdict == file_verdict::skip) {
            made.left_out.push_back(std::move(one.file));
        } else if (verdict == file_verdict::again && !one.is_partly_read) {
            made.again.push_back(std::move(one));
        } else {
            made.failed = std::move(one.file.why);
            const auto further = static_cast<std::size_t>(&troubles.back() - &one);
            if (further != 0) made.failed->cause += " (" + std::to_string(further) + " more files are in trouble)";
            return made;
        }
    }
    return made;
}

/// What is to be looked at once more.
inline result<std::vector<folder_job>> jobs_for(std::vector<found_trouble> again, int looks) {
    folder_grouping files;
    std::vector<folder_job> jobs;
    for (auto& one : again) {
        auto& wanted = one.file.wanted;
        if (one.is_folder) jobs.push_back(whole_folder(std::move(wanted.local), std::move(wanted.server_path)));
        else if (auto added = files.add(std::move(wanted), one.order); !added) return std::move(added).error();
    }
    for (auto& job : files.take_jobs()) jobs.push_back(std::move(job));
    for (auto& job : jobs) job.looks = looks;
    return jobs;
}

}  // namespace renderbus::detail

#endif
