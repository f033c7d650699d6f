#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Stands in for an analyzer of another maker: takes `-cf` scene and `-tj` task.json, fills task.json in and writes what an
upload of the scene and of the texture beside it needs. Its first argument says how it is to go wrong."""
import json
import os
import pathlib
import sys
import time

fault, *words = sys.argv[1:]
given = dict(zip(words[0::2], words[1::2]))
scene = pathlib.Path(given.get("-cf") or os.environ["RENDERBUS_SCENE"])
task_json = pathlib.Path(given.get("-tj") or os.environ["RENDERBUS_TASK_JSON"])
folder = task_json.parent
assert scene.is_file() and folder == pathlib.Path.cwd() == pathlib.Path(os.environ["RENDERBUS_FOLDER"])

print("looking into", scene.name, flush=True)
if fault == "fail":
    sys.exit("no licence")
if fault == "crash":
    os.kill(os.getpid(), 11)
if fault == "hang":
    time.sleep(1000)
if fault == "idle":  # ends as if all were well
    sys.exit(0)
if fault == "babble":
    while True:
        print("x" * 1000)

task = json.loads(task_json.read_text())
assert task["task_info"]["input_cg_file"] == str(scene)
image = {"name": "project://scene/image", "frames": "1-2[1]", "renderable": "1"}
task["scene_info"] = task["scene_info_render"] = {"image_node": [image]}
if fault == "other_scene":
    task["task_info"]["input_cg_file"] = "/elsewhere/" + scene.name
if fault == "no_version":
    task["software_config"]["cg_version"] = ""
texture = str(scene.parent / "wall.png")
server = "/../../etc/wall.png" if fault == "leave" else texture
local = "wall.png" if fault == "relative" else texture
asset = [{"local": local, "server": server}]
if fault == "missing":
    asset.append({"local": str(scene.parent / "gone.png"), "server": "/gone.png"})
upload = {"asset": asset}
if fault == "wrong_hash":
    upload["scene"] = [{"local": str(scene), "server": str(scene), "hash": "0" * 32}]
task_json.write_text(json.dumps(task) if fault != "half" else json.dumps(task)[:100])
if fault == "away":
    task_json.unlink()
(folder / "upload.json").write_text(json.dumps(upload))
(folder / "asset.json").write_text(json.dumps({"asset": [texture + "  (mtime)"]}))
(folder / "tips.json").write_text("\ufeff" + json.dumps({"25009": ["a reference"]}), encoding="utf-8")
