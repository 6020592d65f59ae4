//! The examples of docs/simulator.md: they run, and the document shows them as they are.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_graph-upload-simulator");

fn example(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "examples", name].iter().collect()
}

/// Whether a program is here. The examples need what is named in `scripts/deps.sh`; a machine without Node or libcurl
/// tries the others.
fn is_here(program: &str, argument: &str) -> bool {
    let status = Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let here = status.is_ok_and(|status| status.success());
    if !here {
        eprintln!("{program} {argument} does not work here, so its example is not tried");
    }
    here
}

fn run(program: impl AsRef<OsStr>, arguments: &[&OsStr]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    assert_eq!((&*String::from_utf8_lossy(&output.stdout), &*error), ("ok\n", ""));
}

#[test]
fn python() {
    run("python3", &[example("upload_test.py").as_ref(), PROGRAM.as_ref()]);
}

#[test]
fn javascript() {
    if is_here("node", "--version") {
        run("node", &[example("upload_test.mjs").as_ref(), PROGRAM.as_ref()]);
    }
}

#[test]
fn c() {
    if !is_here("curl-config", "--version") {
        return;
    }
    let built = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("upload_test");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let status = Command::new(compiler)
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"])
        .arg(example("upload_test.c"))
        .arg("-lcurl")
        .arg("-o")
        .arg(&built)
        .status();
    assert!(status.unwrap().success());
    run(&built, &[PROGRAM.as_ref()]);
}

/// With `GU_REFRESH_DOCS=1` it writes them there.
#[test]
fn the_document_shows_them() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/simulator.md");
    let document = fs::read_to_string(&path).unwrap();
    let mut expected = document.clone();
    for (name, language) in [("upload_test.py", "python"), ("upload_test.mjs", "js"), ("upload_test.c", "c")]
    {
        let begin = format!("<!-- {name} -->\n");
        let (before, rest) = expected.split_once(&begin).unwrap_or_else(|| panic!("{begin} is not there"));
        let (_, after) = rest.split_once("\n```\n").unwrap();
        let text = fs::read_to_string(example(name)).unwrap();
        expected = format!("{before}{begin}```{language}\n{text}```\n{after}");
    }
    if std::env::var_os("GU_REFRESH_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    } else if document != expected {
        panic!(
            "docs/simulator.md shows other examples; refresh it with: \
             GU_REFRESH_DOCS=1 cargo test -p graph-upload-simulator --test examples"
        );
    }
}
