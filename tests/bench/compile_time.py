# SPDX-License-Identifier: BSL-1.0
"""What the compiler needs (g++ -O0) over the includes alone: for one endpoint called, of the service's or a user's own, and for all
endpoints of both generations."""
import os
import subprocess
import sys

from measure import COMPILER, LANGUAGE, at_most, work

INCLUDES = "#include <renderbus/client.hpp>\n#include <renderbus/api/table.hpp>\nnamespace rb = renderbus;\n"
ONE = INCLUDES + """
rb::list<std::int64_t> made(rb::client& farm) { return farm.send(rb::api::task::create{.count = 1}).task_id_list; }
"""
# As large as the one above, and not among those that are compiled with the library.
OWN = INCLUDES + """
struct create {
    std::int64_t count = 1;
    std::optional<std::int64_t> level = {};
    std::optional<std::string> user = {};
    rb::list<std::string> labels = {};
    std::optional<std::int64_t> original = {};
    std::optional<std::string> artist = {};
    struct reply {
        std::vector<std::int64_t> task_id_list;
        rb::list<std::string> alias_task_id_list;
        rb::nullable<std::int64_t> user_id;
    };
    static constexpr rb::routes at{"own.create", "/own/create", "/own/create"};
};
rb::list<std::int64_t> made(rb::client& farm) { return farm.send(create{.count = 1}).task_id_list; }
"""
# All that a client derives from an endpoint, for both generations.
ALL = INCLUDES + """
template <class Request>
std::size_t use(const std::string& text) {
    Request request{};
    std::size_t size = 0;
    for (const int generation : {1, 2}) {
        size += rb::to_json(request, {.generation = generation}).size();
        size += rb::signing::flatten(request, generation).size() + rb::only_in_other_generation(request, generation).size();
    }
    auto reply = rb::api::open<typename Request::reply>("here", text);
    return size + (reply ? 1 : 0);
}
template <class... Request>
std::size_t use_all(rb::type_list<Request...>, const std::string& text) { return (use<Request>(text) + ...); }
std::size_t all(const std::string& text) { return use_all(rb::api::table{}, text); }
"""


def compiled(name, text, *flags):
    """Processor seconds and megabytes; the least of three."""
    source = work / name
    source.write_text(text)
    least = None
    for _ in range(3):
        ran = subprocess.Popen([COMPILER, *LANGUAGE, *flags, "-O0", "-c", source, "-o", work / "out.o"])
        _, status, usage = os.wait4(ran.pid, 0)
        if status != 0:
            sys.exit(f"{name} does not compile")
        figures = (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
        least = figures if least is None else tuple(map(min, least, figures))
    return least


def over_includes(name, text, *flags):
    base, whole = compiled("includes.cpp", INCLUDES, *flags), compiled(name, text, *flags)
    print(f"{name} {' '.join(flags)}: {whole[0]:.2f} s and {whole[1]:.0f} MB, the includes {base[0]:.2f} s and {base[1]:.0f} MB")
    return whole[0] - base[0], whole[1]


at_most("one endpoint, the library compiled once", over_includes("one.cpp", ONE, "-DRENDERBUS_SEPARATE_COMPILATION")[0], 0.5, "s")
at_most("one endpoint of a user's own, the library compiled once", over_includes("own.cpp", OWN, "-DRENDERBUS_SEPARATE_COMPILATION")[0], 0.5, "s")
at_most("one endpoint, header-only", over_includes("one.cpp", ONE)[0], 3.5, "s")
for how, most_seconds, flags in (("the library compiled once", 4, ["-DRENDERBUS_SEPARATE_COMPILATION"]), ("header-only", 4.5, [])):
    seconds, megabytes = over_includes("all.cpp", ALL, *flags)
    at_most(f"all endpoints of both generations, {how}", seconds, most_seconds, "s")
    at_most(f"all endpoints of both generations, {how}", megabytes, 700, "MB")
