//! A Go program that calls each function with the types of the header, so that it compiles only if
//! cgo sees the same ones. It prints what they are in Go.

use std::fmt::Write;

use crate::expected::{enumerators, types};
use crate::support::functions;

const HEAD: &str = r#"package main

// #include "graph_upload.h"
import "C"

import (
	"fmt"
	"reflect"
	"unsafe"
)

var kinds = map[reflect.Kind]string{
	reflect.Int32: "i32", reflect.Uint32: "u32", reflect.Int64: "i64", reflect.Uint64: "u64",
	reflect.Ptr: "*", reflect.UnsafePointer: "*",
}

func function(name string, f interface{}) {
	t := reflect.TypeOf(f)
	result, parameters := "void", ""
	if t.NumOut() == 1 {
		result = kinds[t.Out(0).Kind()]
	}
	for i := 0; i < t.NumIn(); i++ {
		if i > 0 {
			parameters += ","
		}
		parameters += kinds[t.In(i).Kind()]
	}
	fmt.Printf("function %s %s(%s)\n", name, result, parameters)
}

var _ unsafe.Pointer

func main() {
	fmt.Println("version", C.gu_version_number())
	fmt.Println("status_name", C.GoString(C.gu_status_name(7)))
"#;

pub fn program() -> String {
    let mut text = HEAD.to_owned();
    for one in functions() {
        let parameters = one.parameters.split(',').map(str::trim).filter(|part| *part != "void");
        let types: Vec<_> = parameters.map(|part| go(&part[..part.rfind([' ', '*']).unwrap() + 1])).collect();
        let declared: Vec<_> = types.iter().enumerate().map(|(at, type_)| format!("a{at} {type_}")).collect();
        let given: Vec<_> = (0..types.len()).map(|at| format!("a{at}")).collect();
        let (result, back) =
            if one.result == "void" { (String::new(), "") } else { (go(&one.result), "return ") };
        let _ = writeln!(
            text,
            "\tfunction(\"{name}\", func({}) {result} {{ {back}C.{name}({}) }})",
            declared.join(", "),
            given.join(", "),
            name = one.name
        );
    }
    for name in types().keys() {
        let _ = writeln!(text, "\tfmt.Println(\"type {name}\", kinds[reflect.TypeOf(C.{name}(0)).Kind()])");
    }
    for (name, _) in enumerators() {
        let _ = writeln!(text, "\tfmt.Println(\"constant {name}\", C.{name})");
    }
    text + "}\n"
}

/// A type of the header as Go writes it.
fn go(type_: &str) -> String {
    let type_ = type_.trim().trim_start_matches("const ");
    let name = type_.trim_end_matches(['*', ' ']);
    let stars = type_.matches('*').count();
    if name == "void" { "unsafe.Pointer".to_owned() } else { format!("{}C.{name}", "*".repeat(stars)) }
}
