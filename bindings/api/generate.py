#!/usr/bin/env python3
"""Writes the low-level layer of each language; README.md describes it. Python's standard library suffices."""

import argparse
import importlib
import sys
from pathlib import Path

from model import ROOT, load

HERE = Path(__file__).resolve().parent


def files(name, api):
    """Paths and texts of one language."""
    language = importlib.import_module(f"templates.{name}")
    outputs, texts = language.OUTPUT, language.generate(api)
    if isinstance(outputs, str):
        outputs, texts = [outputs], [texts]
    return [(ROOT / "bindings" / path, text) for path, text in zip(outputs, texts)]


def main():
    every = sorted(path.stem for path in (HERE / "templates").glob("*.py") if path.stem != "__init__")
    parser = argparse.ArgumentParser(description="Writes the low-level layers.")
    parser.add_argument("language", nargs="*", metavar="LANGUAGE", help=f"default: all, which are {', '.join(every)}")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if a file is stale")
    arguments = parser.parse_args()
    stale = []
    api = load()
    for name in arguments.language or every:
        for path, text in files(name, api):
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(path.relative_to(ROOT))
            if not arguments.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                print(stale[-1])
    if stale and arguments.check:
        sys.exit(f"{', '.join(map(str, stale))} is stale; refresh it with: bindings/api/generate.py")


if __name__ == "__main__":
    main()
