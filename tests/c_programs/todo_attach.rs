//! `examples-c/todo_attach.c`.

use std::path::Path;

use crate::support::{Language, Linked, foreign, run, run_with};
use crate::world::{PIECE, World, assert_pattern, interrupt};

#[test]
fn the_example_attaches_files_through_faults() {
    if foreign::windows_leaves_out("todo_attach.c is for POSIX") {
        return;
    }
    for (language, faults) in [
        (Language::C99, vec![]),
        (Language::Cpp11, vec!["piece:1=503;retry-after: 0", "piece:2=forget"]),
        (Language::C99, vec!["last=lose"]),
        (Language::C99, vec!["piece:2=forget", "piece:4=forget"]),
    ] {
        let world = World::new(&faults);
        let program = world.compile("examples-c/todo_attach.c", language, Linked::Shared);
        let file = world.write("big file.bin", 2 * PIECE + 3);
        let arguments = ["--content-type", "application/pdf", "--verbose", "list", "task"];
        let ran = run(world.command_with_options(&program).args(arguments).arg(&file)).ended_with(0);
        let stored = world.stored();
        assert_eq!(stored.len(), 1, "{faults:?}");
        assert_eq!(ran.lines, [stored[0].id.as_str()]);
        assert_eq!(
            (stored[0].name.as_str(), stored[0].content_type.as_deref()),
            ("big file.bin", Some("application/pdf"))
        );
        assert_pattern(&stored[0], 2 * PIECE + 3);
        assert!(!ran.errors.contains(&world.simulator.token()), "{}", ran.errors);
        assert!(ran.errors.contains("100 %") && ran.errors.contains("info: "), "{}", ran.errors);
    }
}

#[test]
fn the_example_says_what_is_wrong() {
    if foreign::windows_leaves_out("todo_attach.c is for POSIX") {
        return;
    }
    let world = World::new(&["create=429;retry-after: 3600;request-id: abc-123"]);
    let program = world.compile("examples-c/todo_attach.c", Language::C99, Linked::Shared);
    let file = world.write("file", 10);
    let missing = world.folder.path().join("missing");
    let refused = |arguments: &[&str], path: &Path, code: i32, words: &str| {
        let mut command = world.command_with_options(&program);
        let ran = run(command.args(arguments).arg(path)).ended_with(code);
        assert!(ran.errors.contains(words) && ran.lines.is_empty(), "{arguments:?}\n{}", ran.errors);
        assert!(!ran.errors.contains(&world.simulator.token()), "{}", ran.errors);
    };
    refused(&["list"], &file, 2, "usage: ");
    refused(&["--colour", "list", "task"], &file, 2, "unknown option");
    refused(&["list", "task", "and"], &file, 2, "too many");
    refused(&["list", "task"], &missing, 1, "No such file");
    refused(&["list", "task"], world.folder.path(), 1, "not a file");
    refused(
        &["--base-url", "http://graph.microsoft.com", "list", "task"],
        &file,
        1,
        "GU_ERR_ARGUMENT: base URL",
    );
    refused(&["--name", "a\tb", "list", "task"], &file, 1, "GU_ERR_ARGUMENT: name: control");
    let ran = run(world.command_with_options(&program).env_remove("GRAPH_TOKEN").args(["l", "t"]).arg(&file))
        .ended_with(2);
    assert!(ran.errors.contains("GRAPH_TOKEN"), "{}", ran.errors);
    let ran = run(world.command_with_options(&program).args(["list", "task"]).arg(&file)).ended_with(1);
    for words in ["GU_ERR_THROTTLED", "HTTP status  429", "request id   abc-123", "retry after  3600.0 s"] {
        assert!(ran.errors.contains(words), "{words}\n{}", ran.errors);
    }
    let mut expired = world.command_with_options(&program);
    let ran =
        run(expired.env("GRAPH_TOKEN", "expired-token").args(["list", "task"]).arg(&file)).ended_with(1);
    assert!(ran.errors.contains("GU_ERR_SIGN_IN"), "{}", ran.errors);
    assert!(!ran.errors.contains("expired-token"), "{}", ran.errors);
}

#[test]
fn the_example_is_interrupted_cleanly() {
    if foreign::windows_leaves_out("todo_attach.c is for POSIX") {
        return;
    }
    // The first piece's response is held back: not stored. The last one's: stored already.
    for (fault, size, code) in [("piece:1=delay:120000", PIECE + 1, 130), ("last=delay:120000", PIECE, 0)] {
        let world = World::new(&[fault]);
        let program = world.compile("examples-c/todo_attach.c", Language::C99, Linked::Shared);
        let file = world.write("file", size);
        let mut command = world.command_with_options(&program);
        command.args(["list", "task"]).arg(&file);
        let interrupt = |id: u32| {
            world.await_piece();
            interrupt(id);
        };
        let ran = run_with(&mut command, |question| panic!("{question}"), interrupt).ended_with(code);
        assert!(ran.errors.contains("cancelled"), "{}", ran.errors);
        assert!(world.simulator.sessions().is_empty(), "the session is left behind\n{}", ran.errors);
        let ids: Vec<_> = world.stored().iter().map(|stored| stored.id.clone()).collect();
        assert_eq!(ran.lines, ids);
        assert_eq!(ids.len(), usize::from(code == 0));
    }
}
