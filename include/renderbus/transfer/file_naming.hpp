// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_FILE_NAMING_HPP
#define RENDERBUS_TRANSFER_FILE_NAMING_HPP

#include <renderbus/input_file.hpp>

namespace renderbus {

/// How a file that has come whole gets its final name.
struct file_naming {
    /// The file lies on the disk before it has its name. Where not, whoever asked for many sees to that for all of them at once
    /// (`sync_file_system`), which a disk does in a fraction of the time; until then a power cut may leave less than the file.
    bool is_synced = true;

    enum class place {
        any,   ///< whatever stands under the name is replaced
        free,  ///< only a name that nothing has is taken
        seen,  ///< the same, and the file that looks as `seen` is replaced
    };
    /// What may be replaced. Anything else stays, and the file that came goes: `scene_errc::name_taken`.
    place takes = place::any;
    file_stamp seen = {};
};

}  // namespace renderbus

#endif
