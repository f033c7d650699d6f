# SPDX-License-Identifier: BSL-1.0
"""What the benches share: compilers, callgrind, and a table of claims with what was measured."""
import os
import pathlib
import re
import subprocess

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
work = root / "build" / "bench"
work.mkdir(parents=True, exist_ok=True)

COMPILER = os.environ.get("CXX", "g++")
LANGUAGE = ["-std=c++20", "-I", str(root / "include"), "-DASIO_STANDALONE", "-DASIO_HAS_CO_AWAIT", "-DASIO_HAS_STD_COROUTINE"]
MACHINE = ["-O2", "-DNDEBUG", "-march=x86-64-v3"]  # valgrind knows no AVX-512
missed = []


def build(source, *link):
    """An optimised program for this machine, with the library's bodies in it."""
    program = work / pathlib.Path(source).stem
    subprocess.run([COMPILER, *LANGUAGE, *MACHINE, here / source, "-o", program, *link], check=True)
    return program


def figures(*command):
    """Lines of `NAME VALUE ...` that a program prints."""
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line.split()[0]: line.split()[1:] for line in printed.splitlines()}


def instructions(*command):
    ran = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], capture_output=True,
                         text=True, check=True)
    return int(re.search(r"Collected : (\d+)", ran.stderr).group(1))


def claim(what, value, bound, unit, at_least):
    holds = value >= bound if at_least else value <= bound
    if not holds:
        missed.append(what)
    print(f"{'' if holds else 'MISSED: '}{what}: {value:.2f} {unit} (asked for: {'at least' if at_least else 'at most'} {bound})",
          flush=True)


def at_least(what, value, bound, unit="times"):
    claim(what, value, bound, unit, True)


def at_most(what, value, bound, unit):
    claim(what, value, bound, unit, False)
