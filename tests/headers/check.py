# SPDX-License-Identifier: BSL-1.0
"""Compiles every public header alone with the first compiler, those that have bodies of their own with them; with every
compiler so many headers, with bodies and without, that each header is brought in by one of them."""
import argparse
import concurrent.futures
import functools
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
parser.add_argument("--ccache", default="")
parser.add_argument("--only", default="", help="headers whose path contains this")
options = parser.parse_args()
options.include = options.include.resolve()

work = options.work / "headers"
work.mkdir(parents=True, exist_ok=True)
system = ["-isystem", options.system] if options.system not in ("", "/usr/include") else []
cache = [options.ccache] if options.ccache and not options.ccache.endswith("-NOTFOUND") else []
flags = ["-Wall", "-Wextra", "-Wshadow", "-Werror", "-O0", "-I", str(options.include), *system,
         *(f"-D{d}" for d in options.define)]


def is_public(header):
    # The files that compile the bodies once are for separate compilation; the pieces of impl/ belong to their headers.
    return "impl" not in header.relative_to(options.include).parts


def name_of(header):
    return header.relative_to(options.include).as_posix()


@functools.cache
def brings_in(name):
    """The headers and bodies of the library that come with one, itself among them."""
    names, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += re.findall(r"#include <(renderbus/[^>]+)>", (options.include / name).read_text())
    return names


def umbrellas_among(names):
    chosen, covered = set(), set()
    for name in sorted(names, key=lambda name: -len(brings_in(name))):
        if name not in covered:
            chosen.add(name)
            covered |= brings_in(name)
    return chosen


def jobs_of(header, umbrellas):
    """The compilers and standards, each with or without bodies, that a header is compiled with."""
    if name_of(header) in umbrellas:
        return [(header, c, *variant) for c in options.compiler for variant in (("c++20", True), ("gnu++20", False))]
    has_bodies = "RENDERBUS_HEADER_ONLY" in header.read_text()
    return [(header, options.compiler[0], "c++20", has_bodies)]


def compile_alone(job):
    header, compiler, standard, bodies = job
    name = name_of(header)
    source = work / (name.replace("/", "_") + ".cpp")
    made = source.with_suffix(f".{pathlib.Path(compiler).name}.{standard}.o")
    # An object file, not -fsyntax-only: that is what ccache keeps.
    ran = subprocess.run([*cache, compiler, f"-std={standard}", *flags, *([] if bodies else ["-DRENDERBUS_SEPARATE_COMPILATION"]), "-c", str(source), "-o", str(made)],
                         capture_output=True, text=True)
    return name, pathlib.Path(compiler).name, standard, ran.returncode, ran.stdout + ran.stderr


headers = [h for h in sorted(options.include.rglob("*.hpp")) if is_public(h) and options.only in str(h)]
for header in headers:
    name = name_of(header)
    source = work / (name.replace("/", "_") + ".cpp")
    text = f"#include <{name}>\n"
    if not source.exists() or source.read_text() != text:
        source.write_text(text)

umbrellas = umbrellas_among(map(name_of, headers))
jobs = [job for header in headers for job in jobs_of(header, umbrellas)]
failures = 0
with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
    for name, compiler, standard, code, output in pool.map(compile_alone, jobs):
        if code:
            failures += 1
            print(f"--- <{name}> does not compile alone: {compiler} -std={standard}\n{output[:4000]}", flush=True)
print(f"{len(headers)} headers, {len(jobs)} compilations, {failures} failures")
sys.exit(1 if failures or not headers else 0)
