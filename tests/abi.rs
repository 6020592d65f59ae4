//! The binary interface against that of the last release, tests/data/graph_upload.abi: additions pass, nothing else.
//!
//! What is described is a library in C that defines the functions of the header. tests/symbols.rs says that the real one
//! exports exactly these, and tests/header that the header is that of the code; a description of the Rust library would
//! change with every compiler and every private field.
//!
//! When a release is made: GU_REFRESH_ABI=1 cargo test --test abi
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Function, Language, functions, header, is_installed, root, scratch};

fn stored() -> PathBuf {
    root().join("tests/data/graph_upload.abi")
}

/// Whether libabigail is there.
fn has_abigail() -> bool {
    is_installed("abidiff", "abigail-tools")
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// The description of a library with these functions, whose types the header declares.
fn describe(folder: &Path, header: &str, functions: &[Function]) -> PathBuf {
    let bodies = functions.iter().map(|function| {
        let Function { result, name, parameters } = function;
        format!("{result} {name}({parameters}) {{ __builtin_trap(); }}\n")
    });
    let [library, described] = ["libgraph_upload.so", "abi"].map(|name| folder.join(name));
    fs::write(folder.join("graph_upload.h"), header).expect("written");
    let include = "#include \"graph_upload.h\"\n".to_owned();
    fs::write(folder.join("library.c"), include + &bodies.collect::<String>()).expect("written");
    let mut compiler = Language::C99.compiler();
    let flags = ["-g", "-shared", "-fPIC", "library.c", "-o"];
    succeed(compiler.current_dir(folder).args(flags).arg(&library));
    let mut abidw = Command::new("abidw");
    // What names this machine's folders or the C library's own types is left out.
    abidw.args([
        "--no-corpus-path",
        "--no-comp-dir-path",
        "--no-show-locs",
        "--drop-private-types",
        "--out-file",
    ]);
    succeed(abidw.arg(&described).arg(&library));
    described
}

/// What has changed from the last release to a description, but for additions.
fn changes(described: &Path) -> Option<String> {
    let mut abidiff = Command::new("abidiff");
    let output = abidiff.arg("--no-added-syms").arg(stored()).arg(described).output().expect("it is there");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (!output.status.success()).then_some(text)
}

#[test]
fn nothing_that_was_released_is_gone_or_changed() {
    if !has_abigail() {
        return;
    }
    let folder = scratch();
    let described = describe(folder.path(), &header(), &functions());
    if env::var_os("GU_REFRESH_ABI").is_some() {
        fs::copy(&described, stored()).expect("written");
    }
    if let Some(changes) = changes(&described) {
        panic!(
            "{changes}\nPrograms that were linked with the last release would break. Keep the old function beside a \
             new one; or, where that is meant, raise the minor version (the major one after 1.0), which changes the \
             soname, say so in CHANGELOG.md, and refresh the description: GU_REFRESH_ABI=1 cargo test --test abi"
        );
    }
}

/// A header and its functions in which one thing is different.
fn changed(from: &str, to: &str) -> (String, Vec<Function>) {
    let text = header();
    assert!(text.contains(from), "{from}");
    let mut functions = functions();
    for function in &mut functions {
        function.parameters = function.parameters.replace(from, to);
    }
    (text.replace(from, to), functions)
}

#[test]
fn an_addition_passes_and_any_other_change_is_seen() {
    if !has_abigail() {
        return;
    }
    let folder = scratch();
    let see =
        |(header, functions): (String, Vec<Function>)| changes(&describe(folder.path(), &header, &functions));

    let added = Function { name: "gu_newer".into(), result: "gu_status".into(), parameters: "void".into() };
    let mut more = functions();
    more.push(added);
    assert_eq!(see((header(), more)), None);

    let mut fewer = functions();
    let gone = fewer.pop().expect("there are some");
    assert!(see((header(), fewer)).is_some_and(|text| text.contains(&gone.name)));

    for (from, to) in [
        ("uint64_t offset", "uint32_t offset"),
        ("const char *token, ", "const char *token, int more, "),
        ("typedef int32_t gu_status", "typedef int64_t gu_status"),
        ("uint8_t *bytes", "const char *bytes"),
    ] {
        assert!(see(changed(from, to)).is_some(), "{from} -> {to} is not seen");
    }
}
