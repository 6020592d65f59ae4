//! The simulator, and the programs that go to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator, Stored};

use crate::support::{Language, Linked, Ran, compile, foreign, run_with, scratch};

/// 12 × 320 KiB, the piece of To Do.
pub const PIECE: u64 = 3_932_160;

/// The simulator with TLS, and a folder for the certificate authority and the programs.
pub struct World {
    pub simulator: Simulator,
    pub folder: tempfile::TempDir,
}

impl World {
    pub fn new(faults: &[&str]) -> World {
        World::with(faults, Options::strict())
    }

    /// Without TLS, whose assembly Valgrind does not follow.
    pub fn plain(faults: &[&str]) -> World {
        World::with(faults, Options { plain: true, ..Options::strict() })
    }

    /// For files that exceed the memory: what arrives is hashed and not kept.
    pub fn discarding() -> World {
        World::with(&[], Options { plain: true, discard_bytes: true, ..Options::strict() })
    }

    fn with(faults: &[&str], options: Options) -> World {
        let folder = scratch();
        let faults = faults.iter().map(|text| text.parse::<Fault>().expect("a fault")).collect();
        let simulator = Simulator::start(Options {
            ca_file: Some(folder.path().join("ca.pem")),
            skip_body_hashes: true,
            faults,
            ..options
        });
        World { simulator: simulator.expect("the simulator starts"), folder }
    }

    pub fn set_up(&self, command: &mut Command) {
        command.env("GU_URL", self.simulator.root(Role::Graph));
        if self.simulator.ca_pem().is_some() {
            command.env("GU_CA", self.folder.path().join("ca.pem"));
        }
        command.env("GRAPH_TOKEN", self.simulator.token());
    }

    pub fn command(&self, program: &Path) -> Command {
        let mut command = foreign::program(program);
        self.set_up(&mut command);
        command
    }

    /// For programs that take the service as options, as the simulator prints them.
    pub fn command_with_options(&self, program: &Path) -> Command {
        let mut command = foreign::program(program);
        command.env("GRAPH_TOKEN", self.simulator.token());
        command.args(["--base-url", &self.simulator.base_url()]);
        command.arg("--ca-file").arg(self.folder.path().join("ca.pem"));
        command
    }

    pub fn compile(&self, source: &str, language: Language, linked: Linked) -> PathBuf {
        compile(source, language, linked, self.folder.path(), &[])
    }

    /// Runs a scenario of `upload.c`, once as C and once as C++, each in a world of its own.
    pub fn upload(arguments: &[&str], faults: &[&str], check: impl Fn(&World, Ran)) {
        for language in Language::both() {
            let world = World::new(faults);
            let program = world.compile("tests/c/upload.c", language, Linked::Shared);
            let ran =
                run_with(world.command(&program).args(arguments), |question| world.answer(question), |_| ());
            let ran = ran.ended_with(0);
            assert_eq!(world.simulator.violations(), Vec::<String>::new());
            check(&world, ran);
        }
    }

    pub fn answer(&self, question: &str) -> String {
        match question {
            "another token" => return self.simulator.rotate_token(),
            "piece arrived" => self.await_piece(),
            "no more faults" => self.simulator.clear_script(),
            other => panic!("the program asks: {other}"),
        }
        String::new()
    }

    /// Waits until a whole piece has arrived, whose response is being held back.
    pub fn await_piece(&self) {
        let arrived = self.simulator.wait_for(Duration::from_secs(30), |state| {
            state.requests.iter().any(|request| request.kind == Kind::Piece && request.body_length == PIECE)
        });
        assert!(arrived, "no piece came: {:?}", self.simulator.requests());
    }

    pub fn stored(&self) -> Vec<Stored> {
        self.simulator.attachments("me", "list", "task")
    }

    /// What a program has said to be stored is there, once, and nothing else: so many files at the task, and so many on the
    /// drive.
    pub fn assert_all_stored(&self, ran: &Ran) -> (usize, usize) {
        let (task, drive) = (self.stored(), self.simulator.drive_files("me/drive/root"));
        let told = ran.after("stored: ");
        assert!(!told.is_empty(), "{ran:?}");
        assert_eq!(told.len(), task.len() + drive.len(), "{told:?}");
        for line in told {
            let [place, size, id] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let stored = if place == "task" { &task } else { &drive };
            let ours = stored.iter().find(|one| one.id == id).expect(line);
            assert_pattern(ours, size.parse().expect(line));
        }
        assert_eq!(self.simulator.sessions().len(), 0);
        assert_eq!(self.simulator.violations(), Vec::<String>::new());
        (task.len(), drive.len())
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.simulator.requests().iter().filter(|request| request.kind == kind).count()
    }

    pub fn write(&self, name: &str, size: u64) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, pattern(size)).expect("a file to upload");
        path
    }
}

/// Why a test that interrupts a program is left out: Wine 8 now and then does not come back from a wait in which a signal
/// reached it. Flags that are raised in other ways are tried there too.
pub const SIGNALS: &str = "signals";

/// What Ctrl-C does.
pub fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status().expect("kill");
    assert!(sent.success());
}

/// The bytes that `fill` of `check.h` makes.
pub fn pattern(size: u64) -> Vec<u8> {
    (1..=size).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect()
}

pub fn assert_pattern(stored: &Stored, size: u64) {
    assert_eq!(stored.size, size, "{}", stored.name);
    assert!(stored.bytes() == pattern(size), "{}: the bytes differ", stored.name);
}

/// The one attachment of the world, which the program has named.
pub fn assert_one_stored(world: &World, ran: &Ran, name: &str, size: u64) {
    let stored = world.stored();
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert_eq!(ran.after("stored: "), [format!("{name} {}", stored[0].id)]);
    assert_eq!(stored[0].name, name);
    assert_pattern(&stored[0], size);
    assert!(world.simulator.sessions().is_empty());
}
