//! What is in an archive beside what `tests/install.rs` builds with. `make test-dist` unpacks one and names the place by
//! `GU_PREFIX`.
#![cfg(unix)]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::root;

fn prefix() -> PathBuf {
    env::var_os("GU_PREFIX").expect("GU_PREFIX says where it is unpacked; make test-dist sets it").into()
}

fn is_windows() -> bool {
    prefix().join("bin/graph_upload.dll").exists()
}

fn documents() -> PathBuf {
    prefix().join("share/doc/graph_upload")
}

fn text(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The libraries, shared and static.
fn libraries() -> Vec<PathBuf> {
    let is_one = |path: &PathBuf| {
        ["a", "so", "dll"].iter().any(|suffix| path.extension() == Some(OsStr::new(suffix)))
            && !path.to_string_lossy().ends_with(".dll.a")
    };
    let found: Vec<_> = files(&prefix()).into_iter().filter(is_one).collect();
    assert!(found.len() == 2, "{found:?}");
    found
}

fn bill() -> Value {
    serde_json::from_str(&text(documents().join("graph_upload.cdx.json"))).expect("JSON")
}

/// Name, version and, for what comes from crates.io, checksum.
fn parts() -> Vec<(String, String, Option<String>)> {
    let bill = bill();
    let parts = bill["components"].as_array().expect("components").iter();
    let field = |part: &Value, name: &str| part[name].as_str().expect(name).to_owned();
    let checksum = |part: &Value| Some(part["hashes"][0]["content"].as_str()?.to_owned());
    parts.map(|part| (field(part, "name"), field(part, "version"), checksum(part))).collect()
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn the_bill_names_what_is_linked_and_nothing_else() {
    let parts = parts();
    let names: BTreeSet<_> = parts.iter().map(|(name, ..)| name.as_str()).collect();
    let manifest = include_str!("../Cargo.toml");
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").expect("dependencies");
    let (dependencies, _) = dependencies.split_once("\n[").expect("what follows");
    let direct: Vec<_> = dependencies.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert!(direct.len() > 10, "{direct:?}");
    // What the systems need besides, and what their compilers put in.
    let (unix, windows) = (["rustix", "rustls-native-certs"], ["windows-sys", "mingw-w64-x86-64-dev"]);
    let (ours, others) = if is_windows() { (windows, unix) } else { (unix, windows) };
    for name in direct.into_iter().chain(["ring", "rustls-webpki", "subtle", "rust-std"]).chain(ours) {
        assert!(names.contains(name), "{name}");
    }
    assert!(others.iter().all(|name| !names.contains(name)), "{others:?}");
    for name in ["graph-upload", "proptest", "cbindgen", "tempfile", "serde_derive", "syn", "cc", "tokio"] {
        assert!(!names.contains(name), "{name}");
    }
    let locked = include_str!("../Cargo.lock");
    assert!(parts.iter().filter(|(.., checksum)| checksum.is_some()).count() > 25, "checksums are missing");
    for (name, version, checksum) in parts.iter().filter(|(.., checksum)| checksum.is_some()) {
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let (_, entry) = locked.split_once(&entry).unwrap_or_else(|| panic!("{name} {version}"));
        let (entry, _) = entry.split_once("\n\n").unwrap_or((entry, ""));
        assert!(entry.contains(checksum.as_deref().expect("a checksum")), "{name} {version}");
    }
    let library = &bill()["metadata"]["component"];
    assert!(
        library["version"] == env!("CARGO_PKG_VERSION") && library["name"] == "graph-upload",
        "{library}"
    );
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn the_licence_of_every_part_is_there() {
    let table = text(documents().join("THIRD-PARTY.md"));
    // What comes from this repository has the licences of the whole.
    for (name, version, _) in parts().into_iter().filter(|(name, ..)| !name.starts_with("graph-upload")) {
        let texts = files(&documents().join("licenses").join(format!("{name}-{version}")));
        assert!(texts.iter().any(|path| text(path).len() > 200), "{name} {version}");
        assert!(table.contains(&format!("| {name} | {version} | ")), "{name} {version}");
    }
    let ring = parts().into_iter().find(|(name, ..)| name == "ring").expect("ring").1;
    // Of the C and assembly in it.
    for text in ["LICENSE-BoringSSL", "third_party/fiat/LICENSE"] {
        assert!(documents().join(format!("licenses/ring-{ring}")).join(text).exists(), "{text}");
    }
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn what_the_documents_lead_to_is_there() {
    let mut links = 0;
    for path in files(&documents()).into_iter().filter(|path| path.extension() == Some(OsStr::new("md"))) {
        let text = text(&path);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for (link, _) in targets.filter(|(link, _)| !link.contains("://")) {
            let file = path.with_file_name(link.split('#').next().expect("a first part"));
            assert!(file.exists(), "{}: {link}", path.display());
            links += 1;
        }
    }
    assert!(links > 70, "the links are not found");
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "examples-c/attach.c", "examples-c/upload.cpp"] {
        assert!(fs::read(root().join(name)).ok() == fs::read(documents().join(name)).ok(), "{name}");
    }
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn nothing_tells_of_the_machine_that_made_it() {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let crates = home.unwrap_or_else(|| Path::new(&env::var_os("HOME").expect("HOME")).join(".cargo"));
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("where everything is built");
    for path in files(&prefix()) {
        let content = fs::read(&path).expect("it can be read");
        for place in [root(), &crates, built] {
            let place = place.as_os_str().as_encoded_bytes();
            assert!(!content.windows(place.len()).any(|bytes| bytes == place), "{}", path.display());
        }
    }
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn the_libraries_come_without_what_only_a_debugger_wants() {
    for library in libraries() {
        let output = Command::new("objdump").arg("-h").arg(&library).output().expect("objdump of binutils");
        let sections = String::from_utf8_lossy(&output.stdout);
        assert!(sections.contains(".text"), "{}", library.display());
        for section in [".debug_", ".llvmbc"] {
            assert!(!sections.contains(section), "{}: {section}", library.display());
        }
    }
}
