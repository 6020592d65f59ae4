"""Scenarios, and the languages that run them."""

import fnmatch
import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BINDINGS = HERE.parent
KEY = "".join(f"{byte:02x}" for byte in range(32))

MEMBERS = {"summary", "simulator", "files", "steps", "processes", "script", "expect"}
EXPECTED = {"results", "stored", "events", "never", "count", "released", "progress", "requests", "sessions", "within",
            "resources", "exit", "violations"}


class Scenario:
    """One file of scenarios/."""

    def __init__(self, path):
        self.name = path.stem
        data = json.loads(path.read_text(encoding="utf-8"))
        unknown = set(data) - MEMBERS or set(data.get("expect", {})) - EXPECTED
        if unknown or ("steps" in data) == ("processes" in data):
            raise ValueError(f"{path.name}: {sorted(unknown) or 'either steps or processes'}")
        self.data = data
        self.summary = data["summary"]
        self.arguments = data.get("simulator", [])
        self.files = {name: content(name, form) for name, form in data.get("files", {}).items()}

    def filled(self, values):
        """Its data with the placeholders replaced."""
        return replaced(self.data, {"{" + name + "}": value for name, value in values.items()})


def content(name, form):
    """Bytes of a file: a text, or bytes that depend on the name alone."""
    if "text" in form:
        return form["text"].encode()
    return random.Random(name).randbytes(form["size"]) if form["size"] else b""


def replaced(value, values):
    if isinstance(value, dict):
        return {name: replaced(member, values) for name, member in value.items()}
    if isinstance(value, list):
        return [replaced(member, values) for member in value]
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace(name, text)
    return value


def all_scenarios(folder=HERE):
    """The scenarios in the order of index.json, which has to list every file."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    files = {path.stem for path in (folder / "scenarios").glob("*.json")}
    if sorted(index) != sorted(files):
        raise ValueError(f"index.json and scenarios/ differ: {sorted(set(index) ^ files)}")
    return [Scenario(folder / "scenarios" / f"{name}.json") for name in index]


def chosen(scenarios, patterns):
    return [one for one in scenarios if not patterns or any(fnmatch.fnmatch(one.name, p) for p in patterns)]


@dataclass
class Language:
    """What conform.json says of a driver."""

    name: str
    command: list
    forms: list
    exceptions: bool
    refused: dict

    def refusal(self, scenario, form):
        """Why it cannot run a scenario, or None."""
        return self.refused.get(f"{scenario.name}/{form}", self.refused.get(scenario.name))


def language_file(name):
    """The conform.json of a language: of C's driver, of a package, or of a recipe."""
    folders = [HERE / "drivers" / "c"] if name == "c" else [BINDINGS / name, BINDINGS / "recipes" / name]
    files = [folder / "conform.json" for folder in folders]
    return next((file for file in files if file.exists()), files[0])


def language(name, path=None):
    path = path or language_file(name)
    data = json.loads(path.read_text(encoding="utf-8"))
    command = [os.path.expandvars(word) for word in data["command"]]
    command = [str(path.parent / word) if word.startswith("./") else word for word in command]
    return Language(name, command, data.get("forms", ["sync"]), data.get("exceptions", True), data.get("refused", {}))


def languages():
    """Names of all languages that have a driver: C, those with a package, those with a recipe."""
    packages, recipes = (sorted(path.parent.name for path in BINDINGS.glob(each)) for each in ("*/conform.json", "recipes/*/conform.json"))
    return ["c", *packages, *recipes]
