#!/usr/bin/env python3
"""Writes what the SDK writes beside a program, so that .NET finds what the packages bring: deps.py PROGRAM VERSION."""

import json
import sys
from pathlib import Path

program, version = Path(sys.argv[1]), sys.argv[2]
target = ".NETCoreApp,Version=v3.1"
native = {path.relative_to(program.parent).as_posix(): {"rid": path.parts[-3], "assetType": "native"}
          for path in sorted(program.parent.glob("runtimes/*/native/*graph_upload*"))}
libraries = {
    f"{program.stem}/1.0.0": {"dependencies": {"GraphUpload": version}, "runtime": {program.name: {}}},
    f"GraphUpload/{version}": {"dependencies": {"GraphUpload.Native": version}, "runtime": {"lib/netstandard2.0/GraphUpload.dll": {}}},
    f"GraphUpload.Native/{version}": {"runtimeTargets": native},
}
program.with_suffix(".deps.json").write_text(json.dumps({
    "runtimeTarget": {"name": target}, "targets": {target: libraries},
    "libraries": {name: {"type": "project" if name.startswith(program.stem) else "package", "serviceable": False, "sha512": ""}
                  for name in libraries},
}, indent=2))
program.with_suffix(".runtimeconfig.json").write_text(json.dumps({"runtimeOptions": {
    "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},
    # Compiling and collecting in the background take threads, which the suite counts.
    "configProperties": {"System.Globalization.Invariant": True, "System.Runtime.TieredCompilation": False,
                         "System.GC.Concurrent": False},
}}, indent=2))
