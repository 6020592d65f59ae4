//! The library as a whole: versions, zeros for every argument, misuse, and handles freed in any order.

use std::fs;
use std::process::Command;

use graph_upload_simulator::model::kind::Kind;

use crate::support::{
    Language, Linked, compile, foreign, functions, root, run, run_checked, scratch, shared_library,
};
use crate::world::World;

#[test]
fn versions_agree() {
    let folder = scratch();
    let version = concat!("-DPACKAGE_VERSION=\"", env!("CARGO_PKG_VERSION"), "\"");
    for language in Language::both() {
        for linked in [Linked::Shared, Linked::Static] {
            let program = compile("tests/c/version.c", language, linked, folder.path(), &[version]);
            run(&mut foreign::program(&program)).ended_with(0);
        }
    }
}

/// For musl: a program that is static throughout, so that it runs wherever it is copied to.
#[test]
fn a_static_program_needs_no_file_beside_itself() {
    if !foreign::is_static() {
        return;
    }
    let folder = scratch();
    let program = compile("tests/c/sweep.c", Language::C99, Linked::Static, folder.path(), &[]);
    let output = Command::new("readelf").args(["-lW", "-dW"]).arg(&program).output();
    let output = output.expect("readelf is missing; install it with: apt-get install -y binutils");
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(listed.contains("LOAD") && !listed.contains("INTERP") && !listed.contains("NEEDED"), "{listed}");
}

#[test]
fn zeros_are_survived() {
    let folder = scratch();
    for language in Language::both() {
        for linked in [Linked::Shared, Linked::Static] {
            let program = compile("tests/c/sweep.c", language, linked, folder.path(), &[]);
            run(&mut foreign::program(&program)).ended_with(0);
        }
    }
    let program = folder.path().join("sweep-C99-Shared");
    run_checked(&program, |_| ()).map(|ran| ran.ended_with(0));
}

#[test]
fn the_sweep_names_every_function() {
    let sweep = fs::read_to_string(root().join("tests/c/sweep.c")).expect("the sweep");
    for function in functions() {
        let name = &function.name;
        let swept = match (function.can_fail(), function.parameters.as_str()) {
            (true, _) => sweep.contains(&format!("    FAILS({name},")),
            (false, "void") => sweep.contains(&format!("{name}()")),
            (false, _) => {
                ["PASSES", "PASSES_TEXT", "PASSES_VOID"].iter().any(|check| {
                    let line = format!("    {check}({name}");
                    sweep.contains(&format!("{line},")) || sweep.contains(&format!("{line})"))
                }) || sweep.contains(&format!("    CHECK({name}(NULL, 0) == 0)"))
            }
        };
        assert!(swept, "tests/c/sweep.c has no line for {name}({})", function.parameters);
    }
}

#[test]
fn misuse_is_refused() {
    for language in Language::both() {
        let world = World::new(&[]);
        let program = world.compile("tests/c/misuse.c", language, Linked::Shared);
        run(&mut world.command(&program)).ended_with(0);
        assert_misuse_sent_nothing(&world);
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/misuse.c", Language::C99, Linked::Shared);
    run_checked(&program, |command| world.set_up(command)).map(|ran| ran.ended_with(0));
}

/// One session was created and deleted again; neither a byte nor a file of forbidden size was announced.
fn assert_misuse_sent_nothing(world: &World) {
    assert_eq!((world.count(Kind::Create), world.count(Kind::Delete)), (1, 1));
    assert_eq!((world.count(Kind::Piece), world.count(Kind::Inline)), (0, 0));
    assert!(world.stored().is_empty() && world.simulator.sessions().is_empty());
    assert_eq!(world.simulator.violations(), Vec::<String>::new());
}

#[test]
fn objects_are_freed_in_any_order() {
    // Every eleventh of the 720 orders has each object in each place; all of them take a minute.
    for (language, linked) in
        [(Language::C99, Linked::Shared), (Language::Cpp11, Linked::Shared), (Language::C99, Linked::Static)]
    {
        let world = World::new(&[]);
        let program = world.compile("tests/c/free_order.c", language, linked);
        run(world.command(&program).arg("11")).ended_with(0);
    }
    let world = World::plain(&[]);
    let program = world.compile("tests/c/free_order.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.arg("103");
    });
    checked.map(|ran| ran.ended_with(0));
}

#[test]
fn the_library_is_unloaded_and_loaded_again() {
    if foreign::is_static() {
        return;
    }
    // It is loaded by the program, so it must not be needed by it.
    let flags = ["-Wl,--as-needed"];
    let library = if foreign::is_windows() { "graph_upload.dll".into() } else { shared_library() };
    let compile = |world: &World| {
        compile("tests/c/unload.c", Language::C99, Linked::Shared, world.folder.path(), &flags)
    };
    let world = World::new(&[]);
    let ran = run(world.command(&compile(&world)).arg(&library)).ended_with(0);
    assert_eq!(world.assert_all_stored(&ran), (6, 0));
    let world = World::plain(&[]);
    let checked = run_checked(&compile(&world), |command| {
        world.set_up(command);
        command.arg(&library);
    });
    if let Some(ran) = checked {
        assert_eq!(world.assert_all_stored(&ran.ended_with(0)), (6, 0));
    }
}
