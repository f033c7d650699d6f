# SPDX-License-Identifier: BSL-1.0
"""What planning costs beside its peers, in one run, as ratios of medians: a bare walk with statx on two threads, Python's
os.scandir with sqlite3, `openssl speed` and `openssl dgst`. Makes its trees below a folder of its own and removes them."""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent.parent

PYTHON_PEER = """
import os, resource, sqlite3, sys, time
began = time.perf_counter()
base, database = sys.argv[1], sqlite3.connect(sys.argv[2])
ask = "SELECT size, mtime_ns, inode FROM known WHERE path = ?"
found, folders = 0, [base]
while folders:
    with os.scandir(folders.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
                continue
            seen = entry.stat()
            row = database.execute(ask, (entry.path,)).fetchone()
            found += row == (seen.st_size, seen.st_mtime_ns, seen.st_ino)
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, found)
"""


def make_tree(base, files):
    for number in range(files):
        folder = base / f"seq_{number // 10_000:03d}" / f"shot_{number // 100 % 100:04d}_textures"
        if number % 100 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        name = folder / f"asset_diffuse_{number % 100:04d}.1001.tx"
        name.write_text(f"{number}")
        os.utime(name, (1_700_000_000, 1_700_000_000))


def python_record(base, database):
    import sqlite3
    made = sqlite3.connect(database)
    made.execute("CREATE TABLE known(path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, inode INTEGER) WITHOUT ROWID")
    for folder, _, names in os.walk(base):
        for name in names:
            path = os.path.join(folder, name)
            seen = os.stat(path)
            made.execute("INSERT INTO known VALUES(?, ?, ?, ?)", (path, seen.st_size, seen.st_mtime_ns, seen.st_ino))
    made.commit()


def measured(command, due):
    """Seconds of wall and of processor time that a program tells of itself."""
    told = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout.split()
    if int(told[2]) != due:
        sys.exit(f"{command[0]} counted {told[2]} where {due} were due")
    return float(told[0]), float(told[1])


def medians(ways, runs):
    """Each way in turn, so that a slower minute of the machine meets all of them."""
    seen = {name: [] for name in ways}
    for _ in range(runs + 1):
        for name, way in ways.items():
            seen[name].append(way())
    return {name: tuple(statistics.median(run[i] for run in all_runs[1:]) for i in (0, 1))
            for name, all_runs in seen.items()}


def tell(title, figures, base):
    print(title)
    for name, (wall, cpu) in figures.items():
        ratios = wall / figures[base][0], cpu / figures[base][1]
        print(f"  {name:<42} {wall:8.3f} s {cpu:8.3f} s of processor   {ratios[0]:5.2f}  {ratios[1]:5.2f}")


def bench_plan(program, work, files, runs):
    tree, database, peer = work / "tree", work / "sent.db", work / "peer.db"
    make_tree(tree, files)
    subprocess.run([program, "record", tree, database], check=True)
    python_record(tree, peer)
    figures = medians({
        "bare walk with statx, 2 threads": lambda: measured([program, "walk", tree, 2], files),
        "plan of what is unchanged, 2 threads": lambda: measured([program, "plan", tree, database, 2], files),
        "the same, each claim renewed": lambda: measured([program, "plan", tree, database, 2, "later"], files),
        "plan of what is unchanged, no pool": lambda: measured([program, "plan", tree, database, 0], files),
        "Python: os.scandir, stat, sqlite3": lambda: measured([sys.executable, "-c", PYTHON_PEER, tree, peer], files),
    }, runs)
    tell(f"{files} unchanged files: wall, processor time, and both by those of the bare walk", figures,
         "bare walk with statx, 2 threads")
    ours, python = figures["plan of what is unchanged, 2 threads"], figures["Python: os.scandir, stat, sqlite3"]
    print(f"  Python takes {python[0] / ours[0]:.2f} times as long, and {python[1] / ours[1]:.2f} times the processor time")


def bench_nothing_to_do(program, work, runs):
    tree, database = work / "small", work / "small.db"
    make_tree(tree, 450)
    subprocess.run([program, "record", tree, database], check=True)
    farm = subprocess.Popen([program, "farm", tree], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = farm.stdout.readline().strip()

    def whole_process():
        began = time.perf_counter()
        _, cpu = measured([program, "ask", tree, database, port], 450)
        return time.perf_counter() - began, cpu
    figures = medians({"nothing to do for 450 files": whole_process}, runs)
    farm.communicate("\n")
    tell("whole process, with the record opened and some of it asked for at a farm on loopback", figures,
         "nothing to do for 450 files")


def bench_hash(program, work, runs):
    large = work / "large"
    large.mkdir()
    size = 256 << 20
    for name in ("a", "b", "c", "d"):
        with open(large / name, "wb") as out:
            for _ in range(size >> 20):
                out.write(os.urandom(1 << 20))
        os.utime(large / name, (1_700_000_000, 1_700_000_000))

    def speed():
        told = subprocess.run(["openssl", "speed", "-elapsed", "-seconds", "1", "-bytes", "16384", "-evp", "sha256"],
                              check=True, capture_output=True, text=True)
        rate = float(re.search(r"^sha256\s+([0-9.]+)k", told.stdout, re.M | re.I).group(1)) * 1000
        return (4 * size / rate,) * 2

    def dgst():
        """Reads what it hashes, as the plan does."""
        before, began = os.times(), time.perf_counter()
        subprocess.run(["openssl", "dgst", "-sha256", *sorted(large.iterdir())], check=True, capture_output=True)
        took, after = time.perf_counter() - began, os.times()
        return took, after.children_user + after.children_system - before.children_user - before.children_system

    def plan(threads):
        database = work / f"hash{time.monotonic_ns()}.db"
        return measured([program, "plan", large, database, threads, "hash"], 4)
    figures = medians({"openssl speed (1 thread)": speed, "openssl dgst (1 thread)": dgst, "plan, no pool": lambda: plan(0),
                       "plan, 2 threads": lambda: plan(2)}, runs)
    tell("4 files of 256 MiB hashed: wall and processor time, by the time that openssl speed's figure gives", figures,
         "openssl speed (1 thread)")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--at", type=pathlib.Path, default=None, help="where the trees are made")
    parser.add_argument("--only", choices=["plan", "nothing", "hash"])
    options = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="renderbus-bench-", dir=options.at))
    try:
        program = work / "transfer_plan"
        subprocess.run(["g++", "-std=c++20", "-O2", "-DNDEBUG", "-DASIO_STANDALONE", f"-I{root / 'include'}",
                        root / "tests/bench/transfer_plan.cpp", "-o", program, "-lsqlite3", "-lssl", "-lcrypto", "-pthread"],
                       check=True)
        if options.only in (None, "plan"):
            bench_plan(program, work, options.files, options.runs)
        if options.only in (None, "nothing"):
            bench_nothing_to_do(program, work, options.runs)
        if options.only in (None, "hash"):
            bench_hash(program, work, options.runs)
    finally:
        shutil.rmtree(work)


main()
