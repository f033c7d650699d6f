# SPDX-License-Identifier: BSL-1.0
"""What pipelines cost: instructions beside the same callables nested by hand, and what the compiler needs for forty of them."""
import argparse
import os
import pathlib
import re
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--include", type=pathlib.Path, required=True)
parser.add_argument("--system", default="")
parser.add_argument("--work", type=pathlib.Path, required=True)
parser.add_argument("--define", action="append", default=[])
parser.add_argument("--compiler", action="append", required=True)
options = parser.parse_args()

here = pathlib.Path(__file__).resolve().parent
work = options.work / "cost"
work.mkdir(parents=True, exist_ok=True)
system = ["-isystem", options.system] if options.system not in ("", "/usr/include") else []
flags = ["-std=c++20", "-I", str(options.include), *system, *(f"-D{d}" for d in options.define)]
problems = []

MOST_INSTRUCTIONS = 1.02
MOST_SECONDS = 6.0
MOST_TIMES_THE_INCLUDES = 4.5  # where a slow machine takes more seconds than that
MOST_MEGABYTES = 400


def instructions(program, *arguments):
    ran = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *arguments],
                         capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", ran.stderr).group(1))


def check_instructions(compiler):
    program = work / "nested"
    subprocess.run([compiler, *flags, "-O2", here / "nested.cpp", "-o", program, "-pthread"], check=True)
    for kind in ("int", "text", "owned"):
        hand, pipe = (instructions(program, how, kind) for how in ("hand", "pipe"))
        print(f"{pathlib.Path(compiler).name} {kind}: by hand {hand}, pipeline {pipe}, ratio {pipe / hand:.4f}")
        if pipe > hand * MOST_INSTRUCTIONS:
            problems.append(f"{compiler}: a pipeline of {kind} takes {pipe / hand:.3f} times the instructions")


def forty_pipelines():
    text = '#include <renderbus/pipeline/combinators.hpp>\n#include <string>\nnamespace rb = renderbus;\n'
    includes = text
    for i in range(40):
        text += f"""int line_{i}(int n) {{
    const auto pipe = rb::stage([](int v) {{ return v + {i}; }}) | rb::retry([](int v) {{ return std::to_string(v); }})
                    | rb::tap([](const std::string&) {{}}) | [](std::string v) {{ return v + "x"; }}
                    | rb::retry([](const std::string& v) {{ return v.size(); }}, rb::backoff{{.tries = 5}}) | rb::tap([](std::size_t) {{}})
                    | [](std::size_t v) {{ return static_cast<int>(v) * {i}; }} | [](int v) {{ return v - 1; }};
    return rb::run(pipe, n);
}}
"""
    return includes, text


def compiled(compiler, name, text):
    """User seconds and megabytes; the least of three."""
    source = work / name
    source.write_text(text)
    least = None
    for _ in range(3):
        ran = subprocess.Popen([compiler, *flags, "-DRENDERBUS_SEPARATE_COMPILATION", "-O0", "-c", source, "-o", work / "out.o"])
        _, status, usage = os.wait4(ran.pid, 0)
        if status != 0:
            sys.exit(f"{name} does not compile")
        figures = (usage.ru_utime, usage.ru_maxrss / 1024)
        least = figures if least is None else tuple(map(min, least, figures))
    return least


def check_compiler(compiler):
    includes, text = forty_pipelines()
    base, whole = compiled(compiler, "includes.cpp", includes), compiled(compiler, "forty.cpp", text)
    seconds, megabytes = whole[0] - base[0], whole[1] - base[1]
    print(f"{pathlib.Path(compiler).name} -O0: 40 pipelines of 8 stages take {seconds:.2f} s and {megabytes:.0f} MB over the includes, "
          f"which take {base[0]:.2f} s")
    if seconds > max(MOST_SECONDS, MOST_TIMES_THE_INCLUDES * base[0]) or megabytes > MOST_MEGABYTES:
        problems.append(f"{compiler}: 40 pipelines take {seconds:.2f} s and {megabytes:.0f} MB, {MOST_SECONDS} s or {MOST_TIMES_THE_INCLUDES} times the includes, and {MOST_MEGABYTES} MB are allowed")


for one in options.compiler:
    check_instructions(one)
check_compiler(options.compiler[0])
print("\n".join(problems) if problems else "within the bounds")
sys.exit(1 if problems else 0)
