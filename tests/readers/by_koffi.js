// Prints what koffi saw: by_koffi.js DECLARATIONS LIBRARY
"use strict";

const fs = require("node:fs");
const koffi = require("koffi");

const numbers = { Int32: "i32", UInt32: "u32", Int64: "i64", UInt64: "u64", UInt8: "u8", Void: "void" };

function normal(type) {
  if (type.primitive === "Pointer" && ["UInt8", "UInt32"].includes(type.ref.primitive)) {
    return `*${normal(type.ref)}`;
  }
  return ["Pointer", "String", "Callback"].includes(type.primitive) ? "*" : numbers[type.primitive];
}

function signature({ result, arguments: parameters }) {
  return `${normal(result)}(${parameters.map(({ type }) => normal(type)).join(",")})`;
}

const library = koffi.load(process.argv[3]);
const functions = {};
// koffi takes one function at a time, and has a call for each kind of type.
for (const part of fs.readFileSync(process.argv[2], "utf8").split(";")) {
  const declaration = part.replace(/\s+/g, " ").trim();
  const [, handle] = declaration.match(/^typedef struct (\w+) \1$/) ?? [];
  const [, result, callback, parameters] = declaration.match(/^typedef (\w+) \(\*(\w+)\)(\(.*\))$/) ?? [];
  const [, number, alias] = declaration.match(/^typedef (\w+) (\w+)$/) ?? [];
  if (handle) {
    koffi.opaque(handle);
  } else if (callback) {
    const type = koffi.pointer(callback, koffi.proto(`${result} ${callback}_function${parameters}`));
    console.log("callback", callback, signature(type.proto));
  } else if (alias) {
    console.log("type", alias, normal(koffi.alias(alias, number)));
  } else if (declaration !== "" && !declaration.startsWith("enum {")) {
    const called = library.func(declaration);
    functions[called.info.name] = called;
    console.log("function", called.info.name, signature(called.info));
  }
}
console.log("version", functions.gu_version_number());
console.log("status_name", functions.gu_status_name(7));
