//! `examples-c/upload.c`: every kind of target, sources, faults, Ctrl-C, and what it says.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use graph_upload_simulator::model::drive::rules::OFFICE;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::{Simulator, Stored};

use crate::support::{Language, Linked, Ran, foreign, run, run_with};
use crate::world::{PIECE, SIGNALS, World, assert_pattern, interrupt};

/// More than a piece of every kind.
const SIZE: u64 = 11_000_000;

/// A world, and the program with the arguments that come before FILE and TARGET.
struct Upload {
    world: World,
    program: PathBuf,
}

impl Upload {
    fn new(language: Language, faults: &[&str]) -> Upload {
        let world = World::new(faults);
        let program = world.compile("examples-c/upload.c", language, Linked::Shared);
        Upload { world, program }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.command_with_options(&self.program);
        command.current_dir(self.world.folder.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let ran = run(&mut self.command(arguments));
        assert!(!ran.errors.contains(&self.world.simulator.token()), "{}", ran.errors);
        assert_eq!(self.world.simulator.violations(), Vec::<String>::new());
        ran
    }

    /// Interrupts it once the service is as it says.
    fn interrupted(&self, arguments: &[&str], when: impl FnOnce()) -> Ran {
        let interrupt = |id: u32| {
            when();
            interrupt(id);
        };
        run_with(&mut self.command(arguments), |question| panic!("{question}"), interrupt)
    }
}

type Look = fn(&Simulator) -> Vec<Stored>;

/// Places of every kind: the arguments, the name that the file gets there, and a look at them. `{old}` is the id of a
/// file that is there already.
const PLACES: [(&[&str], &str, Look); 10] = [
    (&["todo:li%2Fst/task"], "report.bin", |service| service.attachments("me", "li/st", "task")),
    (&["--user", "u@x", "todo:l/t/a%20b"], "a b", |service| service.attachments("u@x", "l", "t")),
    (&["message:AAMk%3D"], "report.bin", |service| service.outlook_attachments("me/messages/AAMk=")),
    (&["--user", "u@x", "event:e/c.pdf"], "c.pdf", |service| {
        service.outlook_attachments("users/u@x/events/e")
    }),
    (&["post:g/t/p"], "report.bin", |service| service.outlook_attachments("groups/g/threads/t/posts/p")),
    (&["drive:/a%20b/new.bin"], "new.bin", |service| service.drive_files("me/drive/root:/a%20b")),
    (&["drive:/drives/d:/new/"], "report.bin", |service| service.drive_files("drives/d/root:/new")),
    (&["item:/drives/d:{old}"], "old.bin", |service| {
        service.drive_file("drives/d/root:/old.bin").into_iter().collect()
    }),
    (&["print:p/j/d"], "report.bin", |service| {
        service.print_document("printers/p/jobs/j/documents/d").into_iter().collect()
    }),
    (&["share:s/j/d/x.pdf"], "x.pdf", |service| {
        service.print_document("shares/s/jobs/j/documents/d").into_iter().collect()
    }),
];

#[test]
fn every_kind_of_target_through_faults() {
    for (language, fault) in [(Language::C99, "piece:2=503;retry-after: 0"), (Language::Cpp11, "last=lose")] {
        let upload = Upload::new(language, &[]);
        let simulator = &upload.world.simulator;
        let old = simulator.add_drive_file("drives/d/root:/old.bin", b"old").expect("a file");
        upload.world.write("report.bin", SIZE);
        for (arguments, name, look) in PLACES {
            simulator.script(vec![fault.parse().expect("a fault")]);
            let arguments: Vec<_> = arguments.iter().map(|text| text.replace("{old}", &old)).collect();
            let all: Vec<_> =
                ["report.bin"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
            let ran = upload.run(&all).ended_with(0);
            simulator.clear_script();

            let stored = look(simulator);
            assert_eq!(stored.len(), 1, "{all:?}");
            assert_eq!((stored[0].name.as_str(), &ran.lines), (name, &vec![stored[0].id.clone()]), "{all:?}");
            assert_pattern(&stored[0], SIZE);
            let drive = all.iter().any(|text| text.starts_with("drive:") || text.starts_with("item:"));
            let verdict = if drive { "integrity: verified" } else { "integrity: not verifiable" };
            // The service does not tell the names of attachments.
            let words = if drive { format!("stored as {name}") } else { "stored".into() };
            for words in [verdict, &words] {
                assert!(ran.errors.contains(words), "{all:?}\n{}", ran.errors);
            }
            assert_eq!(ran.errors.contains("last response was lost"), fault == "last=lose", "{}", ran.errors);
        }
        assert_eq!(simulator.sessions().len(), 0);
    }
}

#[test]
fn progress_is_a_line_for_each_tenth() {
    let upload = Upload::new(Language::C99, &["create=429;retry-after: 1.5"]);
    upload.world.write("report.bin", 2 * SIZE);
    let ran = upload.run(&["report.bin", "todo:list/task"]).ended_with(0);
    let lines: Vec<_> = ran.errors.lines().filter(|line| line.contains(" of 22.0 MB")).collect();
    assert!((2..=12).contains(&lines.len()), "{lines:?}");
    assert_eq!(lines[0], "  0 %  0.0 of 22.0 MB  waiting 2 s");
    assert!(lines.last().is_some_and(|line| line.starts_with("100 %  22.0")), "{lines:?}");
}

#[test]
fn progress_is_a_bar_on_a_terminal() {
    if foreign::windows_leaves_out("a terminal") {
        return;
    }
    let upload = Upload::new(Language::C99, &[]);
    upload.world.write("report.bin", SIZE);
    let mut command = Command::new("python3");
    let terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let inner = upload.command(&["report.bin", "todo:list/task"]);
    command.args(["-c", terminal]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(upload.world.folder.path()).env("GRAPH_TOKEN", upload.world.simulator.token());
    let ran = run(&mut command).ended_with(0);
    let shown = ran.lines.join("\n");
    assert!(shown.contains("\r[####################] 100 %  11.0 of 11.0 MB"), "{shown:?}");
    assert!(shown.contains("stored") && shown.contains(&upload.world.stored()[0].id), "{shown:?}");
}

/// What a pipe gives is uploaded.
fn piped(upload: &Upload, file: &Path, arguments: &[&str]) -> Ran {
    let inner = upload.command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat \"$0\" | \"$@\""]).arg(file).arg(inner.get_program()).args(inner.get_args());
    run(shell.env("GRAPH_TOKEN", upload.world.simulator.token()))
}

#[test]
fn standard_input_is_uploaded_from_a_pipe() {
    for language in Language::both() {
        let upload = Upload::new(language, &["piece:1=cut:1000000", "piece:3=503;retry-after: 0"]);
        let file = upload.world.write("file", SIZE);
        let arguments =
            ["--content-type", "application/pdf", "--size", "11000000", "-", "todo:list/task/n.pdf"];
        piped(&upload, &file, &arguments).ended_with(0);
        let stored = upload.world.stored();
        assert_eq!((stored.len(), stored[0].content_type.as_deref()), (1, Some("application/pdf")));
        assert_pattern(&stored[0], SIZE);
        for (size, words) in [("10999999", "more bytes than --size"), ("11000001", "GU_ERR_SOURCE_SHORT")] {
            let ran = piped(&upload, &file, &["--size", size, "-", "drive:/never.bin"]).ended_with(1);
            assert!(ran.errors.contains(words) && ran.lines.is_empty(), "{}", ran.errors);
        }
        assert_eq!(upload.world.simulator.drive_files("me/drive/root").len(), 0);
        assert_eq!(upload.world.simulator.sessions().len(), 0);
    }
}

#[test]
fn an_interrupt_deletes_the_session() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let upload = Upload::new(Language::C99, &["piece:1=delay:120000"]);
    upload.world.write("file", SIZE);
    let ran = upload.interrupted(&["file", "todo:list/task"], || upload.world.await_piece()).ended_with(130);
    assert!(ran.errors.contains("GU_ERR_CANCELLED") && ran.lines.is_empty(), "{}", ran.errors);
    assert_eq!((upload.world.stored().len(), upload.world.simulator.sessions().len()), (0, 0));
    assert_eq!(upload.world.count(Kind::Delete), 1);
}

/// A piece comes through a pipe, and then nothing. (Before the first piece nobody can see whether the program has read
/// the response that tells it of its session.)
#[test]
fn an_interrupt_ends_the_wait_for_standard_input() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let upload = Upload::new(Language::C99, &[]);
    let pipe = upload.world.folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let (size, mut input) = ((2 * PIECE).to_string(), None);
    let inner = upload.command(&["--size", &size, "-", "todo:list/task/name"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$@\" < \"$0\""]).arg(&pipe).arg(&upload.program).args(inner.get_args());
    let interrupted = |id| {
        let mut file = File::options().write(true).open(&pipe).expect("a reader");
        file.write_all(&vec![0; PIECE as usize]).expect("read");
        // Closed only after the end, as otherwise the program would see that its input is short.
        input = Some(file);
        upload.world.await_piece();
        interrupt(id);
    };
    let token = upload.world.simulator.token();
    run_with(shell.env("GRAPH_TOKEN", token), |question| panic!("{question}"), interrupted).ended_with(130);
    assert!(input.is_some());
    assert_eq!((upload.world.stored().len(), upload.world.simulator.sessions().len()), (0, 0));
}

#[test]
fn an_interrupt_keeps_the_session_where_that_is_asked_for() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let upload = Upload::new(Language::C99, &["piece:1=delay:120000"]);
    upload.world.write("file", SIZE);
    let arguments = ["--keep-on-cancel", "file", "todo:list/task"];
    upload.interrupted(&arguments, || upload.world.await_piece()).ended_with(130);
    assert_eq!((upload.world.count(Kind::Delete), upload.world.simulator.sessions().len()), (0, 1));
}

#[test]
fn an_interrupt_after_the_last_byte_leaves_a_doubt() {
    if foreign::windows_leaves_out(SIGNALS) {
        return;
    }
    let upload = Upload::new(Language::C99, &["last=delay:120000"]);
    upload.world.write("file", PIECE);
    let ran = upload.interrupted(&["file", "todo:list/task"], || upload.world.await_piece()).ended_with(3);
    assert!(ran.errors.contains("may be stored nevertheless"), "{}", ran.errors);
    assert_eq!((upload.world.stored().len(), upload.world.count(Kind::Delete)), (1, 0));
}

#[test]
fn what_is_stored_differently_is_told() {
    let upload = Upload::new(Language::C99, &[]);
    upload.world.simulator.configure(|config| config.drive.rewritten = OFFICE.map(str::to_owned).to_vec());
    upload.world.write("report.docx", 1_000);
    let ran = upload.run(&["report.docx", "drive:/"]).ended_with(0);
    assert!(ran.errors.contains("integrity: differs"), "{}", ran.errors);
    let arguments = ["--differs-is-error", "--conflict", "replace", "report.docx", "drive:/"];
    let ran = upload.run(&arguments).ended_with(1);
    assert!(
        ran.errors.contains("GU_ERR_DIFFERS") && ran.errors.contains("integrity: differs"),
        "{}",
        ran.errors
    );
    let stored = upload.world.simulator.drive_files("me/drive/root");
    assert_eq!((stored.len(), ran.lines), (1, vec![stored[0].id.clone()]));
}

#[test]
fn a_file_of_the_same_name_is_treated_as_asked() {
    let upload = Upload::new(Language::C99, &[]);
    upload.world.write("file", 10);
    for (conflict, code, stored_as) in
        [("fail", 0, "file"), ("fail", 1, ""), ("rename", 0, "file 1"), ("replace", 0, "file")]
    {
        if code != 0 {
            // The very same bytes, stored a moment ago, would count as those of this upload.
            upload.world.write("file", 11);
        }
        let ran = upload.run(&["--conflict", conflict, "file", "drive:/"]).ended_with(code);
        let words = if code == 0 { format!("stored as {stored_as}\n") } else { "GU_ERR_CONFLICT".into() };
        assert!(ran.errors.contains(&words), "{conflict}\n{}", ran.errors);
    }
    assert_eq!(upload.world.simulator.drive_files("me/drive/root").len(), 2);
}

#[test]
fn wrong_usage_is_named() {
    let upload = Upload::new(Language::C99, &[]);
    upload.world.write("file", 10);
    for (arguments, words) in [
        (&[][..], "FILE and TARGET are required"),
        (&["file"], "FILE and TARGET are required"),
        (&["file", "drive:/x", "more"], "unexpected argument: more"),
        (&["--colour", "file", "drive:/x"], "unknown option --colour"),
        (&["file", "drive:/x", "--user"], "--user needs a value"),
        (
            &["--conflict", "keep", "file", "drive:/x"],
            "property conflict: \"keep\" is none of fail, replace, rename",
        ),
        (&["--size", "10", "file", "drive:/x"], "--size and - as FILE require each other"),
        (&["-", "drive:/x"], "--size and - as FILE require each other"),
        (&["--size", "-1", "-", "drive:/x"], "--size must be a number of bytes, not -1"),
        (&["--size", "1e3", "-", "drive:/x"], "--size must be a number of bytes, not 1e3"),
        (&["--size", "18446744073709551616", "-", "drive:/x"], "--size must be a number of bytes"),
        (&["--size", "10", "-", "drive:/x/"], "it must end in a name"),
        (&["--size", "10", "-", "todo:l/t"], "it must end in a name"),
        (&["file", "x"], "target: \"x\" is none of todo:LIST"),
        (&["file", "todo"], "target: \"todo\" is none of"),
        (&["file", "to:l/t"], "target: \"to:l/t\" is none of"),
        (&["file", "todo:l"], "target: not todo:LIST/TASK[/NAME]: a part is missing"),
        (&["file", "todo:l//n"], "a part is empty"),
        (&["file", "todo:l/t/n/x"], "it has too many parts"),
        (&["file", "todo:l/%4/n"], "two hexadecimal digits"),
        (&["file", "todo:l/%00/n"], "GU_ERR_ARGUMENT: task"),
        (&["file", "drive:/100%.txt"], "two hexadecimal digits"),
        (&["file", "drive:x"], "the path does not begin with /"),
        (&["file", "drive:/drives/d:x"], "the path does not begin with /"),
        (&["file", "drive::/x"], "a part is empty"),
        (&["--user", "u", "file", "drive:/x"], "a user is allowed only"),
        // What the library itself refuses before anything is sent.
        (&["file", "drive:/me/printer:/x"], "GU_ERR_ARGUMENT: drive: must be"),
        (&["file", "drive:/a//b"], "GU_ERR_ARGUMENT: path: "),
        (&["file", "item:"], "a part is empty"),
        (&["--conflict", "fail", "file", "todo:l/t"], "GU_ERR_ARGUMENT: "),
        (&["--base-url", "http://graph.microsoft.com", "file", "todo:l/t"], "GU_ERR_ARGUMENT: base URL"),
    ] {
        let ran = upload.run(arguments).ended_with(2);
        assert!(ran.errors.contains(words) && ran.lines.is_empty(), "{arguments:?}\n{}", ran.errors);
    }
    let ran = run(upload.command(&["file", "drive:/x"]).env_remove("GRAPH_TOKEN")).ended_with(2);
    assert!(ran.errors.contains("GRAPH_TOKEN"), "{}", ran.errors);
    let ran = run(foreign::program(&upload.program).arg("--help")).ended_with(0);
    assert!(ran.lines.iter().any(|line| line.contains("todo:LIST/TASK[/NAME]")), "{:?}", ran.lines);
    assert_eq!(upload.world.simulator.requests().len(), 0);
}

#[test]
fn failures_are_told_with_what_support_asks_for() {
    let upload = Upload::new(Language::C99, &["create=429;retry-after: 3600;request-id: abc-123"]);
    // The smallest that goes by session.
    upload.world.write("file", 3_000_000);
    let failed = |arguments: &[&str], words: &[&str]| {
        let ran = upload.run(arguments).ended_with(1);
        assert!(ran.lines.is_empty(), "{:?}", ran.lines);
        assert!(words.iter().all(|words| ran.errors.contains(words)), "{words:?}\n{}", ran.errors);
    };
    let throttled = [
        "GU_ERR_THROTTLED",
        "HTTP status  429",
        "request id   abc-123",
        "retry after  3600.0 s",
        "succeed later",
    ];
    failed(&["--verbose", "file", "todo:list/task"], &throttled);
    failed(&["--verbose", "missing", "drive:/x"], &["GU_ERR_SOURCE_UNREADABLE", "(os error 2)"]);
    failed(&[".", "drive:/x"], &["GU_ERR_ARGUMENT", "folder"]);
}
