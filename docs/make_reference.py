# SPDX-License-Identifier: BSL-1.0
"""Writes docs/endpoints.md: every endpoint with its fields, out of the endpoint table itself.

PROGRAM is tests/reference/dump.cpp, which prints the table; what a field means stands once, in the comments of
include/renderbus/api/*.hpp, and is taken from there. --check writes nothing and fails where the page is another.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
page = root / "docs" / "endpoints.md"
headers = root / "include" / "renderbus" / "api"

opening = re.compile(r"^(namespace|struct|enum class)\s+([\w:]+)")
field = re.compile(r"^[\w:<>, ]+?\s(\w+)(?:\s*=\s*[^;]*)?;\s*(?:///<\s*(.*))?$")


def read_comments():
    """What stands in the headers: {struct: text} and {(struct, field): text}."""
    of_types, of_fields = {}, {}
    for header in sorted(headers.glob("*.hpp")):
        scope, above = [], []
        for line in header.read_text().splitlines():
            text = line.strip()
            if text.startswith("/// "):
                above.append(text[4:])
                continue
            opened = opening.match(text)
            if opened and text.endswith("{"):
                scope.append(opened.group(2))
                if above and opened.group(1) != "namespace":
                    of_types["::".join(scope)] = " ".join(above)
            elif opened and text.endswith("};"):
                of_types["::".join(scope + [opened.group(2)])] = " ".join(above)
            elif text.startswith("}"):
                if scope:
                    scope.pop()
            elif text.endswith("{"):
                scope.append("")
            else:
                found = field.match(text)
                if found and found.group(2):
                    of_fields["::".join(scope), found.group(1)] = found.group(2)
            above = []
    return of_types, of_fields


of_types, of_fields = read_comments()


def short(name):
    return name.replace("renderbus::api::", "").replace("::reply", " reply")


def anchor(name):
    return re.sub(r"[^a-z0-9_]+", "-", short(name).lower()).strip("-")


def linked(kind):
    """`list of renderbus::api::query::task` as words with a link."""
    return re.sub(r"renderbus::api::[\w:]+( of renderbus::api::[\w:]+| of text)?",
                  lambda found: f"[{short(found.group(0))}](#{anchor(found.group(0))})", kind)


def cell(text):
    return text.replace("|", "\\|")


def sentence(text):
    return text[0].upper() + text[1:] if text else text


def meaning(of, row):
    words = [of_fields.get((of.split(" of ")[0], row["name"]), "")]
    if row["inGeneration"]:
        words.append(f"generation {row['inGeneration']} alone")
    words += row["ruleWords"]
    return cell("; ".join(sentence(one) if i == 0 else one for i, one in enumerate(filter(None, words))))


def kind_of(row):
    kind = linked(row["type"])
    if row["mayBeNull"]:
        return kind + ", or null"
    return kind + (", optional" if row["mayBeLeftOut"] else "")


def fields_of(struct, with_default):
    if not struct["fields"]:
        return ["No fields."]
    lines = ["| field | on the wire | type |" + (" default |" if with_default else "") + " meaning |",
             "|---|---|---|" + ("---|" if with_default else "") + "---|"]
    for row in struct["fields"]:
        default = f" {'`' + row['initial'] + '`' if row['initial'] else ''} |" if with_default else ""
        lines.append(f"| `{row['name']}` | `{row['wire']}` | {kind_of(row)} |{default} {meaning(struct['name'], row)} |")
    return lines


def make(table):
    structs = {one["name"]: one for one in table["structs"]}
    lines = ["# Endpoints", "",
             "Made by `docs/make_reference.py` out of the endpoint table (`renderbus::api::table`) and its comments; a test compares.",
             "Paths are called by POST. Retry classes: *safe* calls only read, *idempotent* ones may be done twice, *once* ones may",
             "not: after a lost answer the farm is asked first what became of them. A request that breaks a rule is not sent.", "",
             "| endpoint | generation 1 | generation 2 | retry |", "|---|---|---|---|"]
    for one in table["endpoints"]:
        paths = [f"`{one[key]}`" if one[key] else "" for key in ("generation1", "generation2")]
        name = short(one["type"])
        lines.append(f"| [{one['name']}](#{anchor(one['type'])}) `{name}` | {paths[0]} | {paths[1]} | {one['retry']} |")
    requests = {one["type"] for one in table["endpoints"]}
    for one in table["endpoints"]:
        lines += ["", f'<a id="{anchor(one["type"])}"></a>', f"## {one['name']}", "",
                  f"`api::{short(one['type'])}`. {of_types.get(one['type'], '')}", ""]
        for generation in ("1", "2"):
            if one["generation" + generation]:
                lines.append(f"- generation {generation}: `{one['generation' + generation]}`")
        if one["generation2Alias"]:
            lines.append(f"- generation 2, older: `{one['generation2Alias']}`")
        lines += [f"- retry class: {one['retry']}", f"- reply: {linked(one['reply'])}", ""]
        lines += fields_of(structs[one["type"]], True)
    lines += ["", "# Parts of replies"]
    for name, struct in sorted(structs.items()):
        if name in requests:
            continue
        lines += ["", f'<a id="{anchor(name)}"></a>', f"## {short(name)}", ""]
        if of_types.get(name.split(" of ")[0]):
            lines += [of_types[name.split(" of ")[0]], ""]
        lines += fields_of(struct, False)
    lines += ["", "# Numbers"]
    for enumeration in sorted(table["enumerations"], key=lambda one: one["name"]):
        name = enumeration["name"]
        lines += ["", f'<a id="{anchor(name)}"></a>', f"## {short(name)}", ""]
        if of_types.get(name):
            lines += [of_types[name], ""]
        lines += ["| number | English | Chinese |", "|---|---|---|"]
        lines += [f"| {value['value']} | {value['english']} | {value['chinese']} |" for value in enumeration["values"]]
    return "\n".join(lines) + "\n"


options = argparse.ArgumentParser(description="Writes docs/endpoints.md.")
options.add_argument("program", metavar="PROGRAM", help="tests/reference/dump.cpp, compiled")
options.add_argument("--check", action="store_true", help="only compare")
options = options.parse_args()
made = make(json.loads(subprocess.run([options.program], check=True, capture_output=True).stdout))
if not options.check:
    page.write_text(made)
elif not page.is_file() or page.read_text() != made:
    sys.exit(f"docs/endpoints.md is not what the table says: write it anew with docs/make_reference.py {options.program}")
