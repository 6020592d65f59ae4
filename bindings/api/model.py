"""What include/graph_upload.api.json says, in the few kinds of types that every language has."""

import json
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NUMBERS = {"int32_t": "i32", "uint32_t": "u32", "uint64_t": "u64", "int64_t": "i64"}


@dataclass(frozen=True)
class Type:
    """A type. `kind` is one of

    void      as a result
    i32 …     i32, u32, i64 or u64; `name` is that of an enumeration, such as gu_status, or empty
    text      UTF-8 with a NUL at its end
    bytes     uint8_t *, beside a length
    pointer   void *, a context
    handle    `name` is that of the object, such as gu_queue
    callback  `name` is that of the callback type
    out       receives `of`: a handle or a number
    """

    kind: str
    name: str = ""
    of: "Type | None" = None


@dataclass
class Parameter:
    name: str
    type: Type
    nullable: bool
    docs: str


@dataclass
class Function:
    name: str
    docs: str
    result: Type
    result_docs: str
    parameters: list
    blocks: bool = False
    group: str = ""
    since: str = ""

    @property
    def fallible(self):
        """Whether its last parameter receives an error."""
        return bool(self.parameters) and self.parameters[-1].name == "error" and self.parameters[-1].type.kind == "out"


@dataclass
class Constant:
    name: str
    value: int
    docs: str


@dataclass
class Enumeration:
    """A type of numbers with names. Released numbers never change, and new ones may come."""

    name: str
    docs: str
    values: list = field(default_factory=list)

    def short(self, constant):
        """A constant's name without what all of them begin with: THROTTLED for GU_ERR_THROTTLED."""
        return constant.name[len(self.prefix):]

    @property
    def prefix(self):
        # GU_OK is no GU_ERR_ name.
        names = [one.name for one in self.values if one.name != "GU_OK"]
        first, last = min(names), max(names)
        same = next((at for at, (a, b) in enumerate(zip(first, last)) if a != b), len(first))
        return first[:same].rpartition("_")[0] + "_"


@dataclass
class Handle:
    name: str
    docs: str
    freed_by: "str | None"


class Api:
    def __init__(self, data):
        self._enumerations = {one["name"] for one in data["types"]}
        self._callbacks = {one["name"] for one in data["callbacks"]}
        self.handles = [Handle(one["name"], one["docs"], one["freed_by"]) for one in data["handles"]]
        self._handles = {one.name for one in self.handles}
        self.enumerations = [Enumeration(one["name"], one["docs"], [constant(value) for value in one["values"]])
                             for one in data["types"]]
        self.constants = [constant(one) for one in data["constants"]]
        self.callbacks = [self._function(one) for one in data["callbacks"]]
        self.functions = [self._function(one) for one in data["functions"]]

    def _function(self, one):
        parameters = [Parameter(p["name"], self.type(p["type"], p["direction"]), p["nullable"], p["docs"])
                      for p in one["parameters"]]
        return Function(one["name"], one["docs"], self.type(one["result"]), one["result_docs"], parameters, one["blocks"],
                        one["group"], one["since"])

    def type(self, text, direction="in"):
        """The type that a C type is. What is not known is an error, so that nothing is left out."""
        if text in NUMBERS:
            return Type(NUMBERS[text])
        if text in self._enumerations:
            return Type("i32", text)
        if text in self._callbacks:
            return Type("callback", text)
        plain = {"void": "void", "const char *": "text", "void *": "pointer", "const uint8_t *": "bytes"}
        if text in plain:
            return Type(plain[text])
        if text == "uint8_t *":
            return Type("bytes")
        if text.endswith(" *") and direction == "out":
            return Type("out", of=self.type(text[:-2]))
        if text.endswith(" **"):
            return Type("out", of=self.type(text[:-1]))
        name = text.removeprefix("const ").removesuffix(" *")
        if name in self._handles and text.endswith(" *"):
            return Type("handle", name)
        raise ValueError(f"unknown type: {text}")


def constant(one):
    return Constant(one["name"], one["value"], one["docs"])


def load():
    return Api(json.loads((ROOT / "include" / "graph_upload.api.json").read_text(encoding="utf-8")))
