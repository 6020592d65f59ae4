//! Link arguments of the shared library. Nothing is ever written into the source tree.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // A helper thread may still resolve a name when the host unloads the library, and thread-local destructors
        // may still run: the code stays mapped.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        // Without one, whoever links it by its path asks for that very path at run time. cargo-c gives one with a version.
        if env::var_os("CARGO_FEATURE_CAPI").is_none() {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libgraph_upload.so");
        }
    }
}
