# SPDX-License-Identifier: BSL-1.0
"""JSON beside RapidJSON, nlohmann and simdjson: pages of tasks read into structs, an upload.json written."""
from measure import at_least, at_most, build, figures, instructions


def microseconds(*command):
    return {name: float(values[0]) for name, values in figures(*command).items()}


decode = build("decode.cpp", "-lsimdjson")
for tasks, parts in ((100, 0), (10_000, 0), (100, 2)):
    page = f"page of {tasks} tasks" + (f" with {parts} parts each" if parts else "")
    us = microseconds(decode, "time", str(tasks), str(parts))
    print(f"{page}, us a task: " + ", ".join(f"{name} {value:.2f}" for name, value in us.items()))
    for peer, times in (("rapidjson", 4), ("nlohmann", 20), ("simdjson", 1.5)):
        at_least(f"{page}, {peer} / renderbus", us[peer] / us["renderbus"], times)


def instructions_a_task(library, tasks, parts):
    """A page read often against the same read once: the start of the program does not count."""
    once, often = (instructions(decode, "count", library, str(tasks), str(parts), str(n)) for n in (1, 3))
    return (often - once) / 2 / (tasks * (parts + 1))


for tasks, parts in ((100, 0), (10_000, 0), (100, 2)):
    at_most(f"{tasks} tasks with {parts} parts, renderbus", instructions_a_task("renderbus", tasks, parts), 12_000,
            "instructions a task")
print("100 tasks, instructions a task: " +
      ", ".join(f"{peer} {instructions_a_task(peer, 100, 0):.0f}" for peer in ("simdjson", "rapidjson", "nlohmann")))

encode = build("encode.cpp", "-lcrypto")
us = microseconds(encode, "time", "100000")
size = us.pop("bytes")
print("upload.json of 100,000 entries, MB/s: " + ", ".join(f"{name} {size / value:.0f}" for name, value in us.items()))
at_least("upload.json, rapidjson / renderbus, room used again", us["rapidjson_again"] / us["renderbus_again"], 4)
print(f"upload.json, rapidjson / renderbus, new room each time: {us['rapidjson'] / us['renderbus']:.2f} times")
