# SPDX-License-Identifier: BSL-1.0
"""What a compiler does not see: bodies that nobody compiles, a second version, files without licence, wrong guards."""
import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
include = root / "include"
problems = []


def relative(path, to=root):
    return path.relative_to(to).as_posix()


def check_bodies():
    """Every body (*.ipp) is in one of the files that compile the bodies once, and in one only."""
    collectors = sorted(include.glob("renderbus/**/impl/*src.hpp"))
    if not collectors:
        problems.append("no renderbus/**/impl/*src.hpp collects the bodies")
    listed = {}
    for collector in collectors:
        for name in re.findall(r"^#include <(renderbus/.*\.ipp)>", collector.read_text(), re.M):
            listed.setdefault(name, []).append(relative(collector, include))
    bodies = {relative(path, include) for path in include.rglob("*.ipp")}
    for name in sorted(bodies - listed.keys()):
        problems.append(f"{name} is in none of: " + ", ".join(relative(c, include) for c in collectors))
    for name in sorted(listed.keys() - bodies):
        problems.append(f"{listed[name][0]} includes {name}, which is not there")
    for name, places in sorted(listed.items()):
        if len(places) > 1:
            problems.append(f"{name} is in {len(places)} places: " + ", ".join(places))
    return len(bodies)


ROOM_FLOORS = {"reflect": 0, "detail": 0, "json": 1, "observe": 1, "api": 2, "config": 2, "signing": 2, "transport": 2,
               "journal": 2, "process": 2, "calls": 3, "scene": 3, "storage": 3,
               "sharing": 3, "transfer": 3, "pipeline": 4, "farm": 5}
FILE_FLOORS = {"api_call": 3, "api_channel": 3, "calls": 3, "client": 3, "compiled_endpoints": 3, "retry_rule": 3, "session": 3, "verify": 3, "renderbus": 5, "src": 5}


def floor_of(name):
    """Of a header or body, by its path below include/renderbus; what stands in no room is the ground floor."""
    path = pathlib.PurePosixPath(name)
    rooms = [part for part in path.parts[:-1] if part != "impl"]
    return ROOM_FLOORS[rooms[0]] if rooms else FILE_FLOORS.get(path.stem, 0)


def check_floors():
    """No file includes one of a floor above its own."""
    for path in sorted(p for p in include.rglob("*") if p.suffix in (".hpp", ".ipp") and not p.name.endswith("src.hpp")):
        own = floor_of(relative(path, include / "renderbus"))
        for name in re.findall(r"^#include <renderbus/(.*?)>", path.read_text(), re.M):
            if floor_of(name) > own:
                problems.append(f"{relative(path, include)} (floor {own}) includes {name} (floor {floor_of(name)})")


COMBINATORS = {"all", "any_pipeline", "box", "branches", "callable", "chain", "checkpoint", "combinators", "context", "coroutine", "draw", "each", "flow", "node",
               "parts", "pipeline", "proven", "race", "recover", "retry", "run", "stage", "tap", "timeout", "when"}


def check_combinators():
    """The combinators know nothing of farms: they stand on the ground floors, the journal, and one another."""
    for path in sorted((include / "renderbus/pipeline").rglob("*.?pp")):
        if path.stem not in COMBINATORS:
            continue
        for name in re.findall(r"^#include <renderbus/(.*?)>", path.read_text(), re.M):
            of = pathlib.PurePosixPath(name)
            own_room = of.parts[0] == "pipeline" and of.stem in COMBINATORS
            if not own_room and of.parts[0] != "journal" and floor_of(name) > 1:
                problems.append(f"{relative(path, include)} is a combinator and includes {name}")


def check_version():
    header = (include / "renderbus/version.hpp").read_text()
    text = re.search(r'VERSION_STRING "([^"]+)"', header).group(1)
    parts = re.findall(r"VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)
    if ".".join(parts) != text:
        problems.append(f"renderbus/version.hpp: the numbers {parts} are not those of {text}")
    port = root / "packaging/vcpkg/renderbus/vcpkg.json"
    if json.loads(port.read_text())["version"] != text:
        problems.append(f"{relative(port)}: the version is not {text}")


def check_texts():
    """The licence in the first line (after #!), guards named after their path."""
    files = [p for folder in ("include", "cmake", "tests", "examples", "packaging") for p in (root / folder).rglob("*")
             if p.suffix in (".hpp", ".ipp", ".cpp", ".cmake", ".sh", ".py", ".in") or p.name == "CMakeLists.txt"]
    for path in sorted(files):
        lines = path.read_text().splitlines()
        first = next((line for line in lines if not line.startswith("#!")), "")
        if not re.fullmatch(r"(//|#) SPDX-License-Identifier: BSL-1\.0", first):
            problems.append(f"{relative(path)}: the first line is not the licence")
        if path.is_relative_to(include):
            guard = "RENDERBUS_" + re.sub(r"[/.]", "_", relative(path, include / "renderbus")).upper()
            code = [line for line in lines if line and not line.startswith("//")]
            if [f"#ifndef {guard}", f"#define {guard}"] != code[:2] or lines[-1] != "#endif":
                problems.append(f"{relative(path)}: the guard is not {guard}, from the first line of code to the last")
    return len(files)


bodies = check_bodies()
check_floors()
check_combinators()
check_version()
files = check_texts()
print("\n".join(problems) if problems else f"{bodies} bodies, each compiled once; {files} files in order")
sys.exit(1 if problems else 0)
