"""Node: a table of the functions for the addon, in C, and their types, in TypeScript.

The addon reads the table: what a function takes, what it returns, and how to call it with that. In JavaScript a pointer and
its length are one Uint8Array; a callback with its context and destroy is one function; the object that a function makes is its
result, and an error is thrown. A function that blocks returns a promise.
"""

OUTPUT = ["node/native/functions.c", "node/src/native.ts"]

# Written by hand in the addon: they start and end threads, or return bytes without their length.
BY_HAND = {"gu_queue_submit", "gu_queue_next", "gu_queue_free", "gu_state_data"}
# Block, and a queue or a promise does the same; or are of no use beside an event loop.
LEFT_OUT = {"gu_upload_run", "gu_upload_file", "gu_cancel_wait", "gu_job_wait", "gu_cancel_set_poll", "gu_job_context",
            "gu_session_set_save_callback"}
# Valid during a callback, on its thread: the addon passes what they hold.
PASSING = {"gu_progress", "gu_token_sink", "gu_log_record"}

NUMBERS = {"i32": "I32", "u32": "U32", "i64": "I64", "u64": "U64"}

HEAD = '''/* The functions of the library, as the addon calls them. Generated from include/graph_upload.api.json by bindings/api; do not edit. */
#include "addon.h"

'''

TYPES = '''/* The functions of the addon. Generated from include/graph_upload.api.json by bindings/api; do not edit. */

declare const handle: unique symbol;

/** An object of the library. It is freed when it is collected, or by `release` of the addon. */
export interface Handle<Name extends string> {
  readonly [handle]: Name;
}

/** What a callback waits for; `answer` of the addon ends it. */
export interface Ask {
  readonly [handle]: "ask";
}
'''

CALLBACKS = '''
/** `-1` fails, `1` stops, `0` continues; without a result the addon waits for `answer`. */
export type gu_progress_callback = (
  ask: Ask, sent: number, confirmed: number, total: number, spooled: number, bytesPerSecond: number, timeLeftMs: number,
  lateByMs: number, waitsMs: number, waitsFor: number, waitsCode: string,
) => number | undefined;
export type gu_read_at_callback = (ask: Ask, offset: number, length: number) => number | undefined;
export type gu_read_callback = (ask: Ask, length: number) => number | undefined;
export type gu_token_callback = (rejected: boolean, claims: string) => void;
export type gu_log_callback = (level: number, message: string) => void;
'''


def parameters(function):
    """(kind, name, handle, nullable, C expressions) of each parameter in JavaScript."""
    found, rest = [], list(function.parameters)
    while rest:
        one, index = rest.pop(0), len(found)
        slot = f"call->in[{index}]"
        names = [p.name for p in rest]
        if one.type.kind == "bytes":
            rest.pop(0)
            if names[1:2] == ["context"]:
                del rest[:2]
                found.append(("MEMORY", one.name, "", False, [f"{slot}.pointer", f"{slot}.length", f"{slot}.kept", "kept_released"]))
            else:
                found.append(("BYTES", one.name, "", one.nullable, [f"{slot}.pointer", f"{slot}.length"]))
        elif one.type.kind == "callback":
            del rest[:2]
            called = f"{slot}.kept != NULL ? on_{one.type.name} : NULL"
            found.append(("CALLBACK", one.name, one.type.name, one.nullable, [called, f"{slot}.kept", "kept_released"]))
        elif one.type.kind == "handle":
            found.append(("HANDLE", one.name, one.type.name, one.nullable, [f"{slot}.pointer"]))
        elif one.type.kind == "text":
            found.append(("TEXT", one.name, "", one.nullable, [f"{slot}.pointer"]))
        elif one.type.kind in NUMBERS:
            c = {"i32": "int32_t", "u32": "uint32_t", "i64": "int64_t", "u64": "uint64_t"}[one.type.kind]
            found.append((NUMBERS[one.type.kind], one.name, "", False, [f"({c}){slot}.number"]))
        elif one.type.kind == "out":
            if one.name == "error":
                found.append(("ERROR", "error", "", True, ["&call->error"]))
            else:
                assert one.type.of.kind == "handle", function.name
                found.append(("OUT", one.name, one.type.of.name, False, ["&made"]))
        else:
            raise ValueError(f"{function.name}: {one.name}")
    return found


def chosen(api):
    freeing = {one.freed_by for one in api.handles}
    return [one for one in api.functions if one.name not in BY_HAND | LEFT_OUT | freeing
            and not any(p.type.kind == "handle" and p.type.name in PASSING for p in one.parameters)]


def given(function):
    return [one for one in parameters(function) if one[0] not in ("OUT", "ERROR")]


def made(function):
    return next((one[2] for one in parameters(function) if one[0] == "OUT"), None)


def wrapped(first, items, last):
    """A call in lines of at most 120 columns."""
    lines, line = [], first
    for index, item in enumerate(items):
        text = item + (", " if index + 1 < len(items) else last)
        if len(line) + len(text.rstrip()) > 120:
            lines.append(line.rstrip())
            line = "        "
        line += text
    if not items:
        line += last
    return "\n".join([*lines, line]) + "\n"


def run(function):
    arguments = [text for one in parameters(function) for text in one[4]]
    text = f"static void run_{function.name}(struct call *call) {{\n"
    if made(function):
        text += f"    {made(function)} *made = NULL;\n"
    kind = function.result.kind
    target = {"void": "", "text": "call->text = ", "handle": "call->made = (void *)"}.get(kind, "call->number = (double)")
    if function.fallible:
        target = "call->status = "
    elif not function.parameters:
        text += "    (void)call;\n" if kind == "void" else ""
    text += wrapped(f"    {target}{function.name}(", arguments, ");")
    if made(function):
        text += "    call->made = made;\n"
    return text + "}\n\n"


def row(function):
    handle = made(function) or (function.result.name if function.result.kind == "handle" else None)
    kinds = {"void": "RESULT_NOTHING", "text": "RESULT_TEXT", "handle": "RESULT_BORROWED"}
    result = kinds.get(function.result.kind, "RESULT_NUMBER")
    if function.fallible:
        result = "RESULT_MADE" if handle else "RESULT_NOTHING"
    of = f"HANDLE_{handle.removeprefix('gu_').upper()}" if handle else "HANDLE_NONE"
    text = f'    {{"{function.name}", run_{function.name}, {int(function.blocks)}, {result}, {of}, {{'
    cells = []
    for kind, name, handle_name, nullable, _ in given(function):
        about = f"HANDLE_{handle_name.removeprefix('gu_').upper()}" if kind == "HANDLE" else "HANDLE_NONE"
        cells.append(f'{{{kind}, {about}, {int(nullable)}, "{name}"}}')
    cells.append("{NO_PARAMETER, HANDLE_NONE, 0, NULL}")
    return wrapped(text, cells, "}},")


def free(one):
    """What frees a box's object; a queue waits for its jobs, which the addon leaves to a thread."""
    return f"static void free_{one.name}(void *pointer) {{\n    {one.freed_by}(pointer);\n}}\n\n"


def table(api):
    owned = [one for one in api.handles if one.freed_by and one.name != "gu_queue"]
    text = HEAD + "".join(run(one) for one in chosen(api))
    text += "const struct function functions[] = {\n" + "".join(row(one) for one in chosen(api)) + "};\n\n"
    text += "const size_t function_count = sizeof functions / sizeof *functions;\n\n"
    text += "".join(free(one) for one in owned)
    text += "const struct handle_kind handle_kinds[] = {\n    [HANDLE_NONE] = {\"nothing\", NULL},\n"
    for one in api.handles:
        short = one.name.removeprefix("gu_").upper()
        text += f'    [HANDLE_{short}] = {{"{one.name}", {"free_" + one.name if one in owned else "NULL"}}},\n'
    return text + "};\n"


def doc(text, indent=""):
    lines = text.replace("*/", "* /").split("\n")
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def camel(name):
    return "".join(word.capitalize() for word in name.removeprefix("gu_").split("_"))


def enumeration(one):
    text = "\n" + doc(one.docs) + f"export const {camel(one.name)} = {{\n"
    for value in one.values:
        name = "OK" if value.name == "GU_OK" else one.short(value)
        text += doc(value.docs, "  ") + f"  {name}: {value.value},\n"
    return text + "} as const;\n"


def hint(kind, name, nullable):
    plain = {"BYTES": "Uint8Array", "MEMORY": "Uint8Array", "TEXT": "string", "CALLBACK": name, "HANDLE": f'Handle<"{name}">'}
    return plain.get(kind, "number") + (" | null" if nullable else "")


def signature(function):
    # A word of JavaScript is no name of a parameter.
    arguments = ", ".join(f"{'of' if name == 'continue' else name}: {hint(kind, about, nullable)}"
                          for kind, name, about, nullable, _ in given(function))
    handle = made(function)
    if function.fallible:
        result = f'Handle<"{handle}">' if handle else "void"
    else:
        plain = {"void": "void", "text": "string", "handle": f'Handle<"{function.result.name}"> | null'}
        result = plain.get(function.result.kind, "number")
    # gu_finish() is the one whose object may be missing, for what is not wanted; here it is wanted.
    if function.blocks:
        result = f"Promise<{result}>"
    return f"  {function.name}({arguments}): {result};\n"


def types(api):
    text = TYPES + CALLBACKS + "".join(enumeration(one) for one in api.enumerations) + "\n"
    text += "".join(doc(one.docs) + f"export const {one.name.removeprefix('GU_')} = {one.value};\n" for one in api.constants)
    text += "\n/** What they do stands in graph_upload.h; errors are thrown. */\nexport interface Functions {\n"
    return text + "".join(signature(one) for one in chosen(api)) + "}\n"


def generate(api):
    return [table(api), types(api)]
