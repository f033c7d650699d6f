# SPDX-License-Identifier: BSL-1.0
"""readme.py README COMPILER...: the README's programs (blocks of C++ with a main) compile."""
import pathlib
import re
import subprocess
import sys

programs = [block for block in re.findall(r"^```cpp\n(.*?)^```", pathlib.Path(sys.argv[1]).read_text(), re.M | re.S)
            if "int main()" in block]
failed = [p for p in programs if subprocess.run([*sys.argv[2:], "-fsyntax-only", "-x", "c++", "-"], input=p, text=True).returncode]
print(f"{len(programs)} programs, {len(failed)} do not compile")
sys.exit(1 if failed or not programs else 0)
