// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_LOCAL_LOOK_IPP
#define RENDERBUS_TRANSFER_IMPL_LOCAL_LOOK_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/fetched_files.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <optional>
#include <utility>

namespace renderbus::detail {

/// What stands where a file of the farm is to come.
struct local_finding {
    enum class kind {
        here,        ///< the very file
        may_come,    ///< nothing, or what the farm's may take the place of
        in_the_way,  ///< somebody else's file, which the policy protects
    };
    kind is;
    file_naming::place takes = file_naming::place::any;
    file_stamp seen = {};
};

/// Looks at the places of files here, by the options of their download; one object for all of it.
class local_look {
public:
    local_look(download_options& options, fetched_files& fetched) : options_(options), fetched_(fetched) {}

    /// `then` is called at once, or through the executor where the file has to be read.
    template <class Then>
    void operator()(const asio::any_io_executor& executor, const std::filesystem::path& place, const listed_file& listed,
                    std::stop_token stop, Then then) const {
        const auto stamp = stamp_of(place);
        if (!stamp && stamp.error().code == scene_errc::missing_file) return then(may_come(file_naming::place::free, {}));
        if (!stamp) return then(in_the_way());
        if (stamp->size != listed.size) return then(differs(place, *stamp));
        if (!listed.digest) {
            const bool is_here = listed.written_ns && is_one_time(stamp->mtime_ns, *listed.written_ns);
            return then(is_here ? here() : differs(place, *stamp));
        }
        if (options_.record) {
            auto known = options_.record->digest_of(place, *stamp);
            if (!known) return then(std::move(known).error());
            if (*known) return then(**known == *listed.digest ? here() : differs(place, *stamp));
        }
        async_hash_file(executor, place, std::move(stop),
                        [this, place, seen = *stamp, expected = *listed.digest, began = options_.clock.now(),
                         then = std::move(then)](const result<hashed_file>& hashed) mutable {
                            if (!hashed || hashed->digest != expected) return then(differs(place, seen));
                            auto kept = remember(place, *hashed, began);
                            then(kept ? here() : result<local_finding>(std::move(kept).error()));
                        });
    }

private:
    using found = result<local_finding>;

    bool is_protected() const { return options_.conflict != conflict_policy::overwrite; }
    static found here() { return local_finding{local_finding::kind::here}; }
    found in_the_way() const {
        return local_finding{is_protected() ? local_finding::kind::in_the_way : local_finding::kind::may_come};
    }
    found may_come(file_naming::place takes, const file_stamp& seen) const {
        return local_finding{local_finding::kind::may_come, is_protected() ? takes : file_naming::place::any, seen};
    }

    /// What stands here is not what the farm has: an older version of it, or somebody else's.
    found differs(const std::filesystem::path& place, const file_stamp& seen) const {
        if (!is_protected()) return in_the_way();
        const auto is_ours = fetched_.is_untouched(place, seen);
        if (!is_ours) return is_ours.error();
        return *is_ours ? may_come(file_naming::place::seen, seen) : in_the_way();
    }

    result<void> remember(const std::filesystem::path& local, const hashed_file& hashed,
                          std::chrono::system_clock::time_point began) const {
        if (!options_.record || !is_settled(hashed.stamp, began)) return {};
        return options_.record->remember_digest(local, hashed.stamp, hashed.digest);
    }

    download_options& options_;
    fetched_files& fetched_;
};

}  // namespace renderbus::detail

#endif
