//! The header is generated from `src/ffi`, committed, and compared here.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of the C API, in the order of the header. A folder's files follow its `mod.rs`, as that names them.
const OBJECTS: &[&str] = &[
    "version",
    "status",
    "error",
    "cancel",
    "context",
    "token",
    "progress",
    "log",
    "wait",
    "options/mod",
    "client",
    "target/mod",
    "property",
    "session",
    "upload",
    "source",
    "state",
    "item",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn generated() -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).expect("cbindgen.toml");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for object in OBJECTS {
        builder = builder.with_src(root().join(format!("src/ffi/{object}.rs")));
    }
    let mut header = Vec::new();
    builder.generate().expect("the sources of the header parse").write(&mut header);
    String::from_utf8(header).expect("UTF-8")
}

fn committed() -> PathBuf {
    root().join("include/graph_upload.h")
}

#[test]
fn the_committed_header_is_up_to_date() {
    let header = generated();
    if std::env::var_os("GU_REFRESH_HEADER").is_some() {
        fs::write(committed(), &header).expect("include/ can be written");
    }
    let committed = fs::read_to_string(committed()).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        header == committed,
        "include/graph_upload.h is stale; refresh it with: GU_REFRESH_HEADER=1 cargo test --test header"
    );
}
