//! Link arguments of the shared library. Nothing is ever written into the source tree.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // A helper thread may still resolve a name when the host unloads the library, and thread-local destructors
        // may still run: the code stays mapped.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
