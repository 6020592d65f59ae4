"""Python: the functions by ctypes, typed for mypy --strict."""

import textwrap

OUTPUT = "python/src/graph_upload/_native.py"

HEAD = '''"""The C functions, by ctypes. Generated from include/graph_upload.api.json by bindings/api; do not edit."""

from __future__ import annotations

from ctypes import CDLL, CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_void_p
from enum import IntEnum
from typing import Any, Callable, Optional

#: An object of the library; None is NULL.
Handle = Optional[int]
#: A string in UTF-8; None is NULL.
Text = Optional[bytes]


class Enumeration(IntEnum):
    """Numbers of the library that print as their names."""

    def __str__(self) -> str:
        return self.name
'''

CTYPES = {"i32": "c_int32", "u32": "c_uint32", "i64": "c_int64", "u64": "c_uint64", "text": "c_char_p", "bytes": "c_void_p",
          "pointer": "c_void_p", "handle": "c_void_p", "void": "None"}
HINTS = {"i32": "int", "u32": "int", "i64": "int", "u64": "int", "text": "Text", "bytes": "Any", "pointer": "Optional[int]",
         "handle": "Handle", "void": "None", "out": "Any", "callback": "Any"}


def ctype(type_):
    if type_.kind == "out":
        return f"POINTER({ctype(type_.of)})"
    return type_.name if type_.kind == "callback" else CTYPES[type_.kind]


def hint(type_):
    return HINTS[type_.kind]


def enumeration_name(name):
    return "".join(word.capitalize() for word in name.removeprefix("gu_").split("_"))


def docstring(text, indent):
    lines = text.replace("\\", "\\\\").split("\n")
    pad = " " * indent
    if len(lines) == 1:
        return f'{pad}"""{lines[0]}"""\n'
    return f'{pad}"""{lines[0]}\n' + "".join(f"{pad}{line}".rstrip() + "\n" for line in lines[1:]) + f'{pad}"""\n'


def comment(text, indent):
    pad = " " * indent
    return "".join(f"{pad}#: {line}".rstrip() + "\n" for line in text.split("\n"))


def enumeration(one):
    text = f"\n\nclass {enumeration_name(one.name)}(Enumeration):\n" + docstring(one.docs, 4) + "\n"
    for value in one.values:
        name = "OK" if value.name == "GU_OK" else one.short(value)
        # GU_IP_V4 is fine as V4; a digit in front would not be.
        text += comment(value.docs, 4) + f"    {name} = {value.value}\n"
    return text


def constants(api):
    return "\n\n" + "".join(comment(one.docs, 0) + f"{one.name} = {one.value}\n" for one in api.constants)


def callback(one):
    types = ", ".join(ctype(type_) for type_ in [one.result, *(p.type for p in one.parameters)])
    return "\n" + comment(one.docs, 0) + f"{one.name} = CFUNCTYPE({types})\n"


def function(one):
    hints = ", ".join(hint(p.type) for p in one.parameters)
    types = [ctype(one.result), *(ctype(p.type) for p in one.parameters)]
    # A string that is returned is never NULL.
    result = "bytes" if one.result.kind == "text" else hint(one.result)
    line = f"        self.{one.name}: Callable[[{hints}], {result}] = _declared("
    whole = f'library, "{one.name}", {", ".join(types)})'
    if len(line) + len(whole) <= 120:
        return line + whole + "\n"
    wrapped = textwrap.wrap(whole, 104)
    if len(line) > 120:
        hints = "\n".join(" " * 12 + part for part in textwrap.wrap(f"[{hints}], {result}", 104))
        line = f"        self.{one.name}: Callable[\n{hints}\n        ] = _declared("
    return line + "\n" + "".join(f"            {part}\n" for part in wrapped)


TAIL = '''

def _declared(library: CDLL, name: str, result: Any, *parameters: Any) -> Any:
    function = getattr(library, name)
    function.restype, function.argtypes = result, parameters
    return function


class Native:
    """The functions of a loaded library. What they do stands in graph_upload.h."""

    def __init__(self, path: str) -> None:
        library = CDLL(path)
'''


def generate(api):
    return (HEAD + "".join(enumeration(one) for one in api.enumerations) + constants(api)
            + "".join(callback(one) for one in api.callbacks) + TAIL + "".join(function(one) for one in api.functions))
