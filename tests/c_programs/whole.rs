//! Uploads in one call: `tests/c/whole.c`.

use std::process::Command;

use graph_upload_simulator::model::kind::Kind;

use crate::support::{Language, Linked, Ran, run, run_checked};
use crate::world::{World, assert_pattern};

/// Everything that the program has uploaded is there once, and nothing else.
fn assert_all_stored(world: &World, ran: &Ran) {
    let (task, drive) = (world.stored(), world.simulator.drive_files("me/drive/root"));
    let told = ran.after("stored: ");
    assert_eq!((task.len(), drive.len()), (3 * 5 + 1, 3 * 4));
    assert_eq!(told.len(), task.len() + drive.len());
    for line in told {
        let [place, size, id] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let stored = if place == "task" { &task } else { &drive };
        let ours = stored.iter().find(|one| one.id == id).expect(line);
        assert_pattern(ours, size.parse().expect(line));
    }
    assert_eq!(world.simulator.sessions().len(), 0);
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn whole_uploads_take_every_source_and_no_nonsense() {
    for (language, linked) in [(Language::C99, Linked::Shared), (Language::Cpp11, Linked::Static)] {
        let world = World::new(&["piece:2=503;retry-after: 0"]);
        let program = world.compile("tests/c/whole.c", language, linked);
        let ran = run(world.command(&program).arg(world.folder.path())).ended_with(0);
        assert_all_stored(&world, &ran);
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
        assert_all_stored(&world, &ran.ended_with(0));
    }
}
