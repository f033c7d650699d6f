# SPDX-License-Identifier: BSL-1.0
"""readme.py PAGE... -- COMPILER...: the C++ that the pages show compiles.

A block with a main is a program of its own. In docs/ the other blocks of a page are one program together: those that begin
with #include or struct as they stand, each other as the body of a function.
"""
import pathlib
import re
import subprocess
import sys

pages, compiler = sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:]


def programs_of(page):
    blocks = re.findall(r"^```cpp\n(.*?)^```", page.read_text(), re.M | re.S)
    yield from (block for block in blocks if "int main()" in block)
    parts = [block for block in blocks if "int main()" not in block]
    if page.parent.name == "docs" and parts:
        yield "\n".join(part if part.startswith(("#include", "struct")) else f"void block_{number}() {{\n{part}}}\n"
                        for number, part in enumerate(parts))


programs = [(page, program) for page in map(pathlib.Path, pages) for program in programs_of(page)]
failed = 0
for page, program in programs:
    if subprocess.run([*compiler, "-fsyntax-only", "-x", "c++", "-"], input=program, text=True).returncode:
        print(f"{page}: does not compile")
        failed += 1
print(f"{len(programs)} programs, {failed} do not compile")
sys.exit(1 if failed or len(programs) < len(pages) else 0)
