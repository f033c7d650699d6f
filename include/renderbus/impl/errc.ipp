// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_ERRC_IPP
#define RENDERBUS_IMPL_ERRC_IPP

#include <renderbus/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>

namespace renderbus {
namespace detail {

/// A category whose messages stand in a table; the first entry belongs to the value 1.
class listed_category final : public std::error_category {
public:
    template <std::size_t N>
    constexpr listed_category(const char* name, const char* const (&messages)[N]) : name_(name), messages_(messages), size_(N) {}
    const char* name() const noexcept override { return name_; }
    std::string message(int value) const override {
        if (value >= 1 && static_cast<std::size_t>(value) <= size_) return messages_[value - 1];
        return "unknown error " + std::to_string(value);
    }

private:
    const char* name_;
    const char* const* messages_;
    std::size_t size_;
};

inline constexpr const char* transport_messages[] = {
    "the host name has no address", "no connection", "the connection was lost", "timed out", "no TLS connection",
    "the certificate is refused", "the answer is not HTTP", "the answer is too large", "redirected elsewhere",
    "an HTTP status that is no success", "canceled", "the proxy refuses", "the farm is out of order for now",
    "too many calls", "access denied", "no such place"};
inline constexpr const char* data_messages[] = {
    "not JSON", "wrong type", "out of range", "nested too deep", "too large", "not UTF-8", "unknown field", "missing field",
    "invalid value", "unsafe path", "wrong digest"};
inline constexpr const char* scene_messages[] = {
    "missing file", "unreadable file", "unwritable file", "unknown format", "malformed scene", "too complex",
    "refused by the check", "changed while it was read", "only the program that made the scene can look into it",
    "another file has the name"};
inline constexpr const char* task_messages[] = {"the task failed", "the task was stopped", "the task has no frames",
                                                "frames of the task are missing"};

/// By code.
inline constexpr service_code_words service_codes[] = {
    {service_errc::failed, "FAIL", "the call failed", "失败"},
    {service_errc::redirect, "NEED_REDIRECT", "the service redirects elsewhere", "需要跳转地址"},
    {service_errc::bad_request, "APIError", "the request is wrong", "错误请求"},
    {service_errc::forbidden, "FORBIDDEN", "the account may not do this", "没有权限"},
    {service_errc::not_found, "RESOURCE_NOT_FOUND", "there is no such resource", "资源不存在"},
    {service_errc::internal_error, "INTERNAL_ERROR", "the service could not do this", "服务器处理失败"},
    {service_errc::label_exists, "LABEL_ALREADY_EXISTS", "a project of that name is there already", "标签已存在"},
    {service_errc::user_cache_not_found, "USER_CACHE_NOTFOUNT", "the service's cache does not know the user", "用户缓存不存在"},
    {service_errc::parameter_invalid, "PARAMETER_INVALID", "a parameter is not valid", "非法参数"},
    {service_errc::parameter_missing, "PARAMETER_CANT_BE_EMPTY", "a parameter is missing", "缺少必要参数"},
    {service_errc::login_required, "NEED_USER_LOGIN", "the user is not logged in", "需要用户登录"},
    {service_errc::illegal_request, "ILLEGAL_PROTOCOL", "the request is not legal", "非法请求"},
    {service_errc::wrong_phone_code, "VALIDATE_CODE_ERROR", "the phone's verification code is wrong", "手机验证码错误"},
    {service_errc::insufficient_permissions, "VINSUFFICIENT_PERMISSIONS", "the account's permissions do not suffice", "权限不足"},
    {service_errc::wrong_verification_code, "VALIDATE_COMMOM_CODE_ERROR", "the verification code is wrong", "验证码错误"},
    {service_errc::verification_code_not_sent, "VALIDATE_SEND_CODE_ERROR", "the verification code could not be sent",
     "验证码发送失败"},
    {service_errc::wrong_region, "USER_AREA_ERROR", "the account belongs to another region", "客户国内外区域不匹配"},
    {service_errc::expired_timestamp, "SIGNATURE_EXPIRED", "the request's timestamp has expired", "签名过期"},
    {service_errc::wrong_signature, "SIGNATURE_INVALID", "the request's signature is wrong", "非法签名"},
    {service_errc::no_more_records, "DO_NOT_HAVE_ANY_MORE_RECORD", "there are no more records", "没有更多记录"},
    {service_errc::no_such_account, "ACCOUNT_BINDING_USER_NULL", "there is no such account", "账号不存在"},
    {service_errc::device_not_bound, "ACCOUNT_NOT_BINDING", "the account has no device bound to it", "未绑定设备"},
    {service_errc::device_binding_failed, "ACCOUNT_BINDING_FAIL", "the device could not be bound to the account", "设备绑定失败"},
    {service_errc::account_locked, "ACCOUNT_LOCKED", "the account is locked", "账号已被禁用"},
    {service_errc::wrong_password, "ACCOUNT_USERNAME_PASSWORD_FAIL", "the user's name or password is wrong", "用户名或密码错误"},
    {service_errc::account_not_linked, "ACCOUNT_UNIONID_FAIL", "the account is not linked to another service's user",
     "账号未绑定第三方用户"},
    {service_errc::phone_not_linked, "ACCOUNT_PHONE_FAIL", "the phone is not linked to another service's user",
     "手机未绑定第三方用户"},
    {service_errc::phone_linked_elsewhere, "ACCOUNT_UNIONID_PHONE", "the phone is linked to another user of the other service",
     "手机已绑定其他第三方用戶"},
    {service_errc::weixin_login_failed, "ACCOUNT_WEIXIN_FAIL", "the login by Weixin failed", "微信登录失败"},
    {service_errc::weibo_login_failed, "ACCOUNT_WEIBO_FAIL", "the login by Weibo failed", "微博登录失败"},
    {service_errc::logout_failed, "ACCOUNT_LOGOUT_FAIL", "the logout failed", "登出失败"},
    {service_errc::address_restricted, "ACCOUNT_LOGIN_IPLIMITFAIL", "calls from this IP address are restricted", "IP被限制"},
    {service_errc::qq_login_failed, "ACCOUNT_QQ_FAIL", "the login by QQ failed", "QQ登录失败"},
    {service_errc::software_chosen_already, "NOREPEAT_SELECT_SOFTWARE", "the software is among the usual ones already",
     "无法重复选择常用软件"},
    {service_errc::union_id_exists, "ACCOUNT_UNIONID_EXISTS", "the union id is there already", "UNIONID已存在"},
    {service_errc::phone_exists, "VALIDATE_PHONE_FAIL", "the phone number is there already", "手机号已存在"},
    {service_errc::email_exists, "VALIDATE_EMAIL_FAIL", "the e-mail address is there already", "邮箱已存在"},
    {service_errc::user_name_exists, "VALIDATE_USERNAME_FAIL", "the user's name is there already", "用户名已存在"},
    {service_errc::email_not_bound, "ACCOUNT_EMAIL_FAIL", "the e-mail address belongs to no account", "邮箱未绑定账户"},
    {service_errc::currency_not_supported, "CURRENCY_NOT_SUPPORT", "the currency is not supported", "币种不支持"},
    {service_errc::agent_not_supported, "AGENT_NOT_SUPPORT", "the agent is not supported", "代理商不支持"},
    {service_errc::amount_not_supported, "AMOUNT_NOT_SUPPORT", "the amount is not within the bounds",
     "请输入合理的充值范围"},
    {service_errc::coupon_not_supported, "COUPONNO_NOT_SUPPORT", "the coupon is not supported", "优惠码不支持"},
    {service_errc::payment_method_not_supported, "PAYMETHOD_NOT_SUPPORT", "the way to pay is not supported",
     "支付方式不支持"},
    {service_errc::no_invoice_order, "NO_INVOICE_ORDER", "there is no order for an invoice", "无可用的发票订单"},
    {service_errc::no_invoice_address, "NO_INVOICE_ADDRESS", "there is no address for an invoice",
     "无可用的发票收件地址"},
    {service_errc::sub_account_has_tasks, "SUBUSER_EXISTS_TASKS", "a sub-account with running tasks is not deleted",
     "无法删除一个存在执行任务的子账号"},
    {service_errc::sub_account_in_arrears, "SUBUSER_ARREARAGE", "the sub-account is in arrears", "当前子账号欠费"},
    {service_errc::sub_account_has_balance, "DELSUBUSER_EXISTS_BALANCE", "the sub-account has a balance left",
     "删除子账号存在余额"},
    {service_errc::no_invoice_template, "NO_INVOICE_TEMPLATE", "there are no particulars for an invoice",
     "无可用的发票信息"},
    {service_errc::wrong_receipt_type, "RECEIPT_TYPE_ERROR", "the invoice is of another type", "发票类型不匹配"},
    {service_errc::no_latest_version, "NO_LATEST_VERSION", "there is no latest version of the program",
     "暂无客户端最新版本"},
    {service_errc::cache_failed, "REDIS_CACHE_FAIL", "the service's cache is out of order", "redis缓存异常"},
    {service_errc::json_file_not_uploaded, "JSON_FILE_UPLOAD_FAILED", "a JSON file could not be uploaded in several tries",
     "上传json文件多次都失败,请检查网络环境"},
    {service_errc::transfer_argument_invalid, "ARGUMENT_FORMAT_INVALID", "an argument of the transfer program is wrong",
     "传输参数名设置错误，请检查传输cmd命令"},
    {service_errc::file_not_uploadable, "NON-UPLOADABLE FILES", "a file cannot be uploaded",
     "不可上传的文件,检查文件是否存在或者文件是否损坏"},
    {service_errc::python_exception, "RayvisionError", "the service's Python client raised an exception",
     "python抛出异常"},
};

class service_category_type final : public std::error_category {
public:
    const char* name() const noexcept override { return "renderbus.service"; }
    std::string message(int value) const override {
        if (const auto* words = service_words(static_cast<service_errc>(value))) return std::string(words->english);
        return "the farm answered with code " + std::to_string(value);
    }
};

template <class Errc>
bool is_among(const std::error_code& code, const std::error_category& of, std::initializer_list<Errc> list) noexcept {
    return code.category() == of && std::find(list.begin(), list.end(), static_cast<Errc>(code.value())) != list.end();
}

class condition_category_type final : public std::error_category {
public:
    const char* name() const noexcept override { return "renderbus.condition"; }
    std::string message(int value) const override {
        switch (static_cast<condition>(value)) {
            case condition::transient: return "it may pass by itself";
            case condition::auth: return "the caller is not known, or may not do this";
            case condition::not_found: return "what was asked for is not there";
            case condition::quota: return "more than the account is allowed";
        }
        return "unknown condition " + std::to_string(value);
    }
    bool equivalent(const std::error_code& code, int value) const noexcept override {
        const auto line = [&](std::initializer_list<transport_errc> list) { return is_among(code, transport_category(), list); };
        const auto service = [&](std::initializer_list<service_errc> list) { return is_among(code, service_category(), list); };
        using t = transport_errc;
        using s = service_errc;
        switch (static_cast<condition>(value)) {
            case condition::transient:
                return line({t::resolve_failed, t::connect_failed, t::connection_lost, t::timed_out, t::unavailable,
                             t::rate_limited}) ||
                       service({s::internal_error, s::user_cache_not_found, s::cache_failed});
            case condition::auth:
                return line({t::access_denied}) ||
                       service({s::forbidden, s::login_required, s::insufficient_permissions, s::wrong_region,
                                s::expired_timestamp, s::wrong_signature, s::no_such_account, s::account_locked,
                                s::wrong_password, s::address_restricted});
            case condition::not_found:
                return line({t::no_such_place}) || service({s::not_found, s::no_more_records, s::no_such_account});
            case condition::quota: return line({t::rate_limited}) || service({s::sub_account_in_arrears});
        }
        return false;
    }
};

}  // namespace detail

RENDERBUS_DECL const service_code_words* service_words(service_errc code) noexcept {
    const auto at = std::find_if(std::begin(detail::service_codes), std::end(detail::service_codes),
                                 [code](const service_code_words& one) { return one.code == code; });
    return at == std::end(detail::service_codes) ? nullptr : at;
}

RENDERBUS_DECL const std::error_category& transport_category() noexcept {
    static const detail::listed_category it("renderbus.transport", detail::transport_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& data_category() noexcept {
    static const detail::listed_category it("renderbus.data", detail::data_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& scene_category() noexcept {
    static const detail::listed_category it("renderbus.scene", detail::scene_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& task_category() noexcept {
    static const detail::listed_category it("renderbus.task", detail::task_messages);
    return it;
}
RENDERBUS_DECL const std::error_category& service_category() noexcept {
    static const detail::service_category_type it;
    return it;
}
RENDERBUS_DECL const std::error_category& condition_category() noexcept {
    static const detail::condition_category_type it;
    return it;
}

}  // namespace renderbus

#endif
