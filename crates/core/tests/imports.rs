//! The rooms of the core import each other in one direction, and nothing in it can reach a socket, a file, a thread or a
//! clock.

#[path = "../../../tests/support/rooms.rs"]
mod rooms;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each may import those before it.
const ROOMS: [&str; 5] = ["", "graph", "kinds", "policy", "upload"];

/// Parts of the standard library that do what the core leaves to its host.
const OUTSIDE: [&str; 10] = [
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "std::fs",
    "std::thread",
    "std::process",
    "std::env",
    "Instant",
    "SystemTime::now",
    "std::os",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<PathBuf> {
    rooms::sources(&folder())
}

/// The number of a file's room: what stands beside the rooms comes before them all.
fn room_of(path: &Path) -> usize {
    let inside = path.strip_prefix(folder()).expect("a source");
    let first = inside.iter().next().and_then(|name| name.to_str()).expect("a name");
    ROOMS.iter().position(|room| *room == first).unwrap_or(0)
}

fn imports(text: &str) -> BTreeSet<usize> {
    rooms::imports(text, &ROOMS)
}

#[test]
fn no_arrow_points_back() {
    let mut seen = BTreeSet::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a text");
        let own = room_of(&path);
        // lib.rs opens the rooms to others.
        if own == 0 && path.ends_with("lib.rs") {
            continue;
        }
        for room in imports(&text) {
            assert!(room <= own, "{}: {} imports {}", path.display(), ROOMS[own], ROOMS[room]);
            seen.insert((own, room));
        }
    }
    // A room that none imports would mean that nothing was read.
    for (room, name) in ROOMS.iter().enumerate().take(ROOMS.len() - 1).skip(1) {
        assert!(seen.contains(&(ROOMS.len() - 1, room)), "upload does not import {name}");
    }
}

#[test]
fn arrows_are_seen() {
    let rooms = |text| imports(text).into_iter().map(|room| ROOMS[room]).collect::<Vec<_>>();
    assert_eq!(rooms("use crate::graph::item::Item; crate::policy::retry::Millis"), ["graph", "policy"]);
    assert_eq!(rooms("use crate::{error::Error, upload::State,\n kinds};"), ["kinds", "upload"]);
    assert!(rooms("use crate::error::Error; use super::graph;").is_empty());
}

#[test]
fn nothing_reaches_outside() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in OUTSIDE {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
    let manifest = include_str!("../Cargo.toml");
    let own =
        manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("a list");
    for name in ["ureq", "rustls", "socket2", "rustix", "windows-sys", "libc", "tempfile"] {
        assert!(!own.contains(name), "{name}");
    }
}
