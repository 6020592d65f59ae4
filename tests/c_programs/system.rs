//! What operating systems do differently: `tests/c/system.c`.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use graph_upload_simulator::model::quickxor::Ring;

use crate::support::{Language, Linked, foreign, run};
use crate::world::{World, pattern};

/// As `system.c` names files; no code page but UTF-8 has all of its letters.
const NAME: &str = "größe-名";

/// Several of the largest pieces behind 4 GiB, so that the upload is cancelled and goes on there.
const LARGE: u64 = (1 << 32) + 300_000_000;

/// A file that is mostly holes, with bytes at its start, at its end, and around what fits into 32 bits, signed or not.
fn write_large(path: &Path) {
    let mut file = File::create(path).expect("a file");
    file.set_len(LARGE).expect("room for it");
    let marks = pattern(100_000);
    for at in [0, (1 << 31) - 50_000, (1 << 32) - 50_000, LARGE - 100_000] {
        file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(&marks)).expect("written");
    }
}

fn hash_of(path: &Path) -> String {
    let (mut file, mut ring, mut buffer) =
        (File::open(path).expect("it is there"), Ring::default(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer).expect("read") {
            0 => return ring.finish(),
            count => ring.update(&buffer[..count]),
        }
    }
}

/// Only where the programs are for another system: this one has tests of its own for large files.
#[test]
fn a_file_beyond_four_gigabytes_is_cancelled_and_resumed() {
    if !foreign::is_windows() {
        return;
    }
    let world = World::discarding();
    let program = world.compile("tests/c/system.c", Language::C99, Linked::Shared);
    let (path, state) = (world.folder.path().join(NAME), world.folder.path().join(format!("{NAME}.state")));
    write_large(&path);
    let life = |scenario: &str| {
        let ran = run(world.command(&program).arg(scenario).arg(world.folder.path())).ended_with(0);
        let number = |word: &str| ran.after(word).concat().parse::<u64>().expect("a number");
        (number("from: "), number("to: "), ran.after("stored: ").concat())
    };
    let (from, cancelled_at, _) = life("large");
    assert!(from == 0 && (1 << 32..LARGE).contains(&cancelled_at), "{from} {cancelled_at}");
    // Wine takes the user's group for the user.
    let mode = fs::metadata(&state).expect("the state file").permissions().mode();
    assert_eq!(mode & 0o007, 0, "others may open it: {mode:o}");

    let (resumed_at, to, told) = life("resume");
    assert!(resumed_at >= cancelled_at && to == LARGE, "{resumed_at} {to}");
    let stored = world.simulator.drive_file(&format!("me/drive/root:/{NAME}")).expect("it is stored");
    assert_eq!((stored.size, stored.versions), (LARGE, 1));
    assert!(told.contains(&hash_of(&path)), "{told}");
    assert!(!state.exists() && world.simulator.sessions().is_empty());
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn files_that_change_are_not_stored() {
    for language in Language::BOTH {
        let world = World::new(&[]);
        let program = world.compile("tests/c/system.c", language, Linked::Shared);
        run(world.command(&program).arg("changing").arg(world.folder.path())).ended_with(0);
        assert!(world.simulator.drive_files("me/drive/root").is_empty());
        assert!(world.simulator.sessions().is_empty());
    }
}
