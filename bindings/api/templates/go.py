"""Go: the functions by cgo. The library is linked, or loaded while the program runs; both have the same declarations."""

import re

OUTPUT = ["go/native.h", "go/native_loaded.c", "go/native_callbacks.c", "go/native.go", "go/constants.go"]

NOTE = "Code generated from include/graph_upload.api.json by bindings/api. DO NOT EDIT."

# Memory that the library keeps cannot be Go's; Go handles signals and runs uploads by the queue alone.
LEFT_OUT = {"gu_upload_set_memory", "gu_cancel_set_poll", "gu_upload_file", "gu_upload_run"}

# Parts of names that Go writes in capitals.
CAPITALS = {"api", "ca", "http", "id", "ip", "json", "os", "pem", "url"}

C_NUMBERS = {"i32": "int32_t", "u32": "uint32_t", "i64": "int64_t", "u64": "uint64_t"}
GO_NUMBERS = {"i32": "int32", "u32": "uint32", "i64": "int64", "u64": "uint64"}

# What the documentation of constants calls by its name in C.
IN_GO = [
    (r"gu_error_is_retryable\(\) is 0", "Error.Retryable is false"),
    (r"gu_error_http_status\(\) is not 0", "Error.HTTPStatus is not 0"),
    (r"gu_error_retry_after_ms\(\)", "Error.RetryAfter"),
    (r"gu_put_chunk\(\)", "Session.Put"),
    (r"gu_finish\(\) and gu_upload_run\(\) look again", "Session.Finish and another upload with the same state file look again"),
    (r"From gu_upload_run\(\)|From\ngu_upload_run\(\)", "From an upload"),
    (r"GU_OK or a GU_ERR_ code", "OK or an Err code, which is an error for errors.Is"),
    (r"gu_client_set_token\(\)", "Client.SetToken"),
    (r"gu_finish\(\)", "Session.Finish"),
    (r"gu_session_next_offset\(\)", "Session.NextOffset"),
    (r"gu_session_discard\(\)", "Session.Discard"),
    (r"gu_upload_set_differs_is_error\(\)", "UploadOptions.DiffersIsError"),
    (r"gu_options_set_locked_policy\(\)", "Options.LockedPolicy"),
    (r", see gu_upload_set_stream\(\): gu_progress_spooled\(\) bytes so far", ": Progress.Spooled bytes so far"),
    (r"gu_item_name\(\)", "Item.Name"),
    (r"A gu_cancel was raised", "The context ended, the job was cancelled,"),
    (r"NULL, out of range", "out of range"),
    (r"GU_ERR_(\w+)", lambda match: "Err" + camel(match[1].lower())),
    (r"\n@since 0\.2", ""),
]


def camel(name, first_small=False):
    words = [word.upper() if word in CAPITALS else word.capitalize() for word in name.split("_")]
    if first_small:
        words[0] = words[0].lower()
    return "".join(words)


def function_name(name):
    return "gu" + camel(name.removeprefix("gu_"))


# ---- C

def c_type(type_):
    if type_.kind == "handle":
        return f"const {type_.name} *"
    if type_.kind == "out":
        return {"handle": f"{type_.of.name} **", "u32": "uint32_t *"}[type_.of.kind]
    if type_.kind in C_NUMBERS:
        return C_NUMBERS[type_.kind] + " "
    if type_.kind == "callback":
        return type_.name + " "
    return {"text": "const char *", "bytes": "const uint8_t *", "pointer": "void *", "void": "void "}[type_.kind]


def c_parameter(one, in_callback=False):
    # Bytes that a callback fills are not const.
    text = "uint8_t *" if in_callback and one.type.kind == "bytes" else c_type(one.type)
    return f"{text}{one.name}"


def c_parameters(function):
    return ", ".join(c_parameter(one) for one in function.parameters) or "void"


def takes_context(function):
    """Whether it has a callback, or a context alone, which Go passes as a number."""
    return any(one.name == "context" for one in function.parameters)


def callback_of(function):
    return next((one.type.name for one in function.parameters if one.name == "callback"), None)


def shim_parameters(function):
    """Parameters with a number in place of callback, context and destroy."""
    kept = [c_parameter(one) for one in function.parameters if one.name not in ("callback", "destroy", "context")]
    return ", ".join([*kept[:-1], "uintptr_t context", kept[-1]])


def functions_of(api):
    return [one for one in api.functions if one.name not in LEFT_OUT]


def callbacks_of(api):
    used = {callback_of(one) for one in functions_of(api)} | {"gu_destroy_callback"}
    return [one for one in api.callbacks if one.name in used]


def header(api):
    lines = [f"/* {NOTE} */", "#ifndef GU_GO_NATIVE_H", "#define GU_GO_NATIVE_H", "", "#include <stdint.h>", ""]
    lines += [f"typedef struct {one.name} {one.name};" for one in api.handles]
    lines.append("")
    lines += [f"typedef {c_type(one.result)}(*{one.name})({', '.join(c_parameter(p, True) for p in one.parameters)});"
              for one in callbacks_of(api)]
    lines.append("")
    lines += [f"{c_type(one.result)}{one.name}({c_parameters(one)});" for one in functions_of(api)]
    lines += ["", "/* The same with the functions of Go as callbacks. `context` is a cgo.Handle; 0 removes the callback. */", ""]
    lines += [f"{c_type(one.result)}go_{one.name}({shim_parameters(one)});" for one in functions_of(api) if takes_context(one)]
    lines += ["", "#endif"]
    return "\n".join(lines) + "\n"


def loaded(api):
    names = [one.name for one in functions_of(api)]
    parts = ["//go:build !graphupload_system\n", f"/* {NOTE} */",
             "/* Hidden, so that the loaded library never finds them in place of its own. */",
             "#pragma GCC visibility push(hidden)", '#include "native.h"', "#pragma GCC visibility pop", '#include "load.h"', "",
             "#include <stddef.h>", "", "static struct {"]
    parts += [f"    {c_type(one.result)}(*{one.name})({c_parameters(one)});" for one in functions_of(api)]
    parts += ["} loaded;", "", "static const struct { const char *name; void *place; } names[] = {"]
    parts += [f'    {{"{name}", &loaded.{name}}},' for name in names]
    parts += ["};", "", "const char *go_gu_resolve(void *library) {", "    size_t i;",
              "    for (i = 0; i < sizeof names / sizeof *names; i++) {",
              "        void *found = go_gu_symbol(library, names[i].name);", "        if (found == NULL) return names[i].name;",
              "        *(void **)names[i].place = found;", "    }", "    return NULL;", "}", ""]
    for one in functions_of(api):
        give = "" if one.result.kind == "void" else "return "
        arguments = ", ".join(p.name for p in one.parameters)
        parts.append(f"{c_type(one.result)}{one.name}({c_parameters(one)}) {{ {give}loaded.{one.name}({arguments}); }}")
    return "\n".join(parts) + "\n"


def callbacks(api):
    parts = [f"/* {NOTE} */", '#include "native.h"', '#include "_cgo_export.h"', "", "#include <stddef.h>", ""]
    for one in callbacks_of(api):
        arguments = []
        for p in one.parameters:
            if p.name == "context":
                arguments.append("(uintptr_t)context")
            else:
                arguments.append(f"({p.type.name} *){p.name}" if p.type.kind == "handle" else p.name)
        give = "" if one.result.kind == "void" else "return "
        parts.append(f"static {c_type(one.result)}on_{one.name}({', '.join(c_parameter(p, True) for p in one.parameters)}) {{")
        parts.append(f"    {give}{function_name(one.name)}({', '.join(arguments)});\n}}\n")
    for one in functions_of(api):
        if not takes_context(one):
            continue
        with_callback = callback_of(one)
        arguments = []
        for p in one.parameters:
            arguments.append({"callback": f"context == 0 ? NULL : on_{with_callback}", "context": "(void *)context",
                              "destroy": "context == 0 ? NULL : on_gu_destroy_callback"}.get(p.name, p.name))
        parts.append(f"{c_type(one.result)}go_{one.name}({shim_parameters(one)}) {{")
        parts.append(f"    return {one.name}({', '.join(arguments)});\n}}\n")
    return "\n".join(parts)


# ---- Go

def go_type(type_):
    if type_.kind in GO_NUMBERS:
        return GO_NUMBERS[type_.kind]
    return {"handle": f"*C.{type_.name}", "text": "string", "bytes": "*C.uint8_t", "pointer": "uintptr"}[type_.kind]


class Call:
    """A function of Go that calls one of C."""

    def __init__(self, function):
        self.function = function
        self.parameters, self.arguments, self.before, self.keep = [], [], [], []
        self.out = None
        self.texts = [one for one in function.parameters if one.type.kind == "text"]
        shim = takes_context(function)
        rest = [one for one in function.parameters if one.name not in ("callback", "destroy")]
        if shim:
            # Before what comes last, as in the shim.
            context = next(one for one in rest if one.name == "context")
            rest.remove(context)
            rest.insert(len(rest) - 1, context)
        skip = False
        for index, one in enumerate(rest):
            if skip:
                skip = False
                continue
            skip = one.type.kind == "bytes"
            self.add(one)
        self.name = f"go_{function.name}" if shim else function.name

    def add(self, one):
        name = camel(one.name, True)
        kind = one.type.kind
        if kind == "out" and one.name == "error":
            self.arguments.append("&failure")
        elif kind == "out":
            self.out = (name, one.type.of)
            self.arguments.append(f"&{name}")
        elif kind == "text":
            self.parameters.append((name, "string"))
            self.arguments.append(f"texts.{'optional' if one.nullable else 'add'}(\"{one.name}\", {name})")
        elif kind == "bytes":
            self.parameters.append((name, "[]byte"))
            self.arguments += [f"bytesOf({name})", f"C.uint64_t(len({name}))"]
        elif kind == "pointer":
            self.parameters.append((name, "uintptr"))
            self.arguments.append(f"C.uintptr_t({name})")
        elif kind == "handle":
            self.parameters.append((name, f"*C.{one.type.name}"))
            self.arguments.append(name)
        else:
            self.parameters.append((name, GO_NUMBERS[kind]))
            self.arguments.append(f"C.{C_NUMBERS[kind]}({name})")

    def signature(self):
        groups = []
        for name, type_ in self.parameters:
            if groups and groups[-1][1] == type_:
                groups[-1][0].append(name)
            else:
                groups.append(([name], type_))
        return ", ".join(f"{', '.join(names)} {type_}" for names, type_ in groups)

    def result(self):
        if self.function.fallible:
            return f"({self.out[0]} {go_type(self.out[1])}, err *Error)" if self.out else "(err *Error)"
        return "" if self.function.result.kind == "void" else go_type(self.function.result)

    def text(self):
        result = self.result()
        lines = [f"func {function_name(self.function.name)}({self.signature()}) {result}".rstrip() + " {"]
        if not self.function.fallible:
            call = f"C.{self.name}({', '.join(self.arguments)})"
            if self.texts:
                raise ValueError(f"{self.function.name}: text that cannot be refused")
            kind = self.function.result.kind
            value = {"void": call, "text": f"return C.GoString({call})", "handle": f"return {call}",
                     "bytes": f"return {call}"}.get(kind) or f"return {go_type(self.function.result)}({call})"
            return "\n".join([*lines, f"\t{value}", "}"])
        lines.append("\tvar failure *C.gu_error")
        arguments = list(self.arguments)
        if self.texts:
            lines += ["\tvar texts texts", "\tdefer texts.free()"]
            given = []
            # All are made first: a text that C cannot have is not passed.
            for index, argument in enumerate(arguments):
                if argument.startswith("texts."):
                    given.append(f"\ttext{len(given)} := {argument}")
                    arguments[index] = f"text{len(given) - 1}"
            lines += given
            lines += ["\tif texts.err != nil {", "\t\treturn " + ("nil, texts.err" if self.out else "texts.err"), "\t}"]
        lines.append(f"\tstatus := C.{self.name}({', '.join(arguments)})")
        lines.append("\treturn " + (f"{self.out[0]}, " if self.out else "") + "failed(status, failure)")
        return "\n".join([*lines, "}"])


def go(api):
    text = f"// {NOTE}\n\npackage graphupload\n\n// #include \"native.h\"\nimport \"C\"\n"
    for one in functions_of(api):
        # It has no error to return the refusal of a text by.
        if any(p.type.kind == "text" for p in one.parameters) and not one.fallible:
            raise ValueError(one.name)
        text += "\n" + Call(one).text() + "\n"
    return text


# ---- constants

INTERNAL = {"gu_queue_count"}
NAMES = {"gu_wait": "WaitReason"}


def in_go(text):
    for pattern, replacement in IN_GO:
        text = re.sub(pattern, replacement, text)
    return text


def comment(text, indent=""):
    return "".join(f"{indent}// {line}".rstrip() + "\n" for line in in_go(text).strip().split("\n"))


def enumeration(one):
    name = NAMES.get(one.name, camel(one.name.removeprefix("gu_")))
    prefix = "Err" if one.name == "gu_status" else camel(one.prefix.removeprefix("GU_").rstrip("_").lower())
    internal = one.name in INTERNAL
    if internal:
        name, prefix = name[0].lower() + name[1:], prefix[0].lower() + prefix[1:]
    # An abbreviation keeps its capitals.
    docs = one.docs if one.docs[1].isupper() else one.docs[0].lower() + one.docs[1:]
    text = "\n" + comment(f"{name}: {docs}") + f"type {name} int32\n\nconst (\n"
    shorts = ["OK" if value.name == "GU_OK" else prefix + camel(one.short(value).lower()) for value in one.values]
    for index, (short, value) in enumerate(zip(shorts, one.values)):
        text += ("\n" if index else "") + comment(value.docs, "\t") + f"\t{short} {name} = {value.value}\n"
    text += ")\n"
    # The library itself names a status.
    if internal or one.name == "gu_status":
        return text
    text += f"\n// String returns the name of the constant, such as \"{shorts[0]}\".\nfunc (v {name}) String() string {{\n\tswitch v {{\n"
    text += "".join(f"\tcase {short}:\n\t\treturn \"{short}\"\n" for short in shorts)
    return text + f"\t}}\n\treturn \"{name}(\" + strconv.Itoa(int(v)) + \")\"\n}}\n"


def constants(api):
    text = f"// {NOTE}\n\npackage graphupload\n\nimport \"strconv\"\n"
    for one in api.enumerations:
        text += enumeration(one)
    text += "\nconst (\n"
    for index, one in enumerate(api.constants):
        name = camel(one.name.removeprefix("GU_").lower(), True)
        text += ("\n" if index else "") + comment(one.docs, "\t") + f"\t{name} = {one.value}\n"
    return text + ")\n"


def generate(api):
    return [header(api), loaded(api), callbacks(api), go(api), constants(api)]
