//! What the packages for other languages rest on: their generated layers, the conformance suite, and its driver in C.
//! `make test-bindings` runs the packages themselves.
#![cfg(target_os = "linux")]

#[path = "support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn run(command: &mut Command) -> String {
    let output = command.current_dir(support::root()).output().expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    printed
}

/// Python, which finds the simulator and the driver.
fn python(arguments: &[&str]) -> String {
    run(Command::new("python3")
        .args(arguments)
        .env("GU_SIMULATOR", simulator())
        .env("GU_CONFORM_C", driver())
        .env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// The simulator's program. Tests of the whole workspace build it; building it here would build its dependencies again, with the
/// features of its package alone.
fn simulator() -> PathBuf {
    let test = std::env::current_exe().expect("the path of the test");
    let program =
        test.ancestors().nth(2).expect("deps lies in the folder of a profile").join("graph-upload-simulator");
    assert!(program.exists(), "{} is missing; cargo test --workspace builds it", program.display());
    program
}

/// The C driver.
fn driver() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conform");
        run(Command::new("bindings/conformance/drivers/c/compile.sh")
            .arg(&program)
            .arg(support::shared_library()));
        program
    })
}

#[test]
fn the_generated_layers_are_up_to_date() {
    run(Command::new("python3")
        .args(["bindings/api/generate.py", "--check"])
        .env("PYTHONDONTWRITEBYTECODE", "1"));
}

#[test]
fn the_readme_shows_the_first_program_of_each_package() {
    let read = |path: &str| std::fs::read_to_string(support::root().join(path)).expect("a document");
    let readme = read("README.md");
    for (folder, mark) in [("python", "python"), ("node", "js"), ("go", "go")] {
        let own = read(&format!("bindings/{folder}/README.md"));
        let start = own.find(&format!("```{mark}\n")).expect("a program");
        let length = own[start + 3..].find("```").expect("its end");
        assert!(readme.contains(&own[start..start + length + 6]), "{folder}: the programs differ");
    }
}

#[test]
fn the_table_of_the_manual_is_up_to_date() {
    run(Command::new("python3")
        .args(["bindings/conformance/run.py", "--check-report"])
        .env("PYTHONDONTWRITEBYTECODE", "1"));
}

#[test]
fn every_scenario_passes_in_c() {
    // Most scenarios wait.
    let printed = python(&["bindings/conformance/run.py", "c", "--jobs", "6"]);
    assert!(printed.contains(", 0 failed, "), "{printed}");
}

#[test]
fn the_runner_notices_every_lie() {
    python(&["-m", "unittest", "discover", "bindings/conformance"]);
}
