//! Handles among threads: `tests/c/threads.c`.

use crate::support::{Language, Linked, Ran, run, run_checked};
use crate::world::{World, assert_pattern};

/// Each file that the program names is there once, and nothing else.
fn assert_stored(world: &World, ran: &Ran) {
    let (stored, told) = (world.stored(), ran.after("stored: "));
    assert_eq!(stored.len(), told.len());
    for line in told {
        let (size, id) = line.split_once(' ').expect(line);
        let ours = stored.iter().find(|one| one.id == id).expect(line);
        assert_pattern(ours, size.parse().expect(line));
    }
    assert_eq!(stored.len(), 4 * 3 + 1);
    assert_eq!((world.simulator.sessions().len(), world.simulator.violations()), (0, vec![]));
}

#[test]
fn threads_share_a_client_a_target_a_flag_and_a_session() {
    for (language, linked) in [(Language::C99, Linked::Shared), (Language::Cpp11, Linked::Static)] {
        let world = World::new(&[]);
        let program = world.compile("tests/c/threads.c", language, linked);
        assert_stored(&world, &run(&mut world.command(&program)).ended_with(0));
    }
}

#[test]
fn threads_make_no_memory_error() {
    let world = World::plain(&[]);
    let program = world.compile("tests/c/threads.c", Language::C99, Linked::Shared);
    if let Some(ran) = run_checked(&program, |command| world.set_up(command)) {
        assert_stored(&world, &ran.ended_with(0));
    }
}
