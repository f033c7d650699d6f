// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_USER_HPP
#define RENDERBUS_API_USER_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/api/page.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// The account: who it is, where its files are kept, on which machines it may render, what was done with it.
namespace renderbus::api::user {

/// Who the account is. A field without a word of its own here is published without one; switches are 1 for on.
struct profile {
    struct reply {
        std::int64_t user_id = 0;
        nullable<std::string> user_name;
        nullable<std::int64_t> platform;  ///< the render platform
        nullable<std::string> phone;
        nullable<std::string> email;
        nullable<std::string> company;
        nullable<std::string> company_site;
        nullable<std::string> name;
        nullable<std::string> job;
        nullable<std::string> communication_number;
        nullable<api::dcc> soft_type;  ///< the program mostly used
        nullable<std::int64_t> soft_status;
        nullable<std::int64_t> business_type;
        nullable<std::int64_t> status;
        nullable<std::int64_t> info_status;
        nullable<std::int64_t> account_type;
        nullable<std::int64_t> user_type;
        nullable<std::int64_t> main_user_id;  ///< the main account's user; 0 where this is one
        nullable<std::int64_t> level;
        nullable<std::int64_t> picture_lever;
        nullable<api::zone> zone;
        nullable<double> rmbbalance;      ///< yuan
        nullable<double> usdbalance;      ///< US dollars
        nullable<double> rmb_cumulative;  ///< yuan
        nullable<double> usd_cumulative;  ///< US dollars
        nullable<double> credit;
        nullable<double> coupon;
        nullable<std::string> description;
        nullable<std::string> country;
        nullable<std::string> city;
        nullable<std::string> address;
        nullable<double> cpu_price;
        nullable<double> gpu_price;
        nullable<double> gpu_single_discount;
        nullable<double> extra_ram_rate;
        nullable<std::int64_t> share_main_capital;  ///< not 0: assets go to the main account's storage
        nullable<std::int64_t> sub_delete_task;     ///< sub accounts may delete tasks
        nullable<std::int64_t> sub_delete_capital;  ///< sub accounts may delete assets
        nullable<std::int64_t> use_main_balance;    ///< sub accounts may use the main account's money
        nullable<std::int64_t> hide_balance;
        nullable<std::int64_t> hide_job_charge;
        nullable<std::int64_t> use_level_directory;
        nullable<std::int64_t> download_disable;
        nullable<std::int64_t> display_subaccount;
        nullable<std::int64_t> subaccount_limits;
        nullable<std::int64_t> houdini_flag;
        nullable<std::int64_t> c4d_flag;
        nullable<std::int64_t> blender_flag;
        nullable<std::int64_t> keyshot_flag;
        nullable<std::int64_t> student_end_time;  ///< milliseconds since the epoch
        nullable<double> common_coupon;
        nullable<double> qy_coupon;
        nullable<std::int64_t> common_coupon_count;
        nullable<std::int64_t> qy_coupon_count;
        nullable<std::int64_t> export_frame_consume;
        nullable<double> available_credit;
        nullable<double> total_credit;
        nullable<std::int64_t> inviter_id;
        nullable<std::string> inviter_name;
        nullable<std::int64_t> enable_node_details;
        nullable<std::int64_t> task_node_limit_permission;
    };
    static constexpr routes at{"user.profile", "/api/render/user/queryUserProfile", "/api/render/setUp/queryUserProfile"};
};

/// What the account has chosen. Switches are 1 for on.
struct setting {
    struct reply {
        nullable<std::int64_t> info_status;
        nullable<std::int64_t> account_type;
        nullable<std::int64_t> share_main_capital;        ///< not 0: assets go to the main account's storage
        nullable<std::int64_t> sub_delete_task;           ///< sub accounts may delete tasks
        nullable<std::int64_t> use_main_balance;          ///< sub accounts may use the main account's money
        nullable<std::int64_t> task_over_time;            ///< hours
        nullable<std::int64_t> task_over_time_sec;        ///< seconds
        nullable<std::string> single_node_render_frames;  ///< frames that one machine renders at once
        nullable<std::string> max_ignore_map_flag;        ///< 3ds Max: textures that are wrong are no error
        nullable<std::string> auto_commit;                ///< 1 off, 2 on: rendering begins by itself after analysis
        nullable<std::int64_t> separate_account_flag;
        nullable<std::int64_t> mifile_switch_flag;            ///< .mi files are analysed
        nullable<std::int64_t> assfile_switch_flag;           ///< .ass files are not analysed
        nullable<std::int64_t> manually_start_analysis_flag;  ///< analysis is started by hand
        nullable<std::int64_t> download_disable;              ///< nothing may be downloaded
        nullable<std::int64_t> ignore_map_flag;               ///< a missing texture does not stop a local analysis
        nullable<std::int64_t> is_vray_license;               ///< V-Ray's paid version is used
        nullable<std::int64_t> just_upload_config_flag;       ///< 3ds Max: the four files alone are sent
        nullable<std::int64_t> just_upload_cg_flag;           ///< Maya: the scene file alone is sent
        nullable<std::int64_t> mandatory_analyse_all_agent;   ///< all proxies are analysed
        nullable<std::int64_t> download_limit;
    };
    static constexpr routes at{"user.setting", "/api/render/user/queryUserSetting", "/api/render/setUp/queryUserSetting"};
};

/// Sets after how long a task is reported as late.
struct update_setting {
    std::int64_t task_over_time_sec = 43200;  ///< seconds

    using reply = nothing;
    static constexpr routes at{"user.update_setting", "/api/render/user/updateUserSetting", "/api/render/setUp/updateUserSetting",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_over_time_sec"));
};

/// The output storage of one of the main account's sub accounts.
struct sub_user_output {
    nullable<std::string> user_id;
    nullable<std::string> output_bid;
};

/// The storages of the account: numbers that begin the paths of its files.
struct transfer_bid {
    struct reply {
        std::string config_bid;                  ///< the four files of a task
        std::string input_bid;                   ///< assets
        std::string output_bid;                  ///< frames
        nullable<std::string> parent_input_bid;  ///< assets, where the main account's are shared
        list<sub_user_output> sub_user_output_bids;

        static constexpr auto wire_naming = naming::as_written;
    };
    static constexpr routes at{"user.transfer_bid", "/api/render/task/getTransferBid", "/api/render/transfer/getBid"};
};

/// The machines that tasks may ask for.
struct hardware_config {
    std::string clone_task = "false";  ///< `true` where a task is rendered again
    list<std::string> task_ids = {};   ///< the tasks that are asked for

    struct machine {
        std::int64_t id = 0;
        nullable<std::int64_t> type;
        nullable<std::string> model;    ///< `Default`, or a graphics card's name
        nullable<std::string> gpu_num;  ///< `2*GPU`; null for none
        nullable<std::string> ram;      ///< `64GB`
        nullable<std::int64_t> platform;
        nullable<bool> current;                     ///< the one that is used where none is asked for
        list<api::dcc> not_support_cg_id;           ///< programs that this machine refuses
        list<std::string> not_support_code;         ///< tip codes that this machine refuses
        list<std::string> not_support_plugin_list;  ///< patterns against `name version`
        nullable<std::int64_t> status;              ///< 0: not to be had
    };
    using reply = std::vector<machine>;
    static constexpr routes at{"user.hardware_config", "", "/api/render/hardwareConfig/list"};
};

/// What was done with tasks, the newest first, page by page.
struct task_record {
    std::int64_t platform = 2;  ///< the render platform; it is signed in place of the client's own
    std::int64_t page_num = 1;  ///< from 1
    std::int64_t page_size = 100;
    std::string start_date = {};  ///< `yyyy-MM-dd`; empty for no bound
    std::string end_date = {};    ///< `yyyy-MM-dd`, that day with it; empty for no bound

    struct record {
        nullable<std::string> user_name;
        nullable<std::string> task_type;
        nullable<std::string> button_name;  ///< what was done: `btn_restart`
        nullable<std::string> task_ids;     ///< a JSON text: `["2W1732707"]`
        nullable<std::string> channel;
        nullable<std::string> create_time;  ///< `yyyy-MM-dd HH:mm:ss`
        nullable<std::string> details;
        nullable<std::int64_t> operate_source;
        nullable<std::string> user_id;
        nullable<std::string> request_ip;
        nullable<std::string> request_uri;    ///< the path that was called
        nullable<std::string> request_param;  ///< a JSON text

        static constexpr auto spellings = spelled({{"request_uri", "requestURI"}});
    };
    using reply = page<record>;
    static constexpr routes at{"user.task_record", "", "/api/render/handle/operate/sdk/taskRecord"};
    static constexpr auto rules = rules_of(required("platform"), required("page_num"), required("page_size"));
};

/// When the account was logged into, the newest first, page by page.
struct login_record {
    std::int64_t page_num = 1;  ///< from 1
    std::int64_t page_size = 100;
    std::string start_date = {};  ///< `yyyy-MM-dd`; empty for no bound
    std::string end_date = {};    ///< `yyyy-MM-dd`, that day with it; empty for no bound

    struct record {
        nullable<std::int64_t> id;
        nullable<std::int64_t> user_id;
        nullable<std::string> user_name;
        nullable<std::string> user_ua;  ///< the program that was used
        nullable<std::string> trace_id;
        nullable<std::string> login_type;
        nullable<std::string> login_status;    ///< one of the service's codes, 200 for success
        nullable<std::string> login_sta_desc;  ///< the same in words
        nullable<std::string> module_type;
        nullable<std::string> ip;
        nullable<std::int64_t> login_time;  ///< milliseconds since the epoch
    };
    using reply = page<record>;
    static constexpr routes at{"user.login_record", "", "/api/render/handle/operate/sdk/loginRecord"};
    static constexpr auto rules = rules_of(required("page_num"), required("page_size"));
};

}  // namespace renderbus::api::user

#endif
