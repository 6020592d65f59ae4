"""Prints what ctypesgen saw, from the module that it generated: by_ctypesgen.py FOLDER"""

import ctypes
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import graph_upload

POINTER = type(ctypes.POINTER(ctypes.c_int))
CALLBACK = type(ctypes.CFUNCTYPE(None))
NUMBER = type(ctypes.c_int)
letters = {"i": "i", "l": "i", "q": "i", "B": "u", "I": "u", "L": "u", "Q": "u"}


def normal(type):
    if type is None:
        return "void"
    is_text = type is ctypes.c_char_p or type.__name__ in ("String", "ReturnString")
    if is_text or type is ctypes.c_void_p or isinstance(type, CALLBACK):
        return "*"
    if isinstance(type, POINTER):
        to = type._type_
        return "*" + normal(to) if to in (ctypes.c_uint8, ctypes.c_uint32) else "*"
    return f"{letters[type._type_]}{8 * ctypes.sizeof(type)}"


def signature(result, parameters):
    return f"{normal(result)}({','.join(map(normal, parameters))})"


for name, value in vars(graph_upload).items():
    if name.startswith("GU_"):
        print("constant", name, value)
    elif not name.startswith("gu_"):
        continue
    elif isinstance(value, CALLBACK):
        # ctypesgen turns the result void of a callback into a pointer, which a caller in C ignores.
        result = None if value._restype_ is ctypes.c_void_p else value._restype_
        print("callback", name, signature(result, value._argtypes_))
    elif isinstance(value, NUMBER):
        print("type", name, normal(value))
    elif hasattr(value, "argtypes"):
        print("function", name, signature(value.restype, value.argtypes))
print("version", graph_upload.gu_version_number())
print("status_name", bytes(graph_upload.gu_status_name(7)).decode())
