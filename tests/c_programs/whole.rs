//! Uploads in one call: `tests/c/whole.c`.

use std::process::Command;

use graph_upload_simulator::model::kind::Kind;

use crate::support::{Language, Linked, run, run_checked};
use crate::world::World;

/// How many files the program puts to the task and to the drive.
const STORED: (usize, usize) = (3 * 7 + 1, 3 * 6);

#[test]
fn whole_uploads_take_every_source_and_no_nonsense() {
    for (language, linked) in [(Language::C99, Linked::Shared), (Language::Cpp11, Linked::Static)] {
        let world = World::new(&["piece:2=503;retry-after: 0"]);
        let program = world.compile("tests/c/whole.c", language, linked);
        let ran = run(world.command(&program).arg(world.folder.path())).ended_with(0);
        assert_eq!(world.assert_all_stored(&ran), STORED);
        assert!(world.count(Kind::Delete) > 0, "no upload that failed had a session");
    }
}

#[test]
fn whole_uploads_make_no_memory_error() {
    let world = World::plain(&["piece:2=503;retry-after: 0"]);
    let program = world.compile("tests/c/whole.c", Language::C99, Linked::Shared);
    let set_up = |command: &mut Command| {
        world.set_up(command);
        command.arg(world.folder.path());
    };
    if let Some(ran) = run_checked(&program, set_up) {
        assert_eq!(world.assert_all_stored(&ran.ended_with(0)), STORED);
    }
}
