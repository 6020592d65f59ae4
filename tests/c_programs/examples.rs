//! The short examples, and Python.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use graph_upload_simulator::model::kind::Kind;

use crate::support::{self, Language, Linked, Ran, compile, foreign, is_long, root, run, run_with};
use crate::world::{PIECE, SIGNALS, World, assert_pattern, interrupt, pattern};

#[test]
fn the_shortest_examples_attach_a_file() {
    for (source, language) in [
        ("examples-c/attach.c", Language::C99),
        ("examples-c/attach.c", Language::Cpp11),
        ("examples-c/attach.cpp", Language::Cpp17),
    ] {
        let world = World::new(&[]);
        let simulated = root().join("tests/c/simulated.h");
        let include = ["-include", simulated.to_str().expect("UTF-8")];
        if is_long() {
            let plain = compile(source, language, Linked::Shared, world.folder.path(), &[]);
            run(world.command(&plain).args(["list", "task"])).ended_with(2);
        }
        let program = compile(source, language, Linked::Static, world.folder.path(), &include);
        let file = world.write("report.bin", PIECE + 5);
        let mut without = world.command(&program);
        let ran = run(without.args(["list", "task"]).arg(&file).env_remove("GRAPH_TOKEN"))
            .ended_with(if language == Language::Cpp17 { 1 } else { 2 });
        assert!(ran.errors.to_lowercase().contains("token"), "{}", ran.errors);
        let attach = || {
            let mut command = world.command(&program);
            command.args(["list", "task"]).arg(&file);
            command
        };
        let ran = run(&mut attach()).ended_with(0);
        let stored = world.stored();
        assert_eq!((stored[0].name.as_str(), ran.lines), ("report.bin", vec![stored[0].id.clone()]));
        assert_pattern(&stored[0], PIECE + 5);
        let ran = run(attach().env("GRAPH_TOKEN", "expired")).ended_with(1);
        assert!(ran.lines.is_empty() && ran.errors.contains("token"), "{}", ran.errors);
    }
}

/// An example for one kind, compiled so that it goes to the simulator; both languages are tried.
fn example(name: &str, check: impl Fn(&World, &dyn Fn(&[&str]) -> Ran)) {
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    for language in Language::both() {
        let world = World::new(&[]);
        let source = format!("examples-c/{name}.c");
        let program = compile(&source, language, Linked::Shared, world.folder.path(), &include);
        let start = |arguments: &[&str]| {
            run(world.command(&program).current_dir(world.folder.path()).args(arguments))
        };
        start(&[]).ended_with(2);
        check(&world, &start);
        assert_eq!((world.simulator.sessions().len(), world.simulator.violations().len()), (0, 0));
    }
}

#[test]
fn the_message_example_attaches_small_and_large_files() {
    example("message_attach", |world, start| {
        for (size, content_id) in [(1_000, None), (4_000_000, Some("logo@example"))] {
            world.write("report.bin", size);
            let arguments: Vec<_> = ["message", "report.bin"].into_iter().chain(content_id).collect();
            let ran = start(&arguments).ended_with(0);
            let stored = world.simulator.outlook_attachments("me/messages/message");
            let ours = stored.iter().find(|one| ran.lines == [one.id.as_str()]).expect("it is there");
            assert_pattern(ours, size);
            assert_eq!((ours.is_inline, ours.content_id.as_deref()), (content_id.is_some(), content_id));
        }
        start(&["message", "missing.bin"]).ended_with(2);
    });
}

#[test]
fn the_drive_example_keeps_files_of_the_same_name() {
    example("drive_upload", |world, start| {
        for (index, size) in [11_000_000, 0, 5].into_iter().enumerate() {
            world.write("report.bin", size);
            start(&["folder/report.bin", "report.bin", "/drives/d"]).ended_with(0);
            let stored = world.simulator.drive_files("drives/d/root:/folder");
            assert_eq!(stored.len(), index + 1);
            assert!(stored.iter().any(|one| one.bytes() == pattern(size)));
        }
        start(&["a:b", "report.bin"]).ended_with(1);
    });
}

/// Compiled as it is, since what the tests include before it would decide how wide its `off_t` is.
#[test]
fn the_drive_example_examines_files_that_32_bits_cannot_count() {
    let world = World::new(&[]);
    let program = world.compile("examples-c/drive_upload.c", Language::C99, Linked::Shared);
    let path = world.folder.path().join("large.bin");
    File::create(&path).and_then(|file| file.set_len(1 << 32)).expect("room for it");
    // With 2 where it cannot be examined; the path is refused afterwards.
    run(world.command(&program).arg("a:b").arg(path)).ended_with(1);
}

#[test]
fn the_print_example_uploads_a_document() {
    example("print_document", |world, start| {
        world.write("report.pdf", 10_000_000);
        start(&["printer", "job", "document", "report.pdf"]).ended_with(0);
        let stored = world.simulator.print_document("printers/printer/jobs/job/documents/document");
        let stored = stored.expect("it is there");
        assert_pattern(&stored, 10_000_000);
        assert_eq!(stored.content_type.as_deref(), Some("application/pdf"));
    });
}

#[test]
fn the_event_loop_uploads_files() {
    example("event_loop", |world, start| {
        let sizes = [("a", 11_000_000), ("b", 5), ("c", 4_000_000)];
        sizes.iter().for_each(|(name, size)| drop(world.write(name, *size)));
        let ran = start(&["folder", "a", "./b", "c"]).ended_with(0);
        let stored = world.simulator.drive_files("me/drive/root:/folder");
        let told: BTreeSet<_> =
            ran.lines.iter().map(|line| line.trim_start_matches("./").to_owned()).collect();
        let named = stored.iter().map(|one| format!("{} {}", one.name, one.id));
        assert_eq!(told, named.collect());
        for (name, size) in sizes {
            assert_pattern(stored.iter().find(|one| one.name == name).expect(name), size);
        }
        assert!(
            ran.errors.ends_with("0 running, 3 stored, 0 failed; 15.0 of 15.0 MB, 0.0 MB/s\n"),
            "{ran:?}"
        );
        let ran = start(&["folder", "a", "missing"]).ended_with(1);
        assert!(ran.errors.contains("missing: GU_ERR_SOURCE_UNREADABLE: "), "{ran:?}");
        start(&["a:b", "a"]).ended_with(1);
    });
}

#[test]
fn the_event_loop_ends_after_an_interrupt() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let world = World::new(&["piece:1=delay:120000"]);
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    let program =
        compile("examples-c/event_loop.c", Language::C99, Linked::Shared, world.folder.path(), &include);
    let mut command = world.command(&program);
    command.arg("folder").args(["a", "b", "c"].map(|name| world.write(name, 11_000_000)));
    let ran = run_with(&mut command, |question| panic!("{question}"), |id| interrupt_in_piece(&world, id));
    let ran = ran.ended_with(130);
    assert!(ran.errors.contains("a: GU_ERR_CANCELLED: "), "{}", ran.errors);
}

#[test]
fn the_cpp_example_uploads_files_and_memory() {
    let world = World::new(&["piece:2=503;retry-after: 0"]);
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    let program =
        compile("examples-c/upload.cpp", Language::Cpp17, Linked::Shared, world.folder.path(), &include);
    let file = world.write("report.bin", 11_000_000);
    let command = |arguments: &[&str]| {
        let mut command = world.command(&program);
        command.current_dir(world.folder.path()).args(arguments);
        command
    };
    let check = |ran: Ran, versions| {
        let stored = world.simulator.drive_files("me/drive/root:/folder");
        assert_eq!((stored.len(), stored[0].versions), (1, versions));
        assert_eq!(ran.lines, [stored[0].id.as_str()]);
        assert_pattern(&stored[0], 11_000_000);
        assert!(ran.errors.contains("100 %\n") && ran.errors.contains("verified: "), "{}", ran.errors);
    };
    check(run(&mut command(&["folder/x.bin", "report.bin"])).ended_with(0), 1);
    let inner = command(&["folder/x.bin", "-"]);
    let mut shell = Command::new("sh");
    world.set_up(&mut shell);
    shell.args(["-c", "exec \"$@\" < \"$0\""]).arg(file).arg(inner.get_program()).args(inner.get_args());
    check(run(&mut shell).ended_with(0), 2);

    run(&mut command(&[])).ended_with(2);
    for (arguments, words) in
        [(["a:b", "report.bin"], "GU_ERR_ARGUMENT: path: "), (["x", "missing"], "GU_ERR_SOURCE_UNREADABLE: ")]
    {
        let ran = run(&mut command(&arguments)).ended_with(1);
        assert!(ran.errors.contains(words) && ran.lines.is_empty(), "{}", ran.errors);
    }
    assert_eq!((world.simulator.sessions().len(), world.simulator.violations().len()), (0, 0));
}

/// Interrupts a program while the response to a piece is held back.
fn interrupt_in_piece(world: &World, id: u32) {
    let arrived = world.simulator.wait_for(Duration::from_secs(30), |state| {
        state.requests.iter().any(|request| request.kind == Kind::Piece && request.body_length > 0)
    });
    assert!(arrived, "no piece came: {:?}", world.simulator.requests());
    interrupt(id);
}

#[test]
fn the_cpp_example_is_interrupted_cleanly() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let world = World::new(&["piece:1=delay:120000"]);
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    let program =
        compile("examples-c/upload.cpp", Language::Cpp17, Linked::Shared, world.folder.path(), &include);
    let file = world.write("report.bin", 11_000_000);
    let mut command = world.command(&program);
    command.arg("x.bin").arg(file);
    let ran = run_with(&mut command, |question| panic!("{question}"), |id| interrupt_in_piece(&world, id));
    let ran = ran.ended_with(130);
    assert!(ran.errors.contains("GU_ERR_CANCELLED") && ran.lines.is_empty(), "{}", ran.errors);
    assert!(world.simulator.sessions().is_empty(), "the session is left behind\n{}", ran.errors);
}

#[test]
fn python_attaches_a_file() {
    if foreign::leaves_out("Python") {
        return;
    }
    let python = Command::new("python3").arg("--version").output();
    assert!(python.is_ok(), "python3 is missing; install it with: apt-get install -y python3");
    let world = World::new(&[]);
    let file = world.write("from-python", PIECE + 12_345);
    let mut command = world.command(Path::new("python3"));
    command.arg(root().join("tests/python/upload.py")).arg(support::shared_library()).arg(file);
    let ran = run(&mut command).ended_with(0);
    let stored = world.stored();
    assert_eq!((stored.len(), ran.lines), (1, vec![stored[0].id.clone()]));
    assert_eq!(
        (stored[0].name.as_str(), stored[0].content_type.as_deref()),
        ("from-python", Some("application/x-python"))
    );
    assert_pattern(&stored[0], PIECE + 12_345);
}

#[test]
fn the_code_of_the_manual_uploads() {
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    let world = World::new(&["piece:2=503;retry-after: 0"]);
    let program = compile("tests/c/manual.c", Language::C99, Linked::Shared, world.folder.path(), &include);
    let (file, state) = (world.write("report.bin", 11_000_000), world.folder.path().join("state"));
    let ran = run(world.command(&program).args([&file, &state])).ended_with(0);
    let stored = world.simulator.drive_files("me/drive/root:/Reports");
    let id = stored[0].id.as_str();
    assert_eq!(ran.lines, [&format!("stored as {id}"), id, id, "GU_OK"]);
    // Each of the six ways replaces what the one before has stored.
    assert_eq!((stored.len(), stored[0].versions), (1, 6));
    assert_pattern(&stored[0], 11_000_000);
    assert!(ran.errors.contains("11000000 of 11000000 bytes confirmed"), "{}", ran.errors);
    let expired = run(world.command(&program).args([&file, &state]).env("GRAPH_TOKEN", "expired"));
    assert!(expired.ended_with(1).errors.contains("token"));
}
