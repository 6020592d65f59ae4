"""Prints what pycparser saw: by_pycparser.py DECLARATIONS"""

import sys

from pycparser import c_ast, c_parser

# It needs the type names of <stdint.h> declared.
numbers = {"uint8_t": "u8", "int32_t": "i32", "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64"}
known = "".join(f"typedef int {name};" for name in numbers)
with open(sys.argv[1], encoding="utf-8") as file:
    declarations = c_parser.CParser().parse(known + file.read(), sys.argv[1]).ext[len(numbers):]
types = dict(numbers)


def normal(type):
    if isinstance(type, c_ast.PtrDecl):
        to = normal(type.type) if isinstance(type.type, c_ast.TypeDecl) else ""
        return "*" + to if to in ("u8", "u32") else "*"
    name = type.type.names[0] if isinstance(type.type, c_ast.IdentifierType) else type.type.name
    return types.get(name, name)


def signature(type):
    parameters = [normal(parameter.type) for parameter in type.args.params]
    return f"{normal(type.type)}({','.join(parameters) if parameters != ['void'] else ''})"


for one in declarations:
    if isinstance(one, c_ast.Typedef):
        if isinstance(one.type, c_ast.PtrDecl):
            types[one.name] = "*"
            print("callback", one.name, signature(one.type.type))
        elif isinstance(one.type.type, c_ast.IdentifierType):
            types[one.name] = normal(one.type)
            print("type", one.name, types[one.name])
    elif isinstance(one.type, c_ast.FuncDecl):
        print("function", one.name, signature(one.type))
    elif isinstance(one.type, c_ast.Enum):
        for value in one.type.values.enumerators:
            negative = isinstance(value.value, c_ast.UnaryOp)
            print("constant", value.name, "-" + value.value.expr.value if negative else value.value.value)
