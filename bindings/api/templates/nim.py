"""Nim: constants, callback types, and a table of typed functions that is filled from a loaded library."""

import textwrap

OUTPUT = "nim/src/graph_upload/native.nim"

HEAD = '''## The C functions of the library. Generated from include/graph_upload.api.json by bindings/api; do not edit.

import std/dynlib

'''

TAIL = '''
var gu*: Native
  ## The functions of the loaded library; nil before `load`.

proc load*(library: LibHandle): string =
  ## Fills the table. Returns the name of a function that the library does not have, or "".
  for name, function in gu.fieldPairs:
    let address = library.symAddr("gu_" & name)
    if address == nil:
      return "gu_" & name
    function = cast[typeof(function)](address)
'''

TYPES = {"i32": "int32", "u32": "uint32", "i64": "int64", "u64": "uint64", "text": "cstring", "bytes": "pointer",
         "pointer": "pointer", "void": "void"}


def nim_type(type_):
    if type_.kind == "out":
        return f"ptr {nim_type(type_.of)}"
    if type_.kind == "handle":
        return f"ptr {type_.name}"
    return type_.name or TYPES[type_.kind]


def comment(text, indent):
    pad = " " * indent
    return "".join(f"{pad}## {line}".rstrip() + "\n" for line in text.split("\n"))


def signature(one, indent):
    parameters = [f"{p.name}: {nim_type(p.type)}" for p in one.parameters]
    result = "" if one.result.kind == "void" else f": {nim_type(one.result)}"
    end = f"){result} {{.cdecl, gcsafe, raises: [].}}"
    line = "proc (" + "; ".join(parameters) + end
    return textwrap.fill(line, 110 - indent, subsequent_indent=" " * (indent + 4))


def enumeration(one):
    text = f"type {one.name}* = distinct int32\n" + comment(one.docs, 2)
    text += "\n".join(["", f"func `==`*(a, b: {one.name}): bool {{.borrow.}}", "", "const\n"])
    for value in one.values:
        text += f"  {value.name}* = {one.name}({value.value})\n" + comment(value.docs, 4)
    text += f"\nfunc `$`*(value: {one.name}): string =\n"
    text += "  ## Its name; the number of one that this version does not know.\n  case int32(value)\n"
    for value in one.values:
        name = value.name if one.name == "gu_status" else one.short(value).lower().replace("_", "-")
        text += f'  of {value.value}: "{name}"\n'
    return text + "  else: $int32(value)\n\n"


def constants(api):
    kind = {True: "'u32", False: "'i32"}
    text = "const\n"
    for one in api.constants:
        unsigned = one.name in ("GU_READ_MAX", "GU_VERSION_NUMBER")
        text += f"  {one.name}* = {one.value}{kind[unsigned]}\n" + comment(one.docs, 4)
    return text + "\n"


def handle(one):
    return f"  {one.name}* {{.incompleteStruct.}} = object\n"


def callback(one):
    return f"  {one.name}* = {signature(one, 2)}\n" + comment(one.docs, 4)


def generate(api):
    return (HEAD + "".join(enumeration(one) for one in api.enumerations) + constants(api)
            + "type\n" + "".join(handle(one) for one in api.handles) + "\n"
            + "".join(callback(one) for one in api.callbacks)
            + "\n  Native* = object\n    ## The functions, by their names without gu_. What they do stands in graph_upload.h.\n"
            + "".join(f"    {one.name.removeprefix('gu_')}*: {signature(one, 4)}\n" for one in api.functions) + TAIL)
