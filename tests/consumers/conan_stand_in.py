#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the steps of the Conan recipe without Conan: conan_stand_in.py RECIPE_DIRECTORY WORK_DIRECTORY VERSION

Mock modules replace those that the recipe imports, and do what Conan documents.
"""
import fnmatch
import importlib.util
import pathlib
import shutil
import sys
import types


def copy(recipe, pattern, src, dst):
    src = pathlib.Path(src).resolve()
    for path in sorted(src.rglob("*")):
        name = path.relative_to(src).as_posix()
        if path.is_file() and fnmatch.fnmatch(name, pattern):
            target = pathlib.Path(dst) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


class CppInfo:
    def __init__(self):
        self.properties = {}

    def set_property(self, name, value):
        self.properties[name] = value


class Info:
    cleared = False

    def clear(self):
        self.cleared = True


class ConanException(Exception):
    pass


class ConanFile:
    version = None

    def __init__(self):
        self.required = []
        self.cpp_info = CppInfo()
        self.info = Info()
        self.folders = types.SimpleNamespace(root=None, source="", build="", generators="")
        self.cpp = types.SimpleNamespace(source=types.SimpleNamespace(includedirs=["include"]))

    def requires(self, reference):
        self.required.append(reference)


def main():
    recipe_directory, work, version = sys.argv[1:]
    work = pathlib.Path(work)
    shutil.rmtree(work, ignore_errors=True)
    asked = []
    modules = {
        "conan": {"ConanFile": ConanFile},
        "conan.errors": {"ConanException": ConanException},
        "conan.tools": {},
        "conan.tools.build": {
            "check_min_cppstd": lambda recipe, standard: asked.append(standard),
            "can_run": lambda recipe: True,
        },
        "conan.tools.files": {"copy": copy, "load": lambda recipe, path: pathlib.Path(path).read_text()},
        "conan.tools.cmake": {"CMake": None, "cmake_layout": None},
    }
    for name, members in modules.items():
        module = types.ModuleType(name)
        vars(module).update(members)
        sys.modules[name] = module
    sys.dont_write_bytecode = True

    spec = importlib.util.spec_from_file_location("recipe", pathlib.Path(recipe_directory) / "conanfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    def new_recipe():
        recipe = module.CallviewConan()
        recipe.recipe_folder = recipe_directory
        return recipe

    def files_below(folder):
        return sorted(p.relative_to(folder).as_posix() for p in pathlib.Path(folder).rglob("*") if p.is_file())

    # conan create exports the sources, and packages the exported copy.
    recipe = new_recipe()
    recipe.export_sources_folder = recipe.source_folder = str(work / "source")
    recipe.package_folder = str(work / "package")
    recipe.set_version()
    recipe.export_sources()
    recipe.layout()
    recipe.requirements()
    recipe.validate()
    recipe.package_id()
    recipe.package()
    recipe.package_info()

    # conan export-pkg and conan editable find the sources through the layout.
    local = new_recipe()
    local.layout()
    layout_root = pathlib.Path(recipe_directory) / local.folders.root
    local.source_folder = str(layout_root / local.folders.source)
    local.package_folder = str(work / "exported")
    local.package()
    editable = [layout_root / local.folders.source / d for d in local.cpp.source.includedirs]

    other_version = new_recipe()
    other_version.version = "9.9.9"
    try:
        other_version.set_version()
        refused = ""
    except ConanException as e:
        refused = str(e)

    root = pathlib.Path(recipe_directory) / ".." / ".."
    packaged = files_below(work / "package")
    headers = sorted(f"include/{name}" for name in files_below(root / "include"))
    checks = {
        "version": recipe.version == version,
        "type": recipe.package_type == "header-library",
        "one package for all settings": recipe.info.cleared,
        "C++20 checked": asked == [20],
        "requires simdjson without a needless upper limit": recipe.required == ["simdjson/[>=3.0.1 <5]"],
        "files": packaged == sorted(headers + ["licenses/LICENSE"]),
        "files of export-pkg": files_below(work / "exported") == packaged,
        "include directory of an editable package": all((d / "callview/callview.hpp").is_file() for d in editable),
        "build folder is ignored by git": local.folders.build.startswith("build/")
        and local.folders.generators.startswith("build/"),
        "another version is rejected": version in refused and "9.9.9" in refused,
        "names": recipe.cpp_info.properties
        == {
            "cmake_file_name": "callview",
            "cmake_target_name": "callview::callview",
            "cmake_config_version_compat": "SameMinorVersion",
            "pkg_config_name": "callview",
        },
        "no binaries": recipe.cpp_info.bindirs == [] and recipe.cpp_info.libdirs == [],
    }
    for what, holds in checks.items():
        print("ok    " if holds else "WRONG ", what)
    sys.exit(0 if all(checks.values()) else 1)


main()
