"""The wheel carries the library, so it is for one platform, and for any Python 3. build.sh puts the library in its place."""

import os
import re
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", os.environ.get("GU_PLATFORM", "any")


def version():
    """That of the library."""
    cargo = Path(__file__).resolve().parent.parent.parent / "Cargo.toml"
    return os.environ.get("GU_VERSION") or re.search(r'^version = "(.+)"', cargo.read_text(), re.M).group(1)


setup(version=version(), cmdclass={"bdist_wheel": Wheel})
