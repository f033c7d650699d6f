// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_QUERY_FRAMES_HPP
#define RENDERBUS_API_QUERY_FRAMES_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/api/page.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace renderbus::api::query {

/// A frame. Times are milliseconds since the epoch, amounts of money in the account's currency.
struct frame {
    std::int64_t id = 0;
    nullable<std::int64_t> user_id;
    nullable<double> frame_price;
    nullable<api::fee_type> fee_type;
    nullable<std::int64_t> platform;
    nullable<std::string> frame_index;  ///< its number, or the name of several that one machine renders: `0-1`
    nullable<api::frame_status> frame_status;
    nullable<double> fee_amount;  ///< what it cost, from the balance
    nullable<std::int64_t> start_time;
    nullable<std::int64_t> end_time;
    nullable<std::int64_t> frame_execute_time;  ///< seconds
    nullable<std::string> frame_status_text;    ///< the service's key of the state: `task_frame_status_4`
    nullable<double> arrears_fee;               ///< what is still owed of it
    nullable<std::string> munu_job_id;          ///< the scheduler's number
    nullable<std::int64_t> task_id;
    nullable<std::string> munu_task_id;
    nullable<api::frame_type> frame_type;
    nullable<double> coupon_fee;           ///< what it cost, from coupons
    nullable<std::int64_t> recommit_flag;  ///< how often it was rendered again
    nullable<std::int64_t> is_copy;
    nullable<std::string> frame_block;      ///< the tile, where a frame is made of several
    nullable<std::int64_t> task_over_time;  ///< milliseconds
    nullable<std::string> gop_name;         ///< Houdini's simulation node
    nullable<std::int64_t> frame_ram;       ///< GB; null where none is asked for
};

/// The frames of a task, page by page. Past the last page there are no items.
struct task_frames {
    std::int64_t task_id = 0;
    std::int64_t page_num = 1;  ///< from 1
    std::int64_t page_size = 100;
    std::optional<std::string> search_keyword = {};  ///< part of `frame_index`

    using reply = page<frame>;
    static constexpr routes at{"query.task_frames", "/api/render/task/queryTaskFrames", "/api/render/handle/queryTaskFrames"};
    static constexpr auto rules = rules_of(required("task_id"), required("page_num"), required("page_size"));
};

/// Renders frames of a task again. `restart_frame_v1` is generation 1's.
struct restart_frame {
    std::int64_t task_id = 0;
    std::int64_t select_all = 1;          ///< 1 all frames, 0 those of `ids`
    list<std::int64_t> ids = {};          ///< `frame::id`
    list<api::frame_status> status = {};  ///< frames in these states alone

    using reply = nothing;
    static constexpr routes at{"query.restart_frame", "", "/api/render/handle/recommitTaskFrames", retry_class::idempotent};
    static constexpr auto rules =
        rules_of(required("task_id"), one_of("select_all", 0, 1), required_where("ids", "select_all", 0));
};

/// Renders frames of a task again.
struct restart_frame_v1 {
    std::int64_t task_ids = 0;                             ///< one task
    std::int64_t select_all = 1;                           ///< 1 all frames, 0 those of `ids`
    list<std::int64_t> ids = std::vector<std::int64_t>();  ///< `frame::id`; always sent

    using reply = nothing;
    static constexpr routes at{"query.restart_frame", "/api/render/task/restartFrame", "", retry_class::idempotent};
    static constexpr auto rules =
        rules_of(required("task_ids"), one_of("select_all", 0, 1), required_where("ids", "select_all", 0));
};

/// Stops frames of a task.
struct stop_frame {
    std::int64_t task_id = 0;
    std::int64_t select_all = 1;          ///< 1 all frames, 0 those of `ids`
    list<std::int64_t> ids = {};          ///< `frame::id`
    list<api::frame_status> status = {};  ///< frames in these states alone

    using reply = nothing;
    static constexpr routes at{"query.stop_frame", "", "/api/render/handle/stopTaskFrames", retry_class::idempotent};
    static constexpr auto rules =
        rules_of(required("task_id"), one_of("select_all", 0, 1), required_where("ids", "select_all", 0));
};

/// What was written while a frame was rendered, page by page.
struct render_log {
    std::string rendering_type = "render";
    std::int64_t page_num = 0;            ///< from 0
    std::int64_t page_size = 16384;       ///< bytes
    std::optional<std::int64_t> id = {};  ///< `frame::id`

    using reply = page<std::string>;  ///< the lines
    static constexpr routes at{"query.render_log", "", "/api/render/handle/showLog"};
    static constexpr auto rules = rules_of(required("id"), required("page_size"));
};

/// Pictures of the frames that are being rendered.
struct processing_image {
    std::int64_t task_id = 0;
    std::optional<api::frame_type> frame_type = {};  ///< `photon` or `main_frame`; else what the task is at

    struct grab {
        nullable<std::string> coupon_fee;
        nullable<std::string> frame_index;
        nullable<std::string> render_info;  ///< how far it is, in words
        nullable<std::string> frame_block;  ///< the tile
        nullable<std::string> frame_est;    ///< seconds still to go
        nullable<std::string> grab_url;     ///< the picture
        nullable<std::string> fee_amount;
        nullable<std::string> frame_used;    ///< seconds so far
        nullable<std::string> frame_status;  ///< a number of `api::frame_status`
        nullable<std::string> frame_percent;
        nullable<std::string> is_max_price;  ///< 1: it costs no more from here on
        nullable<std::string> start_time;    ///< `yyyy-MM-dd HH:mm:ss`
        nullable<std::string> end_time;
    };
    struct reply {
        nullable<bool> is_render_photon;  ///< the task renders photons first
        nullable<std::string> completed_time;
        nullable<std::string> current_task_type;  ///< `Render` or `RenderPhoton`
        nullable<std::string> scene_name;
        list<std::vector<grab>> grab_info;  ///< for each frame its tiles
        nullable<std::int64_t> width;       ///< pixels
        nullable<std::int64_t> block;       ///< tiles of a frame
        nullable<std::string> start_time;   ///< `yyyy-MM-dd HH:mm:ss`
        nullable<std::string> end_time;
        nullable<std::int64_t> height;  ///< pixels
    };
    static constexpr routes at{"query.processing_image", "/api/render/task/loadTaskProcessImg",
                               "/api/render/handle/loadTaskProcessImg"};
    static constexpr auto rules = rules_of(required("task_id"), one_of("frame_type", 2, 5));
};

/// Small pictures of a frame.
struct frame_thumbnail {
    std::int64_t id = 0;                                       ///< `frame::id`
    api::frame_status frame_status = api::frame_status::done;  ///< the state that the frame is in

    using reply = list<std::string>;  ///< paths
    static constexpr routes at{"query.frame_thumbnail", "/api/render/task/loadingFrameThumbnail",
                               "/api/render/handle/loadingFrameThumbnail"};
    static constexpr auto rules = rules_of(required("id"));
};

}  // namespace renderbus::api::query

#endif
