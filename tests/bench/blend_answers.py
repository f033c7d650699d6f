# SPDX-License-Identifier: BSL-1.0
"""Run by Blender: what the file that it loaded renders and needs. blender -b --factory-startup FILE --python blend_answers.py"""
import bpy

lines = {f"image {i.filepath}" for i in bpy.data.images if i.source in {"FILE", "SEQUENCE", "MOVIE", "TILED"} and not i.packed_file}
lines |= {f"library {one.filepath}" for one in bpy.data.libraries if one.parent is None}
for scene in bpy.data.scenes:
    if scene.library:
        continue
    render = scene.render
    lines.add(f"scene {scene.name} {scene.frame_start}-{scene.frame_end}[{scene.frame_step}] {render.resolution_x}x{render.resolution_y} "
              f"{render.fps / render.fps_base:.3f} {scene.camera.name if scene.camera else 'none'}")
print("\n".join("answer " + line for line in sorted(lines)))
