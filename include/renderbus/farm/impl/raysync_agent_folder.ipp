// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_RAYSYNC_AGENT_FOLDER_IPP
#define RENDERBUS_FARM_IMPL_RAYSYNC_AGENT_FOLDER_IPP

#include <renderbus/farm/raysync_agent_folder.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/transfer/file_body.hpp>

namespace renderbus::farm {
namespace raysync_detail {

/// One word of a script, whatever stands in it.
inline std::string quoted(const std::string& word) {
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// The program is known by its file: its number may be another process's by now.
inline constexpr const char* stop_script = R"sh(#!/bin/sh
cd "$(dirname "$0")" && [ -r agent.pid ] || exit 0
read -r id <agent.pid
is_it() { [ "$(readlink "/proc/$id/exe")" = "$(readlink -f Raysync-sdk)" ]; }
is_it && kill "$id"
tries=0
while is_it && [ $tries -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
is_it && exit 1
rm -f agent.pid
)sh";

}  // namespace raysync_detail

RENDERBUS_DECL result<void> write_agent_folder(const std::filesystem::path& folder, const raysync_agent_program& started) {
    std::error_code ec;
    std::filesystem::create_directories(folder, ec);
    const auto link = folder / "Raysync-sdk";
    if (!ec) std::filesystem::remove(link, ec);
    if (!ec) std::filesystem::create_symlink(std::filesystem::absolute(started.program, ec), link, ec);
    if (ec) return renderbus::detail::file_failure(scene_errc::unwritable_file, link, "the link cannot be made", ec.value());
    const auto cluster = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cluster>\n  <http>\n    <port value=\"" +
                         std::to_string(started.port) + "\"/>\n  </http>\n</cluster>\n";
    std::string start = "#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 1\necho $$ >agent.pid\nexec ./Raysync-sdk";
    for (const auto& one : started.arguments) start += " " + raysync_detail::quoted(one);
    for (const auto& [name, text] : {std::pair("cluster.xml", cluster), std::pair("start.sh", start + "\n"),
                                     std::pair("stop.sh", std::string(raysync_detail::stop_script))})
        if (auto written = write_whole_file(folder / name, text); !written) return std::move(written).error();
    return {};
}

}  // namespace renderbus::farm

#endif
