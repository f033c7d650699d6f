# SPDX-License-Identifier: BSL-1.0
"""Compiles files that must not compile, and checks what the compiler says about them.

Comment lines at the top of a case:
  // expect: <text>   must be in the first line that contains `error:`; may be given several times
  // lines: <n>       at most n lines of output (default 15)
  // only: g++        or clang++: the case is for that compiler alone
"""
import argparse
import concurrent.futures
import hashlib
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
parser.add_argument("--only", default="", help="cases whose name contains this")
parser.add_argument("--self-check", action="store_true", help="cases that are wrong on purpose must be found wrong")
options = parser.parse_args()
options.include = options.include.resolve()

here = pathlib.Path(__file__).resolve().parent
system = ["-isystem", options.system] if options.system not in ("", "/usr/include") else []
flags = ["-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", "-I", str(options.include), *system,
         *(f"-D{d}" for d in options.define), "-DRENDERBUS_SEPARATE_COMPILATION"]


def notes(case, key):
    return re.findall(rf"^// {key}: (.*?)\s*$", case.read_text(), re.M)


def family(compiler):
    return "clang++" if "clang" in pathlib.Path(compiler).name else "g++"


def verdict(case, compiler):
    """What is wrong with the case, in one word and at length; None where all is as expected."""
    expected = notes(case, "expect")
    if not expected:
        return "silent", "it has no `// expect:` line"
    ran = subprocess.run([compiler, *flags, case.name], capture_output=True, text=True, cwd=case.parent)
    output = ran.stdout + ran.stderr
    if ran.returncode == 0:
        return "compiles", "it compiles"
    first = next((line for line in output.splitlines() if "error:" in line), "")
    if "fatal error:" in output:
        return "header", "a header is missing\n" + output[:4000]
    for text in expected:
        if text not in first:
            return "text", f"the first error does not contain\n    {text}\nit is\n    {first}\n{output[:4000]}"
    allowed = int((notes(case, "lines") or ["15"])[0])
    if len(output.splitlines()) > allowed:
        return "length", f"{len(output.splitlines())} lines of output, {allowed} are allowed\n{output[:4000]}"
    return None


def fingerprint():
    """Of everything a verdict depends on but the case itself."""
    digest = hashlib.sha256(repr(flags).encode() + pathlib.Path(__file__).read_bytes())
    for compiler in options.compiler:
        digest.update(subprocess.run([compiler, "--version"], capture_output=True).stdout)
    for header in sorted(options.include.rglob("*.?pp")):
        digest.update(header.as_posix().encode() + header.read_bytes())
    return digest.hexdigest()


def self_check():
    """Each case in self_check/ says in `// wrong: <word>` what the harness must find wrong with it."""
    missed = 0
    cases = sorted((here / "self_check").glob("*.cpp"))
    for case in cases:
        for compiler in options.compiler:
            found = verdict(case, compiler)
            if found is None or [found[0]] != notes(case, "wrong"):
                missed += 1
                print(f"{case.name} ({family(compiler)}): should be wrong by {notes(case, 'wrong')}, the harness says {found}")
    print(f"{len(cases)} wrong cases, {missed} of them missed")
    return 1 if missed or not cases else 0


def check_all():
    state = fingerprint()
    passed_before = options.work / "compile_fail"
    passed_before.mkdir(parents=True, exist_ok=True)

    def judge(job):
        case, compiler = job
        stamp = passed_before / f"{case.name}.{family(compiler)}.passed"
        content = state + hashlib.sha256(case.read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == content:
            return job, None, True
        stamp.unlink(missing_ok=True)
        found = verdict(case, compiler)
        if found is None:
            stamp.write_text(content)
        return job, found, False

    jobs = [(case, compiler) for case in sorted(here.glob("*.cpp")) if options.only in case.name
            for compiler in options.compiler if family(compiler) in (notes(case, "only") or [family(compiler)])]
    failures = unchanged = 0
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for (case, compiler), found, known in pool.map(judge, jobs):
            unchanged += known
            if found is not None:
                failures += 1
                print(f"--- {case.name} ({family(compiler)}): {found[1]}", flush=True)
    print(f"{len(jobs)} cases, {failures} failures, {unchanged} unchanged since they passed")
    return 1 if failures or not jobs else 0


sys.exit(self_check() if options.self_check else check_all())
