//! The header through the C header readers of other languages, and the declarations for
//! foreign-function interfaces through the parsers that take them. Each must see every function
//! with the types that it has in C.
//!
//! `make test-readers` installs the readers. Where one is missing, its test says so and is left
//! out, unless `GU_REQUIRE_PEERS` is set.
#![cfg(unix)]

mod expected;
mod go;
mod scripts;
#[path = "../support/mod.rs"]
mod support;
mod text;

use std::fs;
use std::process::Command;

use expected::{Kind, assert_sees};
use support::{is_installed, library_folder, root, run, scratch, shared_library};

const HEADER: &str = "include/graph_upload.h";
const DECLARATIONS: &str = "include/graph_upload.cdef.h";

/// For readers that show everything.
const ALL: [Kind; 4] = [Kind::Function, Kind::Callback, Kind::Type, Kind::Constant];

/// Runs a reader, which must print no error or warning, and returns its output.
fn output(command: &mut Command) -> Vec<String> {
    let ran = run(command).ended_with(0);
    assert!(ran.errors.is_empty(), "{command:?}\n{}", ran.errors);
    ran.lines
}

#[test]
fn rust_by_bindgen() {
    if !is_installed("bindgen", "bindgen") {
        return;
    }
    let mut command = Command::new("bindgen");
    // The Makefile exports it for other uses; bindgen takes it as the target triple.
    command.env_remove("TARGET").arg("--no-doc-comments");
    let lines = output(command.arg(root().join(HEADER)));
    assert_sees("bindgen", &text::of_bindgen(&lines.join("\n")), &ALL);
}

#[test]
fn zig_by_translate_c() {
    let Some(python) = scripts::python("ziglang") else { return };
    let cache = root().join("target/readers/zig");
    let mut command = Command::new(python);
    command.env("ZIG_GLOBAL_CACHE_DIR", &cache).env("ZIG_LOCAL_CACHE_DIR", &cache);
    let lines = output(command.args(["-m", "ziglang", "translate-c", "-lc"]).arg(root().join(HEADER)));
    let bad: Vec<_> = lines.iter().filter(|line| is_ours(line) && line.contains("@compileError")).collect();
    assert!(bad.is_empty(), "left out: {bad:?}");
    assert_sees("zig translate-c", &text::of_zig(&lines), &ALL);
}

fn is_ours(line: &str) -> bool {
    line.contains("gu_") || line.contains("GU_")
}

#[test]
fn csharp_and_python_by_swig() {
    if !is_installed("swig", "swig") {
        return;
    }
    let folder = scratch();
    let interface = folder.path().join("graph_upload.i");
    let text =
        "%module gu\n%{\n#include \"graph_upload.h\"\n%}\n%include <stdint.i>\n%include \"graph_upload.h\"\n";
    fs::write(&interface, text).expect("the folder can be written");
    let include = format!("-I{}", root().join("include").display());
    // C# shows the types; Python takes the comments too.
    for language in [["-csharp"].as_slice(), &["-python", "-doxygen"]] {
        let mut command = Command::new("swig");
        command.args(["-Wall", "-Werror"]).args(language).arg(&include);
        command.arg("-outdir").arg(folder.path()).arg("-o").arg(folder.path().join("wrapper.c"));
        assert_eq!(output(command.arg(&interface)), Vec::<String>::new());
    }
    let read = |name| fs::read_to_string(folder.path().join(name)).expect("SWIG has written it");
    let seen = text::of_swig(&read("guPINVOKE.cs"));
    assert_sees("SWIG", &seen, &[Kind::Function]);
    // Constants are calls into the wrapper, and the name of a class tells a callback's types.
    let constants = read("gu.cs");
    for (name, _) in support::constants() {
        assert!(constants.contains(&format!(" int {name} = ")), "SWIG has no {name}");
    }
    let callback =
        "SWIGTYPE_p_f_unsigned_long_long_p_unsigned_char_unsigned_int_p_unsigned_int_p_void__int.cs";
    assert!(folder.path().join(callback).exists(), "SWIG sees other types in gu_read_at_callback");
}

#[test]
fn xml_by_castxml() {
    if !is_installed("castxml", "castxml") || !is_installed("python3", "python3") {
        return;
    }
    let folder = scratch();
    let xml = folder.path().join("graph_upload.xml");
    let mut command = Command::new("castxml");
    command.args(["--castxml-output=1", "-x", "c", "-std=c99", "-pedantic", "-Wall", "-o"]).arg(&xml);
    output(command.arg(root().join(HEADER)));
    let lines = output(Command::new("python3").arg(scripts::path("by_castxml.py")).arg(&xml));
    assert_sees("castxml", &lines, &ALL);
}

#[test]
fn python_by_ctypesgen() {
    let Some(python) = scripts::python("ctypesgen") else { return };
    let folder = scratch();
    let module = folder.path().join("graph_upload.py");
    let mut command = Command::new(python.with_file_name("ctypesgen"));
    command.args(["--no-macro-warnings", "-l", "graph_upload", "-L"]).arg(library_folder());
    let ran = run(command.arg("-o").arg(&module).arg(root().join(HEADER))).ended_with(0);
    // It logs its steps, and fails to parse some macros of the C library's own headers.
    let said = |line: &&str| ["ERROR: ", "WARNING: "].iter().any(|word| line.starts_with(word));
    let bad: Vec<_> =
        ran.errors.lines().filter(said).filter(|line| !line.contains("/sys/cdefs.h:")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let lines = output(Command::new(&python).arg(scripts::path("by_ctypesgen.py")).arg(folder.path()));
    assert_sees("ctypesgen", &lines, &ALL);
    expected::assert_loads("ctypesgen", &lines);
}

#[test]
fn go_by_cgo() {
    if !is_installed("go", "golang-go") || !is_installed("cc", "gcc") {
        return;
    }
    let folder = scratch();
    let source = folder.path().join("main.go");
    fs::write(&source, go::program()).expect("the folder can be written");
    let program = folder.path().join("main");
    let mut build = Command::new("go");
    build.env("GO111MODULE", "off").env("CGO_ENABLED", "1").env("GOFLAGS", "");
    build.env("GOCACHE", root().join("target/readers/go"));
    shared_library();
    let libraries = library_folder();
    let flags = format!("-L{0} -Wl,-rpath,{0} -lgraph_upload", libraries.display());
    build.env("CGO_CFLAGS", format!("-I{}", root().join("include").display()));
    build.env("CGO_LDFLAGS", flags).env("CGO_LDFLAGS_ALLOW", ".*");
    output(build.args(["build", "-o"]).arg(&program).arg(&source));
    let lines = output(&mut Command::new(&program));
    // cgo shows no parameters of function pointers.
    assert_sees("cgo", &lines, &[Kind::Function, Kind::Type, Kind::Constant]);
    expected::assert_loads("cgo", &lines);
}

#[test]
fn python_by_cffi() {
    let Some(python) = scripts::python("cffi") else { return };
    let lines = output(&mut scripts::with_library(&python, "by_cffi.py"));
    assert_sees("cffi", &lines, &ALL);
    expected::assert_loads("cffi", &lines);
}

#[test]
fn python_by_pycparser() {
    let Some(python) = scripts::python("pycparser") else { return };
    let mut command = Command::new(python);
    command.arg(scripts::path("by_pycparser.py")).arg(root().join(DECLARATIONS));
    assert_sees("pycparser", &output(&mut command), &ALL);
}

#[test]
fn lua_by_luajit() {
    if !is_installed("luajit", "luajit") {
        return;
    }
    let mut command = scripts::with_library("luajit".as_ref(), "by_luajit.lua");
    let lines = output(command.args(expected::names_to_look_up()));
    // LuaJIT shows no parameters.
    assert_sees("LuaJIT", &lines, &[Kind::Result, Kind::Type, Kind::Constant]);
    expected::assert_loads("LuaJIT", &lines);
}

#[test]
fn php_by_ffi() {
    if !is_installed("php", "php-cli") {
        return;
    }
    let mut command = scripts::with_library("php".as_ref(), "by_php.php");
    let lines = output(command.args(expected::names_to_look_up()));
    assert_sees("PHP", &lines, &ALL);
    expected::assert_loads("PHP", &lines);
}

#[test]
fn javascript_by_koffi() {
    let Some(modules) = scripts::node_modules("koffi") else { return };
    let mut command = scripts::with_library("node".as_ref(), "by_koffi.js");
    let lines = output(command.env("NODE_PATH", modules));
    // koffi has no constants.
    assert_sees("koffi", &lines, &[Kind::Function, Kind::Callback, Kind::Type]);
    expected::assert_loads("koffi", &lines);
}
