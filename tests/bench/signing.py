# SPDX-License-Identifier: BSL-1.0
"""Canonical string and signature beside the way of the service's Python client, in turn, so that a busy machine is busy for both."""
import statistics
import sys

from measure import at_least, build, figures, here

program = build("signing.cpp", "-lcrypto")
ours, theirs = {}, {}
for _ in range(5):
    for entries in (4, 200):
        mine, python = figures(program), figures(sys.executable, here / "sdk_signing.py", "5")
        ours.setdefault(entries, []).append(float(mine[f"renderbus_{entries}"][0]))
        theirs.setdefault(entries, []).append(float(python[f"python_{entries}"][0]))
        if mine[f"signature_{entries}"][0] != python[f"python_{entries}"][1]:
            sys.exit(f"the two sign {entries} entries differently")
for entries in ours:
    mine, python = statistics.median(ours[entries]), statistics.median(theirs[entries])
    print(f"{entries} entries, us: renderbus {mine:.2f}, Python {python:.1f}")
    at_least(f"signing {entries} entries, Python / renderbus", python / mine, 20)
