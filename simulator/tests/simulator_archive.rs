//! What is in the simulator's archive. `make test-dist` unpacks one and names the place by `GU_PREFIX`; `GU_RUNNER` runs
//! programs of another system here, such as `wine`.

mod common;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{send, text};
use serde_json::Value;

fn prefix() -> PathBuf {
    env::var_os("GU_PREFIX").expect("GU_PREFIX says where it is unpacked; make test-dist sets it").into()
}

fn documents() -> PathBuf {
    prefix().join("share/doc/graph-upload-simulator")
}

fn program() -> PathBuf {
    let ending = if env::var_os("GU_RUNNER").is_some() { ".exe" } else { "" };
    prefix().join(format!("bin/graph-upload-simulator{ending}"))
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn it_runs_where_it_was_unpacked() {
    let mut command = match env::var_os("GU_RUNNER") {
        Some(runner) => {
            let mut command = Command::new(runner);
            command.arg(program());
            command
        }
        None => Command::new(program()),
    };
    command.args(["--plain", "--json", "--until-stdin-closes"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let state = send(&(text(&ready["controlUrl"]) + "/state"), "GET", b"").unwrap();
    assert_eq!(state.json()["baseUrl"], ready["baseUrl"]);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn its_parts_and_their_licences_are_there() {
    let bill = fs::read_to_string(documents().join("graph_upload_simulator.cdx.json")).unwrap();
    let bill: Value = serde_json::from_str(&bill).unwrap();
    let package = &bill["metadata"]["component"];
    assert_eq!(
        (package["type"].as_str(), package["version"].as_str()),
        (Some("application"), Some(env!("CARGO_PKG_VERSION")))
    );
    let parts = bill["components"].as_array().unwrap();
    let names: BTreeSet<_> = parts.iter().map(|part| text(&part["name"])).collect();
    let manifest = include_str!("../Cargo.toml");
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
    let direct = dependencies.lines().take_while(|line| !line.starts_with('['));
    let direct: Vec<_> = direct.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert!(direct.len() > 10, "{direct:?}");
    for name in direct.into_iter().chain(["ring", "rust-std"]) {
        assert!(names.contains(name), "{name}");
    }
    for name in ["graph-upload", "ureq", "proptest", "syn"] {
        assert!(!names.contains(name), "{name}");
    }
    for part in parts {
        let (name, version) = (text(&part["name"]), text(&part["version"]));
        let folder = documents().join(format!("licenses/{name}-{version}"));
        assert!(
            fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()),
            "{}",
            folder.display()
        );
    }
}

#[test]
#[ignore = "make test-dist unpacks it first"]
fn its_documents_are_there_and_tell_nothing_of_the_machine_that_made_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "docs/simulator.md", "simulator/examples/upload_test.py"] {
        assert_eq!(fs::read(documents().join(name)).unwrap(), fs::read(root.join(name)).unwrap(), "{name}");
    }
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let crates = home.unwrap_or_else(|| Path::new(&env::var_os("HOME").unwrap()).join(".cargo"));
    let content = fs::read(program()).unwrap();
    for place in [root, &crates] {
        let place = place.as_os_str().as_encoded_bytes();
        assert!(
            !content.windows(place.len()).any(|bytes| bytes == place),
            "{}",
            String::from_utf8_lossy(place)
        );
    }
}
