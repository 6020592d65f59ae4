"""Java: the functions by JNA's direct mapping, and an enum for each enumeration."""

import re
import textwrap

PACKAGE = "io.github.graphupload"
FOLDER = "java/src/main/java/io/github/graphupload"
MARK = "// Generated from include/graph_upload.api.json by bindings/api; do not edit.\n"

ENUMERATIONS = ["gu_status", "gu_kind", "gu_integrity", "gu_wait", "gu_stage", "gu_log_level", "gu_api_version", "gu_cloud",
                "gu_locked_policy", "gu_baseline", "gu_ip_version", "gu_conflict", "gu_commit"]
# What the library returns: a newer one may return more.
RETURNED = {"gu_status", "gu_integrity", "gu_wait", "gu_stage", "gu_log_level"}
# Not for users: they get the counts by name.
INTERNAL = ["gu_queue_count"]

TYPES = {"void": "void", "i32": "int", "u32": "int", "i64": "long", "u64": "long", "text": "String", "bytes": "Pointer",
         "pointer": "Pointer", "handle": "Pointer"}


def camel(name):
    return "".join(word.capitalize() for word in name.removeprefix("gu_").split("_"))


OUTPUT = [f"{FOLDER}/internal/Functions.java",
          *(f"{FOLDER}/{camel(name)}.java" for name in ENUMERATIONS),
          *(f"{FOLDER}/internal/{camel(name)}.java" for name in INTERNAL)]


def escaped(text):
    """As javadoc wants it: text, not HTML."""
    text = re.sub(r"\n*@since [0-9.]+", "", text).strip()
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;").replace("*/", "*&#47;")


def doc(text, indent=""):
    paragraphs = re.split(r"\n\s*\n", escaped(text))
    lines = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            lines.append("")
            paragraph = "<p>" + paragraph
        lines += textwrap.wrap(" ".join(paragraph.split()), 100 - len(indent), break_on_hyphens=False)
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def enumeration(one, package):
    name, received = camel(one.name), one.name in RETURNED
    text = f"{MARK}package {package};\n\n" + doc(one.docs) + f"public enum {name} {{\n"
    values = []
    for value in one.values:
        short = "OK" if value.name == "GU_OK" else one.short(value)
        values.append(doc(value.docs, "    ") + f"    {short}({value.value})")
    if received:
        values.append(doc("A value that this version does not know.", "    ") + "    UNKNOWN(Integer.MIN_VALUE)")
    text += ",\n".join(values) + ";\n\n"
    text += f"    private final int value;\n\n    {name}(int value) {{\n        this.value = value;\n    }}\n\n"
    text += "    /**\n     * Returns the number that the C API has for it.\n     *\n     * @return the number\n     */\n"
    text += "    public int value() {\n        return value;\n    }\n"
    if received:
        text += ("\n    /**\n     * Returns the constant of a number of the C API.\n     *\n     * @param value  the number\n"
                 "     * @return the constant, or {@link #UNKNOWN}\n     */\n"
                 f"    public static {name} of(int value) {{\n        for ({name} one : values()) {{\n"
                 "            if (one.value == value) {\n                return one;\n            }\n        }\n"
                 "        return UNKNOWN;\n    }\n")
    return text + "}\n"


def type_of(type_, in_callback=False):
    if type_.kind == "out":
        return "Pointer" if in_callback else "PointerByReference"
    if type_.kind == "callback":
        return camel(type_.name)
    return TYPES[type_.kind]


def parameters(function, in_callback=False):
    # A word of Java is no name of a parameter.
    names = {"continue": "continues"}
    return [f"{type_of(p.type, in_callback)} {camel_lower(names.get(p.name, p.name))}" for p in function.parameters]


def camel_lower(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def wrapped(head, words, tail, indent):
    line = f"{indent}{head}({', '.join(words)}){tail}"
    if len(line) <= 110:
        return line + "\n"
    body = textwrap.wrap(", ".join(words), 110 - len(indent) - 8)
    return f"{indent}{head}(\n" + "\n".join(f"{indent}        {part}" for part in body) + f"){tail}\n"


def callback(one):
    head = f"{TYPES[one.result.kind]} call"
    return ("\n" + doc(one.docs, "    ") + f"    public interface {camel(one.name)} extends Callback {{\n"
            + wrapped(head, parameters(one, True), ";", "        ") + "    }\n")


def function(one):
    assert all(p.type.kind != "out" or p.type.of.kind == "handle" for p in one.parameters), one.name
    return wrapped(f"public static native {TYPES[one.result.kind]} {one.name}", parameters(one), ";", "    ")


def functions(api):
    text = f"{MARK}package {PACKAGE}.internal;\n\n"
    text += "import com.sun.jna.Callback;\nimport com.sun.jna.Pointer;\nimport com.sun.jna.ptr.PointerByReference;\n\n"
    text += ("/**\n * The functions of the library, by JNA's direct mapping. What they do stands in graph_upload.h.\n *\n"
             " * <p>Strings are UTF-8. Unsigned numbers have the signed type of their size.\n */\n")
    text += "public final class Functions {\n"
    for one in api.constants:
        text += doc(one.docs, "    ") + f"    public static final int {one.name.removeprefix('GU_')} = {one.value};\n\n"
    text += "    static {\n        Loading.register(Functions.class);\n    }\n\n    private Functions() {}\n"
    text += "".join(callback(one) for one in api.callbacks) + "\n"
    return text + "\n".join(function(one) for one in api.functions) + "}\n"


def generate(api):
    by_name = {one.name: one for one in api.enumerations}
    assert set(by_name) == {*ENUMERATIONS, *INTERNAL}, set(by_name) ^ {*ENUMERATIONS, *INTERNAL}
    return [functions(api),
            *(enumeration(by_name[name], PACKAGE) for name in ENUMERATIONS),
            *(enumeration(by_name[name], f"{PACKAGE}.internal") for name in INTERNAL)]
