//! What the host does to the library: it frees handles while they are used, forks, ends, and leaves callbacks.

use std::collections::BTreeMap;
use std::env;

use crate::support::{Language, Linked, Ran, compile, foreign, run, run_checked};
use crate::world::{World, assert_pattern, pattern};

/// What only POSIX has.
const POSIX: &str = "fork(), signals and limits of POSIX";

fn is_sanitized() -> bool {
    env::var_os("GU_SANITIZE").is_some()
}

fn run_in(world: &World, source: &str, language: Language, arguments: &[&str]) -> Ran {
    let source = format!("tests/c/{source}");
    let program = compile(&source, language, Linked::Shared, world.folder.path(), &["-D_DEFAULT_SOURCE"]);
    let mut command = world.command(&program);
    // What a call that never returns has in hand is lost, and a child that ends has more than it needs.
    command.env("ASAN_OPTIONS", "exitcode=99:detect_leaks=0");
    run(command.args(arguments)).ended_with(0)
}

#[test]
fn handles_are_freed_while_a_call_uses_them() {
    for language in Language::both() {
        let world = World::new(&[]);
        let ran = run_in(&world, "freed.c", language, &[]);
        assert_eq!(ran.after("stored: ").len(), 2);
        let (stored, violations) = (world.stored(), world.simulator.violations());
        assert_eq!((stored.len(), violations), (2, Vec::<String>::new()));
        stored.iter().for_each(|one| assert_pattern(one, 4_000_000));
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/freed.c", Language::C99, Linked::Shared);
    run_checked(&program, |command| world.set_up(command)).map(|ran| ran.ended_with(0));
}

/// Each file that the program names is there once, and nothing else is.
fn assert_files(world: &World, ran: &Ran) {
    let told = ran.after("file: ").into_iter().map(|line| {
        let (name, size) = line.split_once(' ').expect(line);
        (name.to_owned(), size.parse::<u64>().expect(line))
    });
    let told: BTreeMap<_, _> = told.collect();
    let stored = world.stored();
    let mut names: Vec<_> = stored.iter().map(|one| one.name.clone()).collect();
    names.sort_unstable();
    assert_eq!(names, told.keys().cloned().collect::<Vec<_>>());
    stored.iter().for_each(|one| assert_pattern(one, told[&one.name]));
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn processes_fork_at_any_moment() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for world in [World::new(&[]), World::plain(&[])] {
        // The locks of sanitizers and emulators do not all survive a fork while other threads allocate.
        let forks = if is_sanitized() || foreign::leaves_out("an emulator's locks") { "0" } else { "40" };
        let ran = run_in(&world, "forked.c", Language::C99, &["all", forks]);
        assert_files(&world, &ran);
        assert!(world.simulator.sessions().is_empty());
    }
}

#[test]
fn processes_fork_while_their_queues_run() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for world in [World::new(&[]), World::plain(&[])] {
        let forks = if is_sanitized() || foreign::leaves_out("an emulator's locks") { "0" } else { "40" };
        let ran = run_in(&world, "forked_queue.c", Language::C99, &[forks]);
        assert_files(&world, &ran);
        assert!(world.simulator.sessions().is_empty());
    }
}

#[test]
fn a_child_has_connections_of_its_own() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for world in [World::new(&[]), World::plain(&[])] {
        let ran = run_in(&world, "forked.c", Language::C99, &["idle"]);
        assert_files(&world, &ran);
        // One for each of eight children; that of the parent lives on through all of it.
        assert_eq!(world.simulator.connections(), 1 + 8);
    }
}

#[test]
fn uploads_work_when_the_process_or_a_thread_ends() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for (language, files) in [(Language::C99, 12), (Language::Cpp11, 16)] {
        let world = World::new(&[]);
        let ran = run_in(&world, "at_exit.c", language, &[]);
        assert_eq!((ran.after("file: ").len(), ran.errors.as_str()), (files, ""));
        assert_files(&world, &ran);
    }
}

#[test]
fn a_call_without_memory_or_descriptors_loses_nothing() {
    if foreign::leaves_out("limits of Linux") || is_sanitized() {
        return;
    }
    let world = World::new(&[]);
    let program = world.compile("tests/c/no_memory.c", Language::C99, Linked::Shared);
    // Otherwise glibc has a reserve of 64 MiB of addresses from the resolver's thread, which the limit counts already.
    let ran = run(world.command(&program).env("MALLOC_ARENA_MAX", "1")).ended_with(0);
    let stored = world.simulator.drive_files("me/drive/root");
    assert_eq!((stored.len(), ran.errors.as_str()), (2, ""));
    stored.iter().for_each(|one| assert!(one.bytes() == pattern(63_586_880), "{}", one.name));
    assert!(world.simulator.sessions().is_empty());
}

#[test]
fn a_callback_that_is_left_by_longjmp_spoils_its_handle_alone() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for language in Language::both() {
        let world = World::new(&[]);
        let ran = run_in(&world, "unwound.c", language, &[]);
        assert_eq!((ran.after("file: ").len(), ran.errors.as_str()), (2 * 7 + 1, ""));
        assert_files(&world, &ran);
    }
}

#[test]
fn streams_end_as_they_end() {
    if foreign::windows_leaves_out(POSIX) {
        return;
    }
    for language in Language::both() {
        let world = World::new(&[]);
        let spools = world.folder.path().join("spools");
        std::fs::create_dir(&spools).expect("a folder");
        let ran = run_in(&world, "stream.c", language, &[spools.to_str().expect("UTF-8")]);
        assert_eq!((ran.after("file: ").len(), ran.errors.as_str()), (7, ""));
        assert_files(&world, &ran);
    }
}

/// What the manual says: the process ends, with these words.
#[test]
fn unwinding_out_of_a_callback_ends_the_process() {
    if foreign::leaves_out("the words of glibc") || is_sanitized() {
        return;
    }
    let exit = ("exit 6", "FATAL: exception not rethrown");
    let throw = ("throw 6", "fatal runtime error: Rust cannot catch foreign exceptions, aborting");
    for (language, ends) in [(Language::C99, &[exit][..]), (Language::Cpp11, &[exit, throw])] {
        let world = World::new(&[]);
        let ran = run_in(&world, "unwound.c", language, &["ends"]);
        let (ended, words): (Vec<_>, Vec<_>) = ends.iter().copied().unzip();
        assert_eq!(ran.after("ended: "), ended);
        assert_eq!(ran.errors.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(), words);
        assert!(world.stored().is_empty());
    }
}

/// The least stack that the header promises to be enough, in KiB.
const LEAST_STACK: u32 = 256;

#[test]
fn a_small_stack_is_enough() {
    if foreign::leaves_out("frames of the machine that the size was measured on") || is_sanitized() {
        return;
    }
    let world = World::new(&["piece:1=503;retry-after: 0"]);
    let file = world.write("file.bin", 4_000_000);
    let file = file.to_str().expect("UTF-8");
    let ran = run_in(&world, "small_stack.c", Language::C99, &[&LEAST_STACK.to_string(), file]);
    let used: u32 = ran.after("used: ")[0].parse().expect("a number");
    // The rest is for what a service can answer at most, and other systems need.
    assert!(used < LEAST_STACK / 2, "{used} KiB");
    let drive = world.simulator.drive_files("me/drive/root");
    assert_eq!((world.stored().len(), drive.len()), (1, 2));
    assert!(world.simulator.sessions().is_empty());
}
