#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Stands in for the service's transmitter program: takes its options, checks them as it does, moves files to and from the
folder `farm` beside itself. Each run takes one line of the file `plan` beside itself and fails as that says; what it was
started with goes into the file `runs`, one line of JSON each."""
import json
import os
import pathlib
import shutil
import sys
import time

home = pathlib.Path(sys.argv[0]).resolve().parent


def said(text):
    os.write(1, os.fsencode(text) + b"\n")


def next_step():
    plan = home / "plan"
    lines = plan.read_text().splitlines() if plan.exists() else []
    if not lines:
        return ["move"]
    plan.write_text("".join(line + "\n" for line in lines[1:]))
    return lines[0].split()


def options():
    """The options by their letters; exits with a code of its own for what is wrong with each, as the program does."""
    words = sys.argv[1:]
    given = dict(zip(words[0::2], words[1::2]))
    checks = [
        (1, len(words) % 2 == 0 and set(given) == {"-" + letter for letter in "EHPSUTLRrKsCp"}),
        (2, given.get("-E") in ("aspera", "raysync", "raysyncproxy")),
        (3, given.get("-P", "").isdigit()),
        (4, given.get("-S", "").isdigit() and given.get("-U", "").isdigit()),
        (5, given.get("-T") in ("upload_json", "upload_list", "upload_path", "download_list", "download_path")),
        (6, given.get("-K") in ("true", "false")),
        (7, given.get("-r", "").isdigit() and given.get("-p") in ("0", "1", "2")),
        (8, given.get("-s", "").isdigit() and 0 < int(given["-s"]) <= 1048576),
        (9, given.get("-H") == "line.example" and given.get("-R", "").startswith("/")),
    ]
    for code, is_right in checks:
        if not is_right:
            said("bad argument")
            sys.exit(code)
    return given


def main():
    step = next_step()
    with open(home / "runs", "a") as runs:
        environment = {name: os.environ.get(name) for name in ("LD_LIBRARY_PATH", "RAYVISION_LOG", "RAYVISION_LOG_INI")}
        runs.write(json.dumps({"arguments": sys.argv[1:], "environment": environment, "input": sys.stdin.read()}) + "\n")
    given = options()
    if os.environ.get("LD_LIBRARY_PATH", "").split(":")[0] != str(home):
        said("error while loading shared libraries")
        sys.exit(127)
    local, there = given["-L"], home / "farm" / (given["-S"] + "-" + given["-U"]) / given["-R"].lstrip("/")
    if step[0] == "exit":
        sys.exit(int(step[1]))
    if step[0] == "signal":
        os.kill(os.getpid(), int(step[1]))
    if step[0] == "hang":
        said("hanging")
        time.sleep(1000)
    if step[0] == "complain":  # and end as if all were well
        said(f"upload file fail ... ({local})")
        sys.exit(0)
    if step[0] == "refuse_path":
        said(f"get path {local} info failed")
        sys.exit(11)
    if given["-T"] == "upload_path":
        there.parent.mkdir(parents=True, exist_ok=True)
        if step[0] == "recover":
            said(f"upload file fail ... ({local})")
        shutil.copyfile(local, there)
        said(f"upload file done ... ({local})")
        if step[0] == "touch":
            with open(local, "a") as file:
                file.write("more")
    elif given["-T"] == "download_path":
        if not there.is_file():
            said(f"get path {there} info failed")
            sys.exit(11)
        target = pathlib.Path(local, *step[1:])
        target.mkdir(parents=True, exist_ok=True)
        if step[0] != "bring_nothing":
            shutil.copyfile(there, target / there.name)
        if step[0] == "shorten":
            os.truncate(target / there.name, 1)
        if step[0] == "spoil":
            with open(target / there.name, "r+b") as file:
                file.write(b"?")
        said(f"download file done ... ({there})")
    elif given["-T"] == "upload_json":
        send_all(json.loads(pathlib.Path(local).read_text())["asset"], there, step)
    else:
        sys.exit(9)


def send_all(assets, storage, step):
    """`part N`: the first N are sent, the others fail; `mend`: the first fails before it is sent after all."""
    many = int(step[1]) if step[0] == "part" else len(assets)
    for nth, asset in enumerate(assets):
        local, there = asset["local"], storage / asset["server"].lstrip("/")
        if nth >= many or (step[0] == "mend" and nth == 0):
            said(f"upload file fail {nth} ({local})")
        if nth < many:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(local, there)
            said(f"upload file done {nth} ({local})")
    if step[0] == "part" and len(step) == 2:
        sys.exit(10)


main()
