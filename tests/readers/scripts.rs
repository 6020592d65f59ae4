//! The scripts in this folder, and the interpreters that run them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::DECLARATIONS;
use crate::support::{is_installed, root, shared_library, skipped};

pub fn path(name: &str) -> PathBuf {
    root().join("tests/readers").join(name)
}

/// Runs a script with the paths of the declarations and the library.
pub fn with_library(program: &Path, script: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(path(script)).arg(root().join(DECLARATIONS)).arg(shared_library());
    command
}

/// The Python with the packages of `requirements.txt`, if this one is installed.
pub fn python(package: &str) -> Option<PathBuf> {
    let python = root().join("target/readers/python/bin/python");
    let found = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    missing(package)
}

/// The folder with the packages of `package-lock.json`, if this one is installed.
pub fn node_modules(package: &str) -> Option<PathBuf> {
    if !is_installed("node", "nodejs") {
        return None;
    }
    let modules = root().join("target/readers/node/node_modules");
    if modules.join(package).exists() { Some(modules) } else { missing(package) }
}

fn missing(package: &str) -> Option<PathBuf> {
    skipped(&format!("{package} is missing; install it with: tests/readers/install.sh"));
    None
}
