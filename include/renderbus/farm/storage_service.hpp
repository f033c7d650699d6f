// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_STORAGE_SERVICE_HPP
#define RENDERBUS_FARM_STORAGE_SERVICE_HPP

#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/farm/storage_contents.hpp>
#include <renderbus/farm/storage_uploads.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// The storages of a loopback farm over HTTP, as `storage_protocol` describes them, below `/storage/`:
/// - `input/<bid>-<user>/...`: assets, to be read and written;
/// - `config/<task id>/cfg/<name>`: the four files of an own task, written until it is submitted;
/// - `output/<bid>-<user>/...`: frames, to be read.
/// An input storage can be asked by content, too (`storage_contents`), and takes uploads that go on where they stopped
/// (`storage_uploads`).
/// Whoever calls proves it by user name and transfer key (HTTP Basic) and reaches only what is his.
class storage_service {
public:
    RENDERBUS_DECL explicit storage_service(farm_state& state);

    static bool is_meant(const incoming& call) { return call.target.starts_with("/storage/"); }
    RENDERBUS_DECL reception begin(const incoming& head);
    RENDERBUS_DECL answer finish(incoming&& call);

private:
    struct admitted;
    struct known_user {
        const account* who;
        secret authorization;
    };
    RENDERBUS_DECL const account* caller_of(const incoming& call) const;
    RENDERBUS_DECL result<admitted> admit(const incoming& call);
    RENDERBUS_DECL result<void> may_reach(const account& who, std::string_view name, bool writes);
    RENDERBUS_DECL result<std::pair<upload_ticket, std::filesystem::path>> admit_upload(const incoming& call);
    RENDERBUS_DECL answer finish_upload(const incoming& call);
    RENDERBUS_DECL answer by_content(const admitted& where, const incoming& call);
    RENDERBUS_DECL answer take_in(const admitted& where, const incoming& call);
    RENDERBUS_DECL answer give_file(const admitted& where, const incoming& call);
    RENDERBUS_DECL answer give_list(const admitted& where);

    farm_state& state_;
    storage_contents contents_;
    storage_uploads uploads_;
    std::vector<known_user> users_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/storage_service.ipp>
#endif

#endif
