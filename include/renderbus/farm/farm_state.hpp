// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_FARM_STATE_HPP
#define RENDERBUS_FARM_FARM_STATE_HPP

#include <renderbus/api/user.hpp>
#include <renderbus/clock.hpp>
#include <renderbus/farm/account.hpp>
#include <renderbus/farm/environment_book.hpp>
#include <renderbus/farm/project_book.hpp>
#include <renderbus/farm/record_book.hpp>
#include <renderbus/farm/setting_book.hpp>
#include <renderbus/farm/task_book.hpp>
#include <renderbus/units.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace renderbus::farm {

/// What is to be seen on one frame.
struct picture_wish {
    std::string layer;
    std::string camera;
    std::int32_t frame = 1;
    std::int32_t width = 960;  ///< pixels, as the height: 1 to `largest_side`
    std::int32_t height = 540;
    std::uint32_t view = 0;  ///< number of the layer and camera within the task
};
/// Gives a picture file's content; `draw_picture` of farm/picture.hpp is one.
using painter = std::function<result<std::string>(const picture_wish&)>;

struct loopback_farm_options {
    std::filesystem::path root;     ///< state and storages; made where missing, taken up again where not
    std::vector<account> accounts;  ///< at least one; access ids and user names differ
    painter paint;
    std::chrono::milliseconds pace{150};  ///< per frame of a task, and before its first one
    std::int64_t platform = 2;            ///< the accounts' render platform
    std::vector<std::string> hosts;       ///< names that clients may call this farm by, in lower case; empty for any
    /// Renders frames when they are due; it outlives the farm. Without one they are rendered when somebody asks.
    asio::any_io_executor executor;
    any_clock clock{std::make_shared<system_time>()};
    /// `stopped_by_user` (15) and `done_with_stopped_frames` (70) are states that the service's Python client does not know.
    task_status stop_gives = task_status::stopped;
    task_status stopped_frames_give = task_status::stopped;  ///< of a task that ends with frames that were stopped
    byte_count largest_file = gigabytes(64);
};

/// What the parts of a loopback farm share.
struct farm_state {
    loopback_farm_options options;
    std::shared_ptr<store> files;
    task_book tasks;
    project_book projects;
    environment_book environments;
    setting_book settings;
    record_book<api::user::task_record::record> task_records;
    record_book<api::user::login_record::record> login_records;

    std::chrono::system_clock::time_point now() const { return options.clock.now(); }
};

}  // namespace renderbus::farm

#endif
