//! Programs in C, C++ and Python against the shared and the static library, and the simulator.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator, Stored};
use support::{Language, Linked, Ran, compile, functions, root, run, run_checked, run_with, scratch};

/// 12 × 320 KiB, the piece of To Do.
const PIECE: u64 = 3_932_160;
const LIMIT: u64 = 25 * 1024 * 1024;

/// The simulator with TLS, and a folder for the certificate authority and the programs.
struct World {
    simulator: Simulator,
    folder: tempfile::TempDir,
}

impl World {
    fn new(faults: &[&str]) -> World {
        World::with(false, faults)
    }

    /// Without TLS, whose assembly Valgrind does not follow.
    fn plain(faults: &[&str]) -> World {
        World::with(true, faults)
    }

    fn with(plain: bool, faults: &[&str]) -> World {
        let folder = scratch();
        let faults = faults.iter().map(|text| text.parse::<Fault>().expect("a fault")).collect();
        let simulator = Simulator::start(Options {
            plain,
            ca_file: Some(folder.path().join("ca.pem")),
            skip_body_hashes: true,
            faults,
            ..Options::default()
        });
        World { simulator: simulator.expect("the simulator starts"), folder }
    }

    fn set_up(&self, command: &mut Command) {
        command.env("GU_URL", self.simulator.root(Role::Graph));
        if self.simulator.ca_pem().is_some() {
            command.env("GU_CA", self.folder.path().join("ca.pem"));
        }
        command.env("GRAPH_TOKEN", self.simulator.token());
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        self.set_up(&mut command);
        command
    }

    fn compile(&self, source: &str, language: Language, linked: Linked) -> PathBuf {
        compile(source, language, linked, self.folder.path(), &[])
    }

    /// Runs a scenario of `upload.c`, once as C and once as C++, each in a world of its own.
    fn upload(arguments: &[&str], faults: &[&str], check: impl Fn(&World, Ran)) {
        for language in Language::BOTH {
            let world = World::new(faults);
            let program = world.compile("tests/c/upload.c", language, Linked::Shared);
            let ran =
                run_with(world.command(&program).args(arguments), |question| world.answer(question), |_| ());
            let ran = ran.ended_with(0);
            assert_eq!(world.simulator.violations(), Vec::<String>::new());
            check(&world, ran);
        }
    }

    fn answer(&self, question: &str) -> String {
        match question {
            "another token" => return self.simulator.rotate_token(),
            "piece arrived" => self.await_piece(),
            "no more faults" => self.simulator.clear_script(),
            other => panic!("the program asks: {other}"),
        }
        String::new()
    }

    /// Waits until a whole piece has arrived, whose reply is being held back.
    fn await_piece(&self) {
        let arrived = self.simulator.wait_for(Duration::from_secs(30), |state| {
            state.requests.iter().any(|request| request.kind == Kind::Piece && request.body_length == PIECE)
        });
        assert!(arrived, "no piece came: {:?}", self.simulator.requests());
    }

    fn stored(&self) -> Vec<Stored> {
        self.simulator.attachments("me", "list", "task")
    }

    fn count(&self, kind: Kind) -> usize {
        self.simulator.requests().iter().filter(|request| request.kind == kind).count()
    }

    fn write(&self, name: &str, size: u64) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, pattern(size)).expect("a file to upload");
        path
    }
}

/// The bytes that `fill` of `check.h` makes.
fn pattern(size: u64) -> Vec<u8> {
    (1..=size).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect()
}

fn assert_pattern(stored: &Stored, size: u64) {
    assert_eq!(stored.size, size, "{}", stored.name);
    assert!(stored.bytes() == pattern(size), "{}: the bytes differ", stored.name);
}

/// The one attachment of the world, which the program has named.
fn assert_one_stored(world: &World, ran: &Ran, name: &str, size: u64) {
    let stored = world.stored();
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert_eq!(ran.after("stored: "), [format!("{name} {}", stored[0].id)]);
    assert_eq!(stored[0].name, name);
    assert_pattern(&stored[0], size);
    assert!(world.simulator.sessions().is_empty());
}

#[test]
fn versions_agree() {
    let folder = scratch();
    let version = concat!("-DPACKAGE_VERSION=\"", env!("CARGO_PKG_VERSION"), "\"");
    for language in Language::BOTH {
        for linked in [Linked::Shared, Linked::Static] {
            let program = compile("tests/c/version.c", language, linked, folder.path(), &[version]);
            run(&mut Command::new(program)).ended_with(0);
        }
    }
}

#[test]
fn zeros_are_survived() {
    let folder = scratch();
    for language in Language::BOTH {
        for linked in [Linked::Shared, Linked::Static] {
            let program = compile("tests/c/sweep.c", language, linked, folder.path(), &[]);
            run(&mut Command::new(&program)).ended_with(0);
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
            (false, _) => ["PASSES", "PASSES_TEXT", "PASSES_VOID"].iter().any(|check| {
                let line = format!("    {check}({name}");
                sweep.contains(&format!("{line},")) || sweep.contains(&format!("{line})"))
            }),
        };
        assert!(swept, "tests/c/sweep.c has no line for {name}({})", function.parameters);
    }
}

#[test]
fn misuse_is_refused() {
    for language in Language::BOTH {
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
fn files_of_every_size_arrive_whole() {
    let sizes = [0, 1, PIECE - 1, PIECE, PIECE + 1, LIMIT];
    let texts = sizes.map(|size| size.to_string());
    let arguments: Vec<_> = ["sizes"].into_iter().chain(texts.iter().map(String::as_str)).collect();
    World::upload(&arguments, &[], |world, ran| {
        let (stored, told) = (world.stored(), ran.after("stored: "));
        assert_eq!((stored.len(), told.len()), (3 * sizes.len(), 3 * sizes.len()));
        for (index, stored) in stored.iter().enumerate() {
            assert_eq!(told[index], format!("{} {}", stored.name, stored.id));
            let size = sizes[index / 3];
            assert!(stored.name.starts_with(&format!("{size}-by-")), "{}", stored.name);
            assert_pattern(stored, size);
        }
    });
}

#[test]
fn small_files_are_uploaded_without_a_memory_error() {
    let world = World::plain(&["piece:1=503;retry-after: 0"]);
    let program = world.compile("tests/c/upload.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.args(["sizes", "0", "1", "70000"]);
    });
    if let Some(ran) = checked {
        ran.ended_with(0);
        world.stored().iter().for_each(|stored| assert_pattern(stored, stored.size));
        assert_eq!(world.stored().len(), 9);
    }
}

#[test]
fn a_token_is_fetched_when_the_service_refuses_the_last_one() {
    World::upload(&["token"], &[], |world, ran| assert_one_stored(world, &ran, "token", 2 * PIECE));
}

#[test]
fn progress_grows_to_the_end() {
    World::upload(&["progress"], &[], |world, ran| {
        assert_one_stored(world, &ran, "progress", 3 * PIECE + 17)
    });
}

#[test]
fn the_log_tells_of_each_request_and_holds_no_secret() {
    World::upload(&["log"], &["piece:1=503;retry-after: 0", "last=lose"], |world, ran| {
        assert_one_stored(world, &ran, "log", 2 * PIECE);
        let requests = world.simulator.requests();
        assert_eq!(ran.after("log info: ").len(), requests.len(), "{:#?}", ran.lines);
        assert!(!ran.after("log warning: ").is_empty(), "{:#?}", ran.lines);
        let mut secrets = vec![world.simulator.token()];
        for request in requests.iter().filter(|request| request.kind == Kind::Piece) {
            secrets.push(request.target.clone());
            secrets
                .extend(request.target.split(['/', '?']).filter(|part| part.len() > 16).map(str::to_owned));
        }
        assert!(secrets.len() > 3);
        for line in ran.lines.iter().filter(|line| line.starts_with("log ")) {
            assert!(!secrets.iter().any(|secret| line.contains(secret.as_str())), "{line}");
        }
    });
}

#[test]
fn lost_bytes_are_put_again() {
    World::upload(&["rewind"], &["piece:2=forget"], |world, ran| {
        assert_one_stored(world, &ran, "rewind", 3 * PIECE);
    });
}

#[test]
fn calls_are_cancelled_from_everywhere() {
    for scenario in ["cancel-thread", "cancel-signal", "cancel-callback"] {
        World::upload(&[scenario], &["piece:1=delay:120000"], |world, ran| {
            assert_one_stored(world, &ran, "cancel", PIECE + 1);
        });
    }
}

#[test]
fn a_cancelled_last_piece_is_found_by_finish() {
    World::upload(&["cancel-last"], &["last=delay:120000"], |world, ran| {
        assert_one_stored(world, &ran, "cancel-last", PIECE);
        assert_eq!(world.count(Kind::Create), 1);
    });
}

#[test]
fn a_busy_session_says_so() {
    World::upload(&["busy"], &["piece:1=delay:120000"], |world, _| {
        let names: Vec<_> = world.stored().iter().map(|stored| stored.name.clone()).collect();
        assert_eq!(names, ["cancel", "busy"]);
        world.stored().iter().for_each(|stored| assert_pattern(stored, stored.size));
    });
}

#[test]
fn the_shortest_example_attaches_a_file() {
    for language in Language::BOTH {
        let world = World::new(&[]);
        let simulated = root().join("tests/c/simulated.h");
        let include = ["-include", simulated.to_str().expect("UTF-8")];
        let plain = compile("examples-c/attach.c", language, Linked::Shared, world.folder.path(), &[]);
        run(world.command(&plain).args(["list", "task"])).ended_with(2);
        let program = compile("examples-c/attach.c", language, Linked::Static, world.folder.path(), &include);
        let file = world.write("report.bin", PIECE + 5);
        // Its attachment is named as the argument is, so that is the bare name.
        let attach = |list: &str| {
            let mut command = world.command(&program);
            command.current_dir(world.folder.path()).args([list, "task", "report.bin"]);
            command
        };
        let ran = run(&mut attach("list")).ended_with(0);
        assert_eq!(ran.lines, [world.stored()[0].id.as_str()]);
        assert_pattern(&world.stored()[0], PIECE + 5);
        let ran = run(attach("list").env("GRAPH_TOKEN", "expired")).ended_with(1);
        assert!(ran.lines.is_empty() && ran.errors.contains("token"), "{}", ran.errors);
        assert!(file.exists());
    }
}

/// An example for one kind, compiled so that it goes to the simulator; both languages are tried.
fn example(name: &str, check: impl Fn(&World, &dyn Fn(&[&str]) -> Ran)) {
    let simulated = root().join("tests/c/simulated.h");
    let include = ["-include", simulated.to_str().expect("UTF-8")];
    for language in Language::BOTH {
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

/// `todo_attach` with the arguments for a simulator, as that prints them.
fn todo_attach(world: &World, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("GRAPH_TOKEN", world.simulator.token()).args(["--base-url", &world.simulator.base_url()]);
    command.arg("--ca-file").arg(world.folder.path().join("ca.pem"));
    command
}

#[test]
fn the_example_attaches_files_through_faults() {
    for (language, faults) in [
        (Language::C99, vec![]),
        (Language::Cpp11, vec!["piece:1=503;retry-after: 0", "piece:2=forget"]),
        (Language::C99, vec!["last=lose"]),
        (Language::C99, vec!["piece:2=forget", "piece:5=forget"]),
    ] {
        let world = World::new(&faults);
        let program = world.compile("examples-c/todo_attach.c", language, Linked::Shared);
        let file = world.write("big file.bin", 2 * PIECE + 3);
        let arguments = ["--content-type", "application/pdf", "--verbose", "list", "task"];
        let ran = run(todo_attach(&world, &program).args(arguments).arg(&file)).ended_with(0);
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
    let world = World::new(&["create=429;retry-after: 3600;request-id: abc-123"]);
    let program = world.compile("examples-c/todo_attach.c", Language::C99, Linked::Shared);
    let file = world.write("file", 10);
    let missing = world.folder.path().join("missing");
    let refused = |arguments: &[&str], path: &Path, code: i32, words: &str| {
        let mut command = todo_attach(&world, &program);
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
    let ran = run(todo_attach(&world, &program).env_remove("GRAPH_TOKEN").args(["l", "t"]).arg(&file))
        .ended_with(2);
    assert!(ran.errors.contains("GRAPH_TOKEN"), "{}", ran.errors);
    let ran = run(todo_attach(&world, &program).args(["list", "task"]).arg(&file)).ended_with(1);
    for words in ["GU_ERR_THROTTLED", "HTTP status  429", "request id   abc-123", "retry after  3600.0 s"] {
        assert!(ran.errors.contains(words), "{words}\n{}", ran.errors);
    }
    let mut expired = todo_attach(&world, &program);
    let ran =
        run(expired.env("GRAPH_TOKEN", "expired-token").args(["list", "task"]).arg(&file)).ended_with(1);
    assert!(ran.errors.contains("GU_ERR_SIGN_IN"), "{}", ran.errors);
    assert!(!ran.errors.contains("expired-token"), "{}", ran.errors);
}

#[test]
fn the_example_is_interrupted_cleanly() {
    // The first piece's reply is held back: not stored. The last one's: stored already.
    for (fault, size, code) in [("piece:1=delay:120000", PIECE + 1, 130), ("last=delay:120000", PIECE, 0)] {
        let world = World::new(&[fault]);
        let program = world.compile("examples-c/todo_attach.c", Language::C99, Linked::Shared);
        let file = world.write("file", size);
        let mut command = todo_attach(&world, &program);
        command.args(["list", "task"]).arg(&file);
        let interrupt = |id: u32| {
            world.await_piece();
            let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().expect("kill");
            assert!(sent.success());
        };
        let ran = run_with(&mut command, |question| panic!("{question}"), interrupt).ended_with(code);
        assert!(ran.errors.contains("cancelled"), "{}", ran.errors);
        assert!(world.simulator.sessions().is_empty(), "the session is left behind\n{}", ran.errors);
        let ids: Vec<_> = world.stored().iter().map(|stored| stored.id.clone()).collect();
        assert_eq!(ran.lines, ids);
        assert_eq!(ids.len(), usize::from(code == 0));
    }
}

#[test]
fn python_attaches_a_file() {
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
