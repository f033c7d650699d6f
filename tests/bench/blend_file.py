# SPDX-License-Identifier: BSL-1.0
"""Run by Blender: writes FILE, a scene of about MEGABYTES of meshes with textures that are not there, and beside it the library
that it links. blender -b --factory-startup --python blend_file.py -- MEGABYTES FILE"""
import os
import sys

import bpy

megabytes, file = int(sys.argv[-2]), os.path.abspath(sys.argv[-1])
library = os.path.join(os.path.dirname(file), "library.blend")
EDGE = 1000  # points; a grid of that many squared has 140 MB


def emptied():
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def textured(name, path, tiled=False):
    image = bpy.data.images.new(name, 8, 8, tiled=tiled)
    image.source = "TILED" if tiled else "FILE"
    image.filepath = path
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    return material


def grid(name, edge, material):
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=edge, y_subdivisions=edge)
    made = bpy.context.object
    made.name = name
    made.data.materials.append(material)
    return made


emptied()
grid("linked", 10, textured("linked", "//textures/linked.png"))
bpy.ops.wm.save_as_mainfile(filepath=library, compress=False)

emptied()
with bpy.data.libraries.load(library, link=True, relative=True) as (there, here):
    here.objects = ["linked"]
bpy.context.scene.collection.objects.link(here.objects[0])
edge = EDGE if megabytes >= 100 else 30
for i in range(max(1, megabytes // 140)):
    grid(f"prop{i}", edge, textured(f"prop{i}", f"//textures/prop{i}.<UDIM>.exr" if i % 4 == 3 else f"//textures/prop{i}.exr", i % 4 == 3))
bpy.ops.object.camera_add()
first = bpy.context.scene
first.camera = bpy.context.object
first.frame_start, first.frame_end, first.frame_step = 5, 90, 2
first.render.resolution_x, first.render.resolution_y, first.render.fps = 640, 360, 25
second = bpy.data.scenes.new("second")
second.frame_start, second.frame_end = 1, 48
bpy.ops.wm.save_as_mainfile(filepath=file, compress=False)
