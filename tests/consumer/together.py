# SPDX-License-Identifier: BSL-1.0
"""together.py FOLDER -- COMPILER...: the generated headers of a folder compile side by side in one program.

One whose library is not installed here is left out, and named.
"""
import pathlib
import re
import subprocess
import sys

folder, compiler = pathlib.Path(sys.argv[1]), sys.argv[3:]


def compiles(program, *more):
    return subprocess.run([*compiler, *more, "-x", "c++", "-"], input=program, text=True, capture_output=True)


headers = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.hpp"))
together = []
for header in headers:
    foreign = re.findall(r"^#include <(?!renderbus/)([^>]+)>", (folder / header).read_text(), re.M)
    if compiles("".join(f"#include <{one}>\n" for one in foreign), "-E").returncode == 0:
        together.append(header)
    else:
        print(f"left out: {header}")
made = compiles("".join(f"#include <{one}>\n" for one in together), "-fsyntax-only")
print(made.stderr[-3000:], f"{len(together)} of {len(headers)} headers side by side", sep="")
sys.exit(1 if made.returncode or len(together) < 2 else 0)
