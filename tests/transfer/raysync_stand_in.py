# SPDX-License-Identifier: BSL-1.0
"""An agent that a test starts by start.sh: it says yes to everything, and dies when it is told to."""
import http.server
import json
import os
import re
import signal
import sys

home = sys.argv[1]
dies_at = sys.argv[2] if len(sys.argv) > 2 else ""
with open(os.path.join(home, "cluster.xml")) as text:
    port = int(re.search(r'value="(\d+)"', text.read()).group(1))


class Agent(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with open(os.path.join(home, "requests"), "a") as seen:
            seen.write(self.path + "\n")
        once = os.path.join(home, "died")
        if self.path == dies_at and not os.path.exists(once):
            open(once, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        answer = {"code": 0, "message": "success", "task-id": "1", "task-list": [{"task-state": "successful"}]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        print("asked for", *arguments)


signal.alarm(60)
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Agent)
with open(os.path.join(home, "agent.pid"), "w") as out:
    out.write(str(os.getpid()))
server.serve_forever()
