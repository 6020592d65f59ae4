//! Queues among threads: `tests/c/queue.c`.

use crate::support::{Language, Linked, Ran, forms, run, run_checked};
use crate::world::{World, assert_pattern};

/// Each file that the program names is there; besides, at most those that were cancelled too late to know.
fn assert_stored(world: &World, ran: &Ran) {
    let (task, drive) = (world.stored(), world.simulator.drive_files("me/drive/root"));
    let (told, doubts) = (ran.after("stored: "), ran.after("doubt: "));
    assert!(told.len() > 20, "{ran:?}");
    assert!((told.len()..=told.len() + doubts.len()).contains(&(task.len() + drive.len())), "{ran:?}");
    for line in told {
        let [place, size, id] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let ours = if place == "task" { &task } else { &drive }.iter().find(|one| one.id == id);
        assert_pattern(ours.expect(line), size.parse().expect(line));
    }
    // Nobody knows a session whose creation was cancelled before its response came, and one whose last piece was sent is
    // not deleted.
    for session in world.simulator.sessions() {
        assert!(session.content.is_empty() || doubts.contains(&&*session.name), "{session:?} {ran:?}");
    }
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn threads_share_queues_that_end_at_any_moment() {
    for &(language, linked) in forms(&[(Language::C99, Linked::Shared), (Language::Cpp11, Linked::Static)]) {
        let world = World::new(&[]);
        let program = world.compile("tests/c/queue.c", language, linked);
        assert_stored(&world, &run(world.command(&program).arg("10000")).ended_with(0));
    }
}

#[test]
fn queues_make_no_memory_error() {
    let world = World::plain(&[]);
    let program = world.compile("tests/c/queue.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg("300");
    });
    if let Some(ran) = checked {
        assert_stored(&world, &ran.ended_with(0));
    }
}
