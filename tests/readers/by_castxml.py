"""Prints what castxml saw, from its XML: by_castxml.py FILE"""

import sys
import xml.etree.ElementTree

nodes = {node.get("id"): node for node in xml.etree.ElementTree.parse(sys.argv[1]).getroot()}


def plain(id):
    """The node of a type without qualifiers and names."""
    node = nodes[id]
    while node.tag in ("Typedef", "CvQualifiedType", "ElaboratedType"):
        node = nodes[node.get("type")]
    return node


def normal(id):
    node = plain(id)
    if node.tag == "PointerType":
        to = plain(node.get("type"))
        is_number = to.tag == "FundamentalType" and to.get("name") in ("unsigned char", "unsigned int")
        return "*" + normal(to.get("id")) if is_number else "*"
    if node.get("name") == "void":
        return "void"
    return ("u" if "unsigned" in node.get("name") else "i") + node.get("size")


def signature(node):
    parameters = [normal(argument.get("type")) for argument in node.findall("Argument")]
    return f"{normal(node.get('returns'))}({','.join(parameters)})"


for node in nodes.values():
    name = node.get("name", "")
    if node.tag == "Function" and name.startswith("gu_"):
        print("function", name, signature(node))
    elif node.tag == "Typedef" and name.startswith("gu_"):
        type = plain(node.get("id"))
        if type.tag == "PointerType":
            print("callback", name, signature(plain(type.get("type"))))
        elif type.tag == "FundamentalType":
            print("type", name, normal(node.get("id")))
    elif node.tag == "Enumeration":
        for value in node.findall("EnumValue"):
            print("constant", value.get("name"), value.get("init"))
