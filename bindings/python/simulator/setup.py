"""The wheel that this makes is for any platform. build.sh adds the program, and then it is for one."""

import os
import re
from pathlib import Path

from setuptools import setup


def version():
    """That of the library."""
    cargo = Path(__file__).resolve().parents[3] / "Cargo.toml"
    return os.environ.get("GU_VERSION") or re.search(r'^version = "(.+)"', cargo.read_text(), re.M).group(1)


setup(version=version())
