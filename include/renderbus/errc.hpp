// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_ERRC_HPP
#define RENDERBUS_ERRC_HPP

#include <renderbus/detail/config.hpp>

#include <string_view>
#include <system_error>

namespace renderbus {

/// What can go wrong between this program and a farm.
enum class transport_errc {
    resolve_failed = 1,   ///< the host name has no address
    connect_failed,       ///< nobody listens there, or no way leads there
    connection_lost,      ///< the connection ended before the answer did
    timed_out,            ///< a connection, a request or an answer took longer than allowed
    tls_failed,           ///< no TLS connection could be made
    certificate_refused,  ///< the farm's certificate is not trusted, or is another host's
    malformed_answer,     ///< what came is not HTTP
    answer_too_large,     ///< head or body is larger than the caller allows
    redirect_refused,     ///< the farm sent us elsewhere
    http_status,          ///< an HTTP status that is no success, and none of those below
    canceled,             ///< the caller called it off
    proxy_refused,        ///< the proxy does not let us through: a login, a rule
    unavailable,          ///< HTTP 408 or 5xx: the farm is out of order for now
    rate_limited,         ///< HTTP 429: too many calls
    access_denied,        ///< HTTP 401, 403 or 407
    no_such_place,        ///< HTTP 404 or 410
};

/// What can be wrong with a text, a value or a name.
enum class data_errc {
    malformed_json = 1,  ///< not JSON
    wrong_type,          ///< JSON, but another type than the field's
    out_of_range,        ///< a number that the field cannot hold
    too_deep,            ///< nested deeper than allowed
    too_large,           ///< longer than allowed
    malformed_utf8,      ///< not UTF-8
    unknown_field,       ///< a field nobody knows, where that is asked for
    missing_field,       ///< a field that must be there is not
    invalid_value,       ///< a value that breaks a rule of its field
    unsafe_path,         ///< a path that leaves its folder, or names a device
    wrong_digest,        ///< what arrived is not what was sent
};

/// What can be wrong with a scene or with the files around it.
enum class scene_errc {
    missing_file = 1,    ///< there is no such file
    unreadable_file,     ///< the file is there but cannot be read
    unwritable_file,     ///< the file cannot be written: permission, a full disk, a limit
    unknown_format,      ///< no reader knows this format
    malformed_scene,     ///< the scene file breaks its format's rules
    too_complex,         ///< deeper or larger than a reader accepts
    refused_by_check,    ///< the check found an error that stops the submission
    changed_file,        ///< a file changed while it was read
    needs_analyzer,      ///< only the program that made the scene can look into it
    name_taken,          ///< another file stands under the name by now
};

/// What can be wrong with a task on the farm.
enum class task_errc {
    failed = 1,       ///< the farm gave the task up
    stopped,          ///< somebody stopped it
    no_frames,        ///< the task ended and there is nothing to download
    missing_frames,   ///< frames that are done by the farm's word are not among its files
};

/// An answer's `code` other than 200; the value is the code itself. From the table of codes at the end of the service's
/// reference (V4.1.2), with 503 and 513 of its current one. A code that is not here comes as it is: `service_errc` of that value.
enum class service_errc : int {
    failed = 100,
    redirect = 301,
    bad_request = 400,
    forbidden = 403,
    not_found = 404,
    internal_error = 500,
    label_exists = 503,
    user_cache_not_found = 513,
    parameter_invalid = 600,
    parameter_missing = 601,
    login_required = 602,
    illegal_request = 603,
    wrong_phone_code = 604,
    insufficient_permissions = 605,
    wrong_verification_code = 606,
    verification_code_not_sent = 607,
    wrong_region = 608,
    expired_timestamp = 610,
    wrong_signature = 611,
    no_more_records = 700,
    no_such_account = 800,
    device_not_bound = 801,
    device_binding_failed = 802,
    account_locked = 804,
    wrong_password = 805,
    account_not_linked = 806,
    phone_not_linked = 807,
    phone_linked_elsewhere = 808,
    weixin_login_failed = 809,
    weibo_login_failed = 810,
    logout_failed = 811,
    address_restricted = 812,
    qq_login_failed = 813,
    software_chosen_already = 814,
    union_id_exists = 815,
    phone_exists = 900,
    email_exists = 901,
    user_name_exists = 902,
    email_not_bound = 903,
    currency_not_supported = 904,
    agent_not_supported = 905,
    amount_not_supported = 906,
    coupon_not_supported = 908,
    payment_method_not_supported = 909,
    no_invoice_order = 910,
    no_invoice_address = 911,
    sub_account_has_tasks = 912,
    sub_account_in_arrears = 913,
    sub_account_has_balance = 914,
    no_invoice_template = 915,
    wrong_receipt_type = 916,
    no_latest_version = 920,
    cache_failed = 1000,
    json_file_not_uploaded = 20004,
    transfer_argument_invalid = 200024,
    file_not_uploadable = 200025,
    python_exception = 1000000,
};

/// One code of the service in words.
struct service_code_words {
    service_errc code;
    std::string_view name;     ///< the service's own: `SIGNATURE_EXPIRED`
    std::string_view english;
    std::string_view chinese;  ///< as the service's table has it (503 and 513: ours), in UTF-8
};

/// The words of a code, or nothing where the service's tables have none.
RENDERBUS_DECL const service_code_words* service_words(service_errc code) noexcept;

/// What a program asks of an error, whatever its category: `if (e.code() == rb::condition::transient)`.
enum class condition {
    /// It may pass by itself: the line was down (name, connection, time), the farm answered 408, 429 or 5xx, or the service
    /// said that it failed by no fault of the call: 500 INTERNAL_ERROR, and a cache of its own, 513 USER_CACHE_NOTFOUNT and
    /// 1000 REDIS_CACHE_FAIL. What 100 FAIL stands for is not published, so it is not among them.
    transient = 1,
    /// Who calls is not known or may not do this: signature, clock, permissions, a locked account.
    auth,
    /// What was asked for is not there.
    not_found,
    /// More was asked for than the account is allowed: HTTP 429, or 913 SUBUSER_ARREARAGE.
    quota,
};

RENDERBUS_DECL const std::error_category& transport_category() noexcept;
RENDERBUS_DECL const std::error_category& data_category() noexcept;
RENDERBUS_DECL const std::error_category& scene_category() noexcept;
RENDERBUS_DECL const std::error_category& task_category() noexcept;
RENDERBUS_DECL const std::error_category& service_category() noexcept;
RENDERBUS_DECL const std::error_category& condition_category() noexcept;

inline std::error_code make_error_code(transport_errc e) noexcept { return {static_cast<int>(e), transport_category()}; }
inline std::error_code make_error_code(data_errc e) noexcept { return {static_cast<int>(e), data_category()}; }
inline std::error_code make_error_code(scene_errc e) noexcept { return {static_cast<int>(e), scene_category()}; }
inline std::error_code make_error_code(task_errc e) noexcept { return {static_cast<int>(e), task_category()}; }
inline std::error_code make_error_code(service_errc e) noexcept { return {static_cast<int>(e), service_category()}; }
inline std::error_condition make_error_condition(condition e) noexcept { return {static_cast<int>(e), condition_category()}; }

}  // namespace renderbus

template <> struct std::is_error_code_enum<renderbus::transport_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::data_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::scene_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::task_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::service_errc> : std::true_type {};
template <> struct std::is_error_condition_enum<renderbus::condition> : std::true_type {};

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/errc.ipp>
#endif

#endif
