"""PHP: the declarations for ext-ffi, a class with a typed method for each function, and an enum for each type of numbers.

In the declarations a context is a number, as wide as a pointer, and bytes that are passed with their length are a string, so that PHP's
integers and strings can be given as they are.
"""

from model import load

C = {"i32": "int32_t", "u32": "uint32_t", "i64": "int64_t", "u64": "uint64_t", "void": "void", "pointer": "intptr_t",
     "text": "const char *"}
HINTS = {"i32": "int", "u32": "int", "i64": "int", "u64": "int", "text": "?string", "bytes": "?string", "pointer": "int",
         "handle": "?CData", "out": "?CData", "callback": "?CData", "void": "void"}

GENERATED = "Generated from include/graph_upload.api.json by bindings/api; do not edit."

NATIVE = f'''<?php

// {GENERATED}

declare(strict_types=1);

namespace GraphUpload\\Internal;

use FFI\\CData;

/**
 * The functions of the loaded library, typed. What they do stands in graph_upload.h.
 *
 * @internal
 */
final class Native
{{
'''


def camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


def enumeration_name(one):
    return camel(one.name.removeprefix("gu_"))


def path(one):
    return f"php/src/{enumeration_name(one)}.php"


# Paths have to be known before the text is asked for.
OUTPUT = ["php/src/Internal/graph_upload.h", "php/src/Internal/Native.php", *(path(one) for one in load().enumerations)]


def spaced(c, name):
    return f"{c}{name}" if c.endswith("*") else f"{c} {name}"


def ctype(type_, of_callback=False):
    """The C type of a parameter."""
    if type_.kind == "out":
        return ctype(type_.of) + ("*" if ctype(type_.of).endswith("*") else " *")
    if type_.kind == "handle":
        return f"{type_.name} *"
    if type_.kind == "callback":
        return type_.name
    if type_.kind == "bytes":
        # A callback is given a place to write to.
        return "uint8_t *" if of_callback else "const char *"
    return C[type_.kind]


def result_ctype(type_):
    return "const uint8_t *" if type_.kind == "bytes" else ctype(type_)


def parameters(one, of_callback=False):
    return ", ".join(spaced(ctype(p.type, of_callback), p.name) for p in one.parameters) or "void"


def header(api):
    text = f"/* {GENERATED} */\n"
    text += "".join(f"typedef struct {one.name} {one.name};\n" for one in api.handles)
    text += "".join(f"typedef {C[one.result.kind]} (*{one.name})({parameters(one, True)});\n" for one in api.callbacks)
    for one in api.functions:
        text += f"{spaced(result_ctype(one.result), one.name)}({parameters(one)});\n"
    return text


def doc(text, indent=""):
    lines = text.replace("*/", "* /").split("\n")
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def constants(api):
    return "".join(doc(one.docs, "    ") + f"    public const {one.name} = {one.value};\n" for one in api.constants)


def method(one):
    given = ", ".join(f"{HINTS[p.type.kind]} ${p.name}" for p in one.parameters)
    # A string that is returned is never NULL; bytes are returned where they are.
    result = {"text": "string", "bytes": "?CData"}.get(one.result.kind, HINTS[one.result.kind])
    names = ", ".join(f"${p.name}" for p in one.parameters)
    head = f"    public function {one.name}({given}): {result}\n"
    if len(head) > 121:
        given = "".join(f"        {HINTS[p.type.kind]} ${p.name},\n" for p in one.parameters)
        head = f"    public function {one.name}(\n{given}    ): {result} {{\n"
    else:
        head += "    {\n"
    back = "" if result == "void" else "return "
    return f"\n{head}        {back}$this->ffi->{one.name}({names});\n    }}\n"


def native(api):
    text = NATIVE + constants(api)
    text += "\n    public function __construct(public readonly \\FFI $ffi)\n    {\n    }\n"
    return text + "".join(method(one) for one in api.functions) + "}\n"


def case(one, value):
    return "Ok" if value.name == "GU_OK" else camel(one.short(value).lower())


def enumeration(one):
    text = f"<?php\n\n// {GENERATED}\n\ndeclare(strict_types=1);\n\nnamespace GraphUpload;\n\n"
    text += doc(one.docs) + f"enum {enumeration_name(one)}: int\n{{\n"
    text += "\n".join(doc(value.docs, "    ") + f"    case {case(one, value)} = {value.value};\n" for value in one.values)
    return text + "}\n"


def generate(api):
    return [header(api), native(api), *(enumeration(one) for one in api.enumerations)]
