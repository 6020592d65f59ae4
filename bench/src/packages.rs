//! The packages for other languages and what is measured beside them: one folder, which scripts/bench.sh makes.

use std::path::Path;
use std::process::Command;

use crate::contender::{Language, Program};

/// The program in that folder, if it is one of these.
pub fn command(program: Program, folder: &Path) -> Option<Command> {
    let script = |runner: &Path, name: &str| {
        let mut command = Command::new(runner);
        command.arg(folder.join(name));
        command
    };
    let python = folder.join("venv/bin/python");
    Some(match program {
        Program::Package(Language::Python) => script(&python, "package.py"),
        Program::PythonSdk => script(&python, "sdk.py"),
        Program::Package(Language::Node) => script(Path::new("node"), "package.mjs"),
        Program::Package(Language::Go) => Command::new(folder.join("package-go")),
        Program::GoLoop => Command::new(folder.join("loop-go")),
        _ => return None,
    })
}

/// Whether a program is one of these.
pub fn has(program: Program) -> bool {
    command(program, Path::new("")).is_some()
}

/// Whether a fault is only that the Python SDK sends the last piece again after the end
/// (microsoftgraph/msgraph-sdk-python-core issue 718).
pub fn is_known(program: Program, fault: &str) -> bool {
    program == Program::PythonSdk && fault.ends_with(", which is not open")
}
