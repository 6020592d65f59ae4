//! The programs that make each call of the API: with live objects, and with arguments that are refused.

use std::collections::BTreeSet;
use std::fs;

use crate::support::api::{calls, code_of, made};
use crate::support::{Language, Linked, root, run, run_checked};
use crate::world::{World, assert_pattern};

const REFUSALS: [&str; 2] = ["tests/c/misuse.c", "tests/c/misuse_calls.c"];

/// The calls that no program of these makes; with arguments that are refused, of those that can fail.
fn missing<'a>(needed: impl Iterator<Item = &'a str>, made: &BTreeSet<&str>) -> Vec<&'a str> {
    needed.filter(|name| !made.contains(name)).collect()
}

#[test]
fn every_call_that_can_fail_is_refused_for_its_arguments() {
    let code = code_of(REFUSALS);
    let refused: String = code
        .split_inclusive(';')
        .filter(|line| {
            ["REFUSED(", "REFUSED_AS(", "EXPECT(GU_ERR_", "== GU_ERR_"].iter().any(|word| line.contains(word))
        })
        .collect();
    let calls = calls();
    let can_fail = calls.iter().filter(|call| call.can_fail()).map(|call| call.name.as_str());
    assert_eq!(missing(can_fail, &made(&refused)), [""; 0], "not in {REFUSALS:?}");
}

/// The programs in C that [`run_checked`] is given, but for the one whose arguments are zeros.
fn under_valgrind() -> BTreeSet<String> {
    let mut programs = BTreeSet::new();
    for file in fs::read_dir(root().join("tests/c_programs")).expect("the folder of these tests") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a test");
        for test in text.split("#[test]").filter(|test| test.contains("run_checked(")) {
            let quoted = test.split('"').filter(|text| text.starts_with("tests/c/") && text.ends_with(".c"));
            programs.extend(quoted.filter(|program| !program.ends_with("/sweep.c")).map(str::to_owned));
        }
    }
    programs
}

#[test]
fn every_call_is_made_under_valgrind() {
    let programs = under_valgrind();
    assert!(programs.len() > 5, "the programs are not found: {programs:?}");
    let code = code_of(programs.iter().map(String::as_str).chain(["tests/c/check.h"]));
    let calls = calls();
    let names = calls.iter().map(|call| call.name.as_str());
    assert_eq!(missing(names, &made(&code)), [""; 0], "not in {programs:?}");
}

/// The simulator that refuses the first upload, and a certificate with its key.
fn world(plain: bool) -> World {
    let denied = ["create=403;request-id: abc-123;error=ErrorAccessDenied"];
    let world = if plain { World::plain(&denied) } else { World::new(&denied) };
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    for (name, pem) in [("chain.pem", made.cert.pem()), ("key.pem", made.signing_key.serialize_pem())] {
        fs::write(world.folder.path().join(name), pem).expect("a file");
    }
    world
}

fn assert_stored(world: &World) {
    let (task, drive) = (world.stored(), world.simulator.drive_files("me/drive/root"));
    assert_eq!((task.len(), drive.len()), (1, 2));
    task.iter().chain(&drive).for_each(|stored| assert_pattern(stored, 1000));
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn live_objects_take_every_call() {
    for language in Language::both() {
        let world = world(false);
        let program = world.compile("tests/c/calls.c", language, Linked::Shared);
        run(world.command(&program).arg(world.folder.path())).ended_with(0);
        assert_stored(&world);
    }
    let world = world(true);
    let program = world.compile("tests/c/calls.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg(world.folder.path());
    });
    if let Some(ran) = checked {
        ran.ended_with(0);
        assert_stored(&world);
    }
}

#[test]
fn live_queues_take_every_call() {
    for language in Language::both() {
        let world = World::new(&[]);
        let program = world.compile("tests/c/queue_calls.c", language, Linked::Shared);
        let ran = run(world.command(&program).arg(world.folder.path())).ended_with(0);
        assert_eq!(world.assert_all_stored(&ran), (0, 3));
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/queue_calls.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg(world.folder.path());
    });
    if let Some(ran) = checked {
        assert_eq!(world.assert_all_stored(&ran.ended_with(0)), (0, 3));
    }
}

#[test]
fn wrong_arguments_of_every_call_send_nothing() {
    for language in Language::both() {
        let world = World::new(&[]);
        let program = world.compile("tests/c/misuse_calls.c", language, Linked::Shared);
        run(&mut world.command(&program)).ended_with(0);
        assert_eq!(world.simulator.requests().len(), 0);
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/misuse_calls.c", Language::C99, Linked::Shared);
    run_checked(&program, |command| world.set_up(command)).map(|ran| ran.ended_with(0));
}
