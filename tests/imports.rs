//! The rooms of the library import each other in one direction, and one of them alone knows the HTTP client.

#[path = "support/rooms.rs"]
mod rooms;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Files and folders of `src`, each of which may import those before it.
const ROOMS: [&str; 17] = [
    // What the library runs in.
    "host",
    "files",
    "source",
    // What carries bytes.
    "net",
    "proxy",
    "http",
    // What uploads share.
    "progress",
    "saved",
    "credentials",
    "client",
    // An upload. A session is one that its caller feeds, a job one of many.
    "driver",
    "put_buffer",
    "upload",
    "session",
    "job",
    // What others call.
    "ffi",
    "fuzzing",
];

/// The HTTP client, and the one room that may name it.
const CLIENT: (&str, &str) = ("ureq", "http");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The sources but `lib.rs`, which opens the rooms to others.
fn sources() -> Vec<PathBuf> {
    let mut found = rooms::sources(&folder());
    found.retain(|path| !path.ends_with("src/lib.rs"));
    found
}

fn number(name: &str) -> Option<usize> {
    ROOMS.iter().position(|room| *room == name)
}

/// The number of a file's room.
fn room_of(path: &Path) -> usize {
    let first = path.strip_prefix(folder()).expect("a source").iter().next().expect("a name");
    let name = first.to_str().expect("UTF-8").trim_end_matches(".rs");
    number(name).unwrap_or_else(|| panic!("{name} has no place in the order: add it to ROOMS"))
}

fn imports(text: &str) -> BTreeSet<usize> {
    rooms::imports(text, &ROOMS)
}

#[test]
fn no_arrow_points_back() {
    let (mut seen, mut imported) = (BTreeSet::new(), BTreeSet::new());
    for path in sources() {
        let own = room_of(&path);
        seen.insert(own);
        for room in imports(&fs::read_to_string(&path).expect("a text")) {
            assert!(room <= own, "{}: {} imports {}", path.display(), ROOMS[own], ROOMS[room]);
            if room < own {
                imported.insert(room);
            }
        }
    }
    // A room that is gone, or one whose arrows were not seen, would mean that nothing was read.
    assert_eq!(seen.len(), ROOMS.len(), "a room is gone: take it out of ROOMS");
    let others = |name| number(name).is_some_and(|room| imported.contains(&room));
    assert!(["host", "source", "net", "proxy", "http", "client", "driver"].into_iter().all(others));
}

#[test]
fn arrows_are_seen() {
    let rooms = |text| imports(text).into_iter().map(|room| ROOMS[room]).collect::<Vec<_>>();
    assert_eq!(rooms("use crate::net::Cancel; crate::http::Transport"), ["net", "http"]);
    assert_eq!(rooms("use crate::{client::Client, ffi,\n saved};"), ["saved", "client", "ffi"]);
    assert!(rooms("use super::net; use crate::network; use graph_upload_core::upload").is_empty());
}

#[test]
fn one_room_knows_the_http_client() {
    let (name, room) = CLIENT;
    let knows = |path: &PathBuf| fs::read_to_string(path).expect("a text").contains(name);
    let rooms: BTreeSet<_> = sources().into_iter().filter(knows).map(|path| ROOMS[room_of(&path)]).collect();
    assert_eq!(rooms, BTreeSet::from([room]));
}
