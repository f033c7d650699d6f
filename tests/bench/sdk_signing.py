# SPDX-License-Identifier: BSL-1.0
"""The canonical string and its signature in the way the service's public Python client makes them: what it copies, flattens and
sorts is copied, flattened and sorted here. Prints `python_N MICROSECONDS SIGNATURE` for bodies of N entries."""
import base64
import copy
import hashlib
import hmac
import statistics
import sys
import time

HEADERS = {"accessId": "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "channel": "4", "platform": "62", "UTCTimestamp": "1535957371",
           "nonce": "118863", "version": "2.0.0", "signature": "", "Content-Type": "application/json"}
KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"


def flattened(value, name=None, out=None):
    out = {} if out is None else out
    if isinstance(value, dict):
        for key, member in value.items():
            flattened(member, "{0}.{1}".format(name, key) if name else key, out)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            flattened(item, "{0}{1}".format(name, index), out)
    else:
        out[name] = value
    return out


def string_to_sign(domain, path, headers, body):
    headers, body = copy.deepcopy(headers), copy.deepcopy(body)
    headers.pop("signature")
    headers.pop("Content-Type")
    merged, body = copy.deepcopy(headers), copy.deepcopy(body)
    merged.update(body)
    entries = flattened(merged)
    entries = {name: entries[name] for name in sorted(entries)}
    joined = "&".join("{0}={1}".format(name, value) for name, value in entries.items())
    return "[POST]{0}:{1}&{2}".format(domain, path, joined)


def signature(body):
    text = string_to_sign("task.renderbus.com", "/api/x", copy.deepcopy(HEADERS), body)
    digest = hmac.new(KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


BODIES = {4: {"pageNum": 1, "pageSize": 100, "searchKeyword": "lighting", "recycleFlag": 0},
          200: {"taskIds": [18278 + i for i in range(199)], "overTime": 43200}}
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
for entries, body in BODIES.items():
    repeats = 4000 // entries
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        for _ in range(repeats):
            made = signature(body)
        times.append((time.thread_time() - start) / repeats)
    print(f"python_{entries} {statistics.median(times) * 1e6:.3f} {made}")
