# SPDX-License-Identifier: BSL-1.0
"""Scene readers beside the least that reading a file takes, a Python program that reads the same, and Blender. Large files are
written once, to build/bench/scenes."""
import resource
import statistics
import subprocess
import sys
import time

from measure import at_least, at_most, build, here, work

ROUNDS = 7
scenes = work / "scenes"
program = build("scene.cpp", "-lcrypto")


def scene(form, megabytes):
    file = scenes / f"{form}_{megabytes}"
    if not file.exists():
        scenes.mkdir(exist_ok=True)
        part = file.with_suffix(".part")
        subprocess.run([sys.executable, here / "scene_files.py", form, str(megabytes), part], check=True)
        part.rename(file)
    return file


BLENDER = ["blender", "-b", "--factory-startup"]


def blend(megabytes):
    file = scenes / f"blend_{megabytes}" / "scene.blend"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([*BLENDER, "--python", here / "blend_file.py", "--", str(megabytes), file], check=True, capture_output=True)
    return file


def told(what, file):
    return [float(number) for number in subprocess.run([program, what, file], check=True, capture_output=True, text=True).stdout.split()]


def whole_process(command):
    """Wall and processor seconds, and the lines that it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, printed


def maya_ascii(megabytes, form="maya_ascii"):
    file = scene(form, megabytes)
    rounds = []
    for _ in range(ROUNDS):
        floor_seconds, size, _ = told("newlines", file)
        seconds, _, _, _, memory, inputs = told("read", file)
        rounds.append((size / floor_seconds, size / seconds, seconds / floor_seconds, memory))
    floor, speed, ratio, memory = (statistics.median(column) for column in zip(*rounds))
    print(f"Maya ASCII, {size:.0f} MB, {inputs:.0f} textures: memchr for its lines {floor:.0f} MB/s")
    at_least(f"Maya ASCII, {size:.0f} MB, reader", speed, 400, "MB/s")
    at_most(f"Maya ASCII, {size:.0f} MB, reader / memchr", ratio, 6, "times")
    at_most(f"Maya ASCII, {size:.0f} MB, peak memory over the start", memory, 8192, "KiB")
    return memory


def mostly_passed_over(name, file):
    seconds, wall, size, read, memory, inputs = (statistics.median(column) for column in zip(*(told("read", file) for _ in range(ROUNDS))))
    print(f"{name}, {size:.0f} MB, {inputs:.0f} places that name a file: {read / 1e6:.2f} MB read, {1000 * seconds:.1f} ms of the processor, "
          f"{memory:.0f} KiB over the start")
    at_most(f"{name}, {size:.0f} MB, part of the file that is read", 100 * read / size / 1e6, 1, "%")


def peer(name, command_of, file, rounds, times, by):
    """Whole processes in turn, from their start to the answer, which must be the same."""
    seconds = {"renderbus": [], name: []}
    answers = {}
    for _ in range(rounds):
        for who, command in (("renderbus", [program, "answers", file]), (name, command_of(file))):
            wall, processor, printed = whole_process(command)
            seconds[who].append({"wall": wall, "processor": processor})
            lines = printed.splitlines()
            answers[who] = [line.removeprefix("answer ") for line in lines if who != "blender" or line.startswith("answer ")]
    size = f"{file.stat().st_size / 1e6:.1f} MB .blend"
    if answers["renderbus"] != answers[name] or len(answers[name]) < 4:
        raise SystemExit(f"{size}: the answers differ: {answers}")
    print(f"{size}, {len(answers[name])} answers, the same of both; milliseconds: " +
          ", ".join(f"{who} {1000 * statistics.median(one[clock] for one in all):.1f} ({clock})"
                    for who, all in seconds.items() for clock in ("wall", "processor")))
    at_least(f"{size}, {name} / renderbus, {by}",
             statistics.median(a[by] / b[by] for a, b in zip(seconds[name], seconds["renderbus"])), times)


for megabytes in (100, 1000):
    maya_ascii(megabytes)
at_most("Maya ASCII, as many nodes in ten times as much, peak memory, more",
        maya_ascii(1000, "maya_ascii_heavy") - maya_ascii(100, "maya_ascii_heavy"), 256, "KiB")
mostly_passed_over("Maya binary", scene("maya_binary", 2000))
mostly_passed_over("Houdini", scene("houdini", 2000))
mostly_passed_over("Blender", blend(2100))
for megabytes, rounds in ((1, 9), (2100, 3)):
    # Of one core each, so that a busy machine makes no difference; Blender has threads.
    peer("python", lambda file: [sys.executable, here / "blend_walker.py", file], blend(megabytes), 3 * rounds, 10, "processor")
    peer("blender", lambda file: [*BLENDER, file, "--python", here / "blend_answers.py"], blend(megabytes), rounds, 20, "wall")
