# SPDX-License-Identifier: BSL-1.0
"""Feeds mutated texts to readers: compiles each tests/fuzz/NAME.cpp with libFuzzer and the sanitizers, and runs it for a while.

A target is one file with LLVMFuzzerTestOneInput; its seeds are the files in seeds/NAME/. Comment lines at its top:
  // seeds: <folder>      more seeds, in the folder of shared samples where that is there
  // options: <words>     for libFuzzer: -max_len=4096
  // link: <words>        for the linker: -lcrypto
What is found stays in the work folder, as does the corpus that grew; a second run goes on from there.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77  # ctest shows the test as skipped

parser = argparse.ArgumentParser()
parser.add_argument("target", nargs="*", help="names of targets; all without any")
parser.add_argument("--include", type=pathlib.Path, required=True)
parser.add_argument("--system", default="")
parser.add_argument("--work", type=pathlib.Path, required=True)
parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("no such folder"))
parser.add_argument("--define", action="append", default=[])
parser.add_argument("--compiler", action="append", default=[], help="the first clang among them is taken")
parser.add_argument("--ccache", default="")
parser.add_argument("--seconds", type=int, default=20, help="for each target")
options = parser.parse_args()

here = pathlib.Path(__file__).resolve().parent
system = ["-isystem", options.system] if options.system not in ("", "/usr/include") else []
sanitizers = ["-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all"]
flags = ["-std=c++20", "-O1", "-g1", "-I", str(options.include), *system, *(f"-D{d}" for d in options.define), *sanitizers]
launcher = [options.ccache] if options.ccache not in ("", "CCACHE-NOTFOUND") else []


def words(source, key):
    return " ".join(re.findall(rf"^// {key}: (.*?)\s*$", source.read_text(), re.M)).split()


def clang():
    named = [c for c in options.compiler if "clang" in pathlib.Path(c).name and shutil.which(c)]
    return next(iter(named), None) or shutil.which("clang++-16") or shutil.which("clang++")


def has_fuzzer(compiler):
    empty = "extern \"C\" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run([compiler, *sanitizers, "-x", "c++", "-", "-o", f"{folder}/empty"], input=empty, text=True,
                               capture_output=True)
    return tried.returncode == 0


def fuzz(compiler, name):
    """Whether the target took everything without a complaint."""
    source, folder = here / f"{name}.cpp", options.work / name
    corpus, found = folder / "corpus", folder / "found"
    for made in (corpus, found):
        made.mkdir(parents=True, exist_ok=True)
    program, compiled = folder / "program", folder / "program.o"
    subprocess.run([*launcher, compiler, *flags, "-c", source, "-o", compiled], check=True)
    subprocess.run([compiler, *sanitizers, compiled, "-o", program, "-pthread", *words(source, "link")], check=True)
    seeds = [here / "seeds" / name, *(options.shared / one for one in words(source, "seeds"))]
    ran = subprocess.run([program, f"-max_total_time={options.seconds}", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=1",
                          "-print_final_stats=1", f"-artifact_prefix={found}/", *words(source, "options"), corpus,
                          *(one for one in seeds if one.is_dir())], capture_output=True, text=True, errors="replace")
    runs = re.search(r"number_of_executed_units:\s*(\d+)", ran.stderr)
    if ran.returncode != 0 or runs is None or int(runs.group(1)) < 1000:
        print(f"{name}: failed; the input is in {found}\n{ran.stderr[-6000:]}", flush=True)
        return False
    coverage = re.findall(r"cov: (\d+)", ran.stderr)
    print(f"{name}: {runs.group(1)} inputs in {options.seconds} s, {coverage[-1]} edges covered, nothing found", flush=True)
    return True


compiler = clang()
options.work = options.work.resolve() / "fuzz"
options.work.mkdir(parents=True, exist_ok=True)
if compiler is None or not has_fuzzer(compiler):
    print("skipped: no clang with libFuzzer here (Debian: clang-16 and libclang-rt-16-dev)")
    sys.exit(SKIPPED)
targets = options.target or sorted(path.stem for path in here.glob("*.cpp"))
sys.exit(0 if all([fuzz(compiler, name) for name in targets]) else 1)
