#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws a trace (JSON of the trace-event format, as renderbus::trace_file writes it, be it cut short) as a picture in SVG.

A row is a depth of a lane, a box a span: blue stages, green requests, yellow files; red edges failed, faded ones never ended.
Diamonds are new tries, warnings and notes; curves are the amounts of bytes and frames.
"""
import argparse
import html
import json
import pathlib
import re
import sys

COLOURS = {"run": "#8d99ae", "stage": "#5b8fd9", "request": "#59a97b", "file": "#e0b04c"}
MARKS = {"retried": "#c1121f", "clock_corrected": "#e36414", "warned": "#e36414", "noted": "#6c757d", "stage_restored": "#5b8fd9"}
ROW, GAP, LABELS, MARGIN, LETTER, CURVE = 18, 6, 150, 80, 6.1, 34


def read_events(text):
    """The events of a whole trace, or of one whose end is missing."""
    text = text.strip()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return json.loads(text[:text.rfind("}") + 1] + "]")


def shown(text):
    """A text for XML, which has no control characters."""
    return html.escape(re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", str(text)))


class Trace:
    def __init__(self, events):
        self.processes = {}  # process -> its name
        self.spans = {}      # (process, lane) -> [{name, kind, begin, end, depth, outcome, args}]
        self.marks = []      # (process, lane, time, name, args)
        self.counters = {}   # (process, name) -> [(time, value)]
        self.begin = min(e.get("ts", 0) for e in events)
        self.end = max(e.get("ts", 0) for e in events) - self.begin
        stacks = {}
        for event in events:
            self.take(event, stacks)
        for stack in stacks.values():
            for span in stack:
                span["end"] = self.end

    def take(self, event, stacks):
        phase, process, time = event["ph"], event.get("pid", 0), event.get("ts", 0) - self.begin
        lane = (process, event.get("tid", 0))
        args = event.get("args", {})
        self.processes.setdefault(process, f"process {process}")
        if phase == "M" and event["name"] == "process_name":
            self.processes[process] = args["name"]
        elif phase == "B":
            stack = stacks.setdefault(lane, [])
            span = {"name": event["name"], "kind": event.get("cat", ""), "begin": time, "end": None, "depth": len(stack),
                    "outcome": "not finished", "args": args}
            self.spans.setdefault(lane, []).append(span)
            stack.append(span)
        elif phase == "E" and stacks.get(lane):
            span = stacks[lane].pop()
            span["end"] = time
            span["outcome"] = args.get("outcome", "finished")
            span["args"] = {**span["args"], **args}
        elif phase == "i":
            self.marks.append((*lane, time, event["name"], args))
        elif phase == "C":
            self.counters.setdefault((process, event["name"]), []).append((time, sum(args.values())))


def seconds(time, step):
    """A time of the axis, as exact as its steps."""
    if step >= 60_000_000:
        return f"{time / 60_000_000:g} min"
    if step >= 1_000_000:
        return f"{time / 1_000_000:g} s"
    return f"{time / 1000:g} ms" if step >= 1000 else f"{time:g} µs"


def amount(value, kind):
    if kind == "frames":
        return f"{value} frames"
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1000 or unit == "GiB":
            return f"{value:.3g} {unit}"
        value /= 1024


def axis_step(span, most):
    step = 1
    while span / step > most:
        for factor in (1, 2, 5):
            if span / (step * factor) <= most:
                return step * factor
        step *= 10
    return step


class Picture:
    def __init__(self, trace, width):
        self.trace, self.width = trace, width
        self.scale = (width - LABELS - MARGIN) / max(trace.end, 1)
        self.lines, self.top = [], 30

    def x(self, time):
        return LABELS + time * self.scale

    def text(self, x, y, text, extra=""):
        self.lines.append(f'<text x="{x:.1f}" y="{y:.1f}" {extra}>{shown(text)}</text>')

    def span(self, span, top):
        x, width = self.x(span["begin"]), max((span["end"] - span["begin"]) * self.scale, 0.6)
        y = top + span["depth"] * ROW
        failed = span["outcome"] in ("failed", "cut off")
        style = f'fill="{COLOURS.get(span["kind"], "#b8b8b8")}"'
        style += ' stroke="#c1121f" stroke-width="1.5"' if failed else ' stroke="#ffffff" stroke-width="0.5"'
        if span["outcome"] == "not finished":
            style += ' fill-opacity="0.45" stroke-dasharray="4 3"'
        facts = [span["name"], f'{(span["end"] - span["begin"]) / 1000:g} ms, {span["outcome"]}']
        facts += [f"{name}: {value}" for name, value in span["args"].items() if name not in ("outcome", "span", "parent")]
        self.lines.append(f'<g><title>{shown(chr(10).join(facts))}</title>'
                          f'<rect x="{x:.2f}" y="{y}" width="{width:.2f}" height="{ROW - 2}" rx="2" {style}/>')
        letters = int((width - 6) / LETTER)
        if letters >= 3:
            name = span["name"] if len(span["name"]) <= letters else span["name"][:letters - 1] + "…"
            self.text(x + 4, y + 12, name, "" if span["kind"] == "file" else 'class="light"')
        self.lines.append("</g>")

    def mark(self, time, name, args, top):
        x = self.x(time)
        facts = name + "".join(f"\n{key}: {value}" for key, value in args.items())
        colour = MARKS.get(name, "#6c757d")
        self.lines.append(f'<path d="M{x:.1f} {top - 3} l4 5 l-4 5 l-4 -5 z" fill="{colour}" stroke="#ffffff" stroke-width="0.7">'
                          f'<title>{shown(facts)}</title></path>')

    def curve(self, name, values, kind):
        most = max(value for _, value in values) or 1
        base = self.top + CURVE - 4
        height = (CURVE - 8) / most
        points = [f"M{self.x(values[0][0]):.1f} {base}"]
        points += [f"L{self.x(time):.1f} {base - value * height:.1f}" for time, value in values]
        points.append(f"V{base} Z")
        colour = COLOURS["file"] if kind == "bytes" else COLOURS["request"]
        self.lines.append(f'<path d="{" ".join(points)}" fill="{colour}" fill-opacity="0.35" stroke="{colour}">'
                          f'<title>{shown(name)}: up to {most}</title></path>')
        self.text(8, base - 6, name[:24], 'class="small"')
        self.text(self.x(values[-1][0]) + 4, base - CURVE + 16, amount(most, kind), 'class="small"')
        self.top += CURVE

    def process(self, process, name):
        self.top += GAP
        self.lines.append(f'<line x1="0" x2="{self.width}" y1="{self.top}" y2="{self.top}" stroke="#ced4da"/>')
        self.top += GAP
        self.text(8, self.top + 12, name[:22], 'class="name"')
        used = set(self.trace.spans) | {mark[:2] for mark in self.trace.marks}
        lanes = sorted(lane for lane in used if lane[0] == process)
        for number, lane in enumerate(lanes):
            spans = self.trace.spans.get(lane, [])
            if number:
                self.text(8, self.top + 12, f"side by side {lane[1]}", 'class="small"')
            for span in spans:
                self.span(span, self.top)
            for mark in self.trace.marks:
                if mark[:2] == lane:
                    self.mark(*mark[2:], self.top)
            self.top += (max((s["depth"] for s in spans), default=0) + 1) * ROW + 2
        for (owner, counter), values in self.trace.counters.items():
            if owner == process:
                self.curve(counter, values, "bytes" if "bytes" in counter else "frames")

    def axis(self):
        step = axis_step(self.trace.end, (self.width - LABELS - MARGIN) / 90)
        lines = []
        time = 0
        while time <= self.trace.end:
            x = self.x(time)
            lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="24" y2="{self.top}" stroke="#e9ecef"/>')
            lines.append(f'<text x="{x:.1f}" y="18" text-anchor="middle" class="small">{seconds(time, step)}</text>')
            time += step
        return lines

    def legend(self):
        self.top += 14
        x = LABELS
        for kind, colour in COLOURS.items():
            self.lines.append(f'<rect x="{x}" y="{self.top}" width="12" height="12" rx="2" fill="{colour}"/>')
            self.text(x + 17, self.top + 10, kind, 'class="small"')
            x += 75
        for name, colour in (("new try", MARKS["retried"]), ("warning", MARKS["warned"]), ("note", MARKS["noted"])):
            self.lines.append(f'<path d="M{x + 5} {self.top + 1} l4 5 l-4 5 l-4 -5 z" fill="{colour}"/>')
            self.text(x + 14, self.top + 10, name, 'class="small"')
            x += 75
        self.top += 22

    def svg(self):
        for process, name in sorted(self.trace.processes.items()):
            self.process(process, name)
        grid = self.axis()
        self.legend()
        size = f'width="{self.width}" height="{self.top}"'
        head = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.top}" {size}>',
                "<style>text { font: 11px sans-serif; fill: #212529 } .name { font-weight: bold }"
                " .small { fill: #6c757d; font-size: 10px } .light { fill: #ffffff }</style>",
                f'<rect {size} fill="#ffffff"/>']
        return "\n".join(head + grid + self.lines + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("picture", type=pathlib.Path)
    parser.add_argument("--width", type=int, default=1200)
    options = parser.parse_args()
    events = read_events(options.trace.read_text(encoding="utf-8"))
    if not events:
        sys.exit(f"{options.trace}: there is nothing in it")
    options.picture.write_text(Picture(Trace(events), options.width).svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
