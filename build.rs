//! Link arguments of the shared library. Nothing is ever written into the source tree.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=GU_SONAME");
    // By what name programs ask for the library. Without one, whoever links it by its path asks for that very path at
    // run time. scripts/install.sh gives one with a version.
    let name = env::var("GU_SONAME").ok();
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => {
            // A helper thread may still resolve a name when the host unloads the library, and thread-local destructors
            // may still run: the code stays mapped.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
            let name = name.as_deref().unwrap_or("libgraph_upload.so");
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,{name}");
        }
        Ok("macos") => {
            let name = name.as_deref().unwrap_or("@rpath/libgraph_upload.dylib");
            println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,{name}");
        }
        Ok("windows") => {
            println!("cargo::rerun-if-env-changed=GU_EXPORTS");
            if let Ok(list) = env::var("GU_EXPORTS") {
                println!("cargo::rustc-cdylib-link-arg={list}");
            }
        }
        _ => {}
    }
}
