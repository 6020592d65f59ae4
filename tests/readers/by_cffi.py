"""Prints what cffi saw: by_cffi.py DECLARATIONS LIBRARY"""

import sys

import cffi

ffi = cffi.FFI()
with open(sys.argv[1], encoding="utf-8") as file:
    ffi.cdef(file.read())
library = ffi.dlopen(sys.argv[2])


def normal(type):
    if type.kind == "void":
        return "void"
    if type.kind == "pointer":
        to = type.item
        return "*" + normal(to) if to.cname in ("uint8_t", "uint32_t") else "*"
    if type.kind == "function":
        return "*"
    sign = "i" if int(ffi.cast(type, -1)) < 0 else "u"
    return f"{sign}{8 * ffi.sizeof(type)}"


def signature(type):
    return f"{normal(type.result)}({','.join(map(normal, type.args))})"


for name in dir(library):
    value = getattr(library, name)
    if isinstance(value, int):
        print("constant", name, value)
    else:
        print("function", name, signature(ffi.typeof(value)))
for name in ffi.list_types()[0]:
    type = ffi.typeof(name)
    if type.kind == "function":
        print("callback", name, signature(type))
    elif type.kind == "primitive":
        print("type", name, normal(type))
print("version", library.gu_version_number())
print("status_name", ffi.string(library.gu_status_name(7)).decode())
