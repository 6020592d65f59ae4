//! Programs for another system than this one: `GU_LIBRARIES` names a folder that has the library for it, `GU_CC` and
//! `GU_CXX` its compilers, and `GU_RUNNER` what runs its programs here, such as `wine`, where this system does not.
//! `scripts/test-windows.sh` and `scripts/test-targets.sh` set them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program for Windows that links the static library needs besides, as
/// `cargo rustc --lib --crate-type staticlib -- --print native-static-libs` says.
const WINDOWS_LIBRARIES: &[&str] =
    &["-lbcrypt", "-ladvapi32", "-lkernel32", "-lntdll", "-luserenv", "-lws2_32", "-ldbghelp"];

/// The folder with the library, where it is not the one that cargo has built for the tests.
pub fn libraries() -> Option<PathBuf> {
    env::var_os("GU_LIBRARIES").map(PathBuf::from)
}

/// Whether the programs are for Windows, and its library is there.
pub fn is_windows() -> bool {
    libraries().is_some_and(|folder| folder.join("graph_upload.dll").exists())
}

/// Whether the programs are static throughout, since their system has no shared library of ours: musl.
pub fn is_static() -> bool {
    libraries().is_some_and(|folder| !folder.join("libgraph_upload.so").exists()) && !is_windows()
}

/// Whether the programs are for another system than this one.
pub fn is_foreign() -> bool {
    env::var_os("GU_RUNNER").is_some() || is_static()
}

/// Whether the programs are not for this system, and the test, which needs more of it than they do, has to be left out.
pub fn leaves_out(why: &str) -> bool {
    left_out(is_foreign(), why)
}

/// The same for what only Windows, or what stands in for it, has not.
pub fn windows_leaves_out(why: &str) -> bool {
    left_out(is_windows(), why)
}

fn left_out(is: bool, why: &str) -> bool {
    if is {
        eprintln!("left out for another system: {why}");
    }
    is
}

/// A command that runs a program which was compiled for the tests.
pub fn program(path: &Path) -> Command {
    let runner = env::var("GU_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace();
    match words.next() {
        Some(first) => {
            let mut command = Command::new(first);
            command.args(words).arg(path);
            command
        }
        None => Command::new(path),
    }
}

/// What a program is compiled with where it is to run under Wine.
pub fn include_for_wine(command: &mut Command) {
    if env::var("GU_RUNNER").is_ok_and(|runner| runner.contains("wine")) {
        command.arg("-include").arg(super::root().join("tests/c/wine.h"));
    }
}

/// What a program for Windows is linked with. MinGW's own libraries go into it, so that the one DLL is all that it needs.
pub fn link_for_windows(command: &mut Command, folder: &Path, shared: bool) {
    let library = if shared { "libgraph_upload.dll.a" } else { "libgraph_upload.a" };
    command.arg(folder.join(library)).args(["-static", "-lpthread"]);
    if !shared {
        command.args(WINDOWS_LIBRARIES);
    }
}

/// What a static program is linked with. The compiler has no unwinder made for musl; Rust's lies beside the library.
pub fn link_statically(command: &mut Command, folder: &Path) {
    command.arg("-static").arg(folder.join("libgraph_upload.a")).arg("-L").arg(folder).arg("-lunwind");
}
