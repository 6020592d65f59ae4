//! `examples-c/upload.c` with a state file, killed again and again with SIGKILL and started again by the same command:
//! in the end one file is stored, whole, and nothing else.
//!
//! `GU_KILLS` says how often one upload to each place is killed, and as often others together; `GU_SEED` when. The instants are conditions on what the
//! service has seen, but what the program does meanwhile is its own affair, so a seed does not repeat a run exactly.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::{Options, Simulator, State, Stored};

use crate::support::{Language, Linked, compile, foreign, root, scratch};
use crate::world::pattern;

/// What `GU_KILLS` is unless it is set.
const KILLS: u64 = 6;

/// Far longer than a life takes.
const LONGEST_LIFE: Duration = Duration::from_secs(120);

/// When a life ends.
#[derive(Debug, Clone, Copy)]
enum Instants {
    /// As many requests have come in it.
    Requests(usize),
    /// As many are over.
    Answered(usize),
    /// As many bytes of bodies have come in it.
    Bytes(u64),
    /// It has lasted so long.
    Time(Duration),
}

impl Instants {
    /// Before the service takes no more of the first piece than `stall` bytes.
    fn draw_early(rng: &mut Rng, stall: u64) -> Self {
        match rng.u32(..8) {
            0..4 => Self::Bytes(rng.u64(..stall)),
            4..6 => Self::Requests(rng.usize(1..3)),
            6 => Self::Answered(1),
            _ => Self::Time(Duration::from_millis(rng.u64(..50))),
        }
    }

    fn draw(rng: &mut Rng, piece: u64) -> Self {
        match rng.u32(..20) {
            0..6 => Self::Bytes(rng.u64(..piece)),
            6..10 => Self::Requests(rng.usize(1..4)),
            10..13 => Self::Answered(rng.usize(1..4)),
            13..16 => Self::Time(Duration::from_millis(rng.u64(..30))),
            16..18 => Self::Answered(rng.usize(2..8)),
            _ => Self::Bytes(rng.u64(..4 * piece)),
        }
    }

    fn has_come(self, state: &State, before: usize, began: Instant) -> bool {
        let now = &state.requests[before..];
        match self {
            Self::Requests(count) => now.len() >= count,
            Self::Answered(count) => now.iter().filter(|request| request.done).count() >= count,
            Self::Bytes(bytes) => now.iter().map(|request| request.body_length).sum::<u64>() > bytes,
            Self::Time(time) => began.elapsed() >= time,
        }
    }
}

/// A place whose uploads are killed.
struct Place {
    /// What stands before the name in TARGET.
    target: &'static str,
    /// The first is that of the file that is killed in a row.
    sizes: &'static [u64],
    piece: u64,
    /// All that is there.
    stored: fn(&Simulator) -> Vec<Stored>,
}

const TODO: Place = Place {
    target: "todo:list/task/",
    sizes: &[25_000_000, 12_000_001, 4_000_000, 1, 0],
    piece: 3_932_160,
    stored: |simulator| simulator.attachments("me", "list", "task"),
};
const MESSAGE: Place = Place {
    target: "message:m/",
    sizes: &[25_000_000, 12_000_001, 3_145_728, 100_000],
    piece: 3_932_160,
    stored: |simulator| simulator.outlook_attachments("me/messages/m"),
};
const DRIVE: Place = Place {
    target: "drive:/",
    sizes: &[45_000_000, 12_000_001, 1, 0],
    piece: 10_485_760,
    stored: |simulator| simulator.drive_files("me/drive/root"),
};

/// The service, the program, and its files.
struct World {
    simulator: Simulator,
    folder: tempfile::TempDir,
    program: PathBuf,
    place: Place,
    rng: Rng,
    /// The next early end lets a piece through.
    advances: bool,
    /// Files that were uploaded.
    uploads: usize,
    /// Sessions whose URL has died with the life that asked for them: nobody can delete those.
    unseen: usize,
}

impl World {
    fn new(place: Place, seed: u64, keep_broken_pieces: bool, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::strict();
        configure(&mut config);
        let simulator = Simulator::start(Options {
            plain: true,
            skip_body_hashes: true,
            keep_broken_pieces,
            config,
            ..Options::default()
        });
        let folder = scratch();
        let hasty = root().join("tests/c/hasty.h");
        let include = ["-include", hasty.to_str().expect("UTF-8")];
        let source = "examples-c/upload.c";
        let program = compile(source, Language::C99, Linked::Shared, folder.path(), &include);
        fs::write(folder.path().join("key"), [7; 32]).expect("a key");
        let simulator = simulator.expect("the simulator starts");
        Self {
            simulator,
            folder,
            program,
            place,
            rng: Rng::with_seed(seed),
            advances: false,
            uploads: 0,
            unseen: 0,
        }
    }

    fn command(&self, name: &str, sealed: bool) -> Command {
        let mut command = foreign::program(&self.program);
        command.current_dir(self.folder.path()).env_remove("LD_LIBRARY_PATH");
        command.env("GRAPH_TOKEN", self.simulator.token()).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(self.folder.path().join("errors")).expect("a file"));
        command.args(["--base-url", &self.simulator.base_url(), "--verbose", "--state-file", "state"]);
        if sealed {
            command.args(["--sealing-key-file", "key"]);
        }
        command.args([name, &format!("{}{name}", self.place.target)]);
        command
    }

    /// Starts the program and kills it at an instant, unless it is faster.
    fn life(&mut self, name: &str, sealed: bool, end: Option<Instants>) -> Life {
        let mut before = 0;
        self.simulator.wait_for(Duration::ZERO, |state| {
            before = state.requests.len();
            true
        });
        let began = Instant::now();
        let mut child = Guarded(self.command(name, sealed).spawn().expect("it starts"));
        let status = loop {
            if let Some(status) = child.0.try_wait().expect("its state is known") {
                break status;
            }
            assert!(began.elapsed() < LONGEST_LIFE, "{name}: no end in sight\n{}", self.errors());
            // Wakes up at each request and each bit of a body; the end of the program wakes nobody.
            let instant = |state: &State| end.is_some_and(|end| end.has_come(state, before, began));
            if self.simulator.wait_for(Duration::from_millis(5), instant) {
                child.0.kill().expect("it can be killed");
                break child.0.wait().expect("it ends");
            }
        };
        let mut said = String::new();
        if let Some(mut output) = child.0.stdout.take() {
            std::io::Read::read_to_string(&mut output, &mut said).expect("text");
        }
        Life { status, said, before }
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default()
    }

    /// Uploads a file that is killed up to so often, and answers how often it was.
    fn upload(&mut self, size: u64, kills: u64, ends: fn(&mut World) -> Instants) -> u64 {
        let name = format!("file-{}", self.uploads);
        let bytes = pattern(size);
        fs::write(self.folder.path().join(&name), &bytes).expect("a file to upload");
        let sealed = self.rng.bool();
        let mut killed = 0;
        loop {
            self.advances = killed == kills / 3 || killed == kills * 2 / 3;
            let end = (killed < kills).then(|| ends(self));
            let life = self.life(&name, sealed, end);
            self.simulator.clear_script();
            if life.was_killed() {
                killed += 1;
                self.unseen += usize::from(self.creation_was_unseen(life.before));
                if !self.was_just_done() {
                    continue;
                }
            } else {
                assert!(life.status.success(), "{name} {end:?}: {}\n{}", life.status, self.errors());
            }
            self.uploads += 1;
            self.check(&name, &bytes, life.said.trim());
            return killed;
        }
    }

    /// A life in which hardly a piece becomes whole.
    fn early_end(&mut self) -> Instants {
        let stall = self.rng.u64(1..self.place.piece);
        let nth = if self.advances { 2 } else { 1 };
        let fault = format!("piece:{nth}x9=stall:{stall}");
        self.simulator.script(vec![fault.parse().expect("a fault")]);
        Instants::draw_early(&mut self.rng, stall)
    }

    fn any_end(&mut self) -> Instants {
        Instants::draw(&mut self.rng, self.place.piece)
    }

    /// Whether the life may have made a session that nobody has heard of. Such a one locks the name until it expires.
    fn creation_was_unseen(&self, before: usize) -> bool {
        let last = |state: &State| state.requests[before..].last().cloned();
        // What had left before the death may be read after it. Whether it is, and whether what was read is still dealt
        // with or was dropped with its connection, cannot be asked.
        let moment = Duration::from_secs(1);
        let may_come = self
            .simulator
            .wait_for(Duration::ZERO, |state| last(state).is_none_or(|request| request.kind == Kind::LookUp));
        let unseen = self.simulator.wait_for(if may_come { moment / 5 } else { Duration::ZERO }, |state| {
            last(state).is_some_and(|request| request.kind == Kind::Create)
        });
        if unseen {
            self.simulator.wait_for(moment, |state| last(state).is_some_and(|request| request.done));
            self.simulator.advance(Duration::from_secs(3600));
        }
        unseen
    }

    /// Whether it was killed between the removal of its state and its end: it is done, but could not say so.
    fn was_just_done(&self) -> bool {
        let stored = (self.place.stored)(&self.simulator).len();
        stored > self.uploads && !self.folder.path().join("state").exists()
    }

    fn check(&self, name: &str, bytes: &[u8], said: &str) {
        let mut stored = (self.place.stored)(&self.simulator);
        assert_eq!(stored.len(), self.uploads, "{name}: {stored:?}\n{}", self.errors());
        stored.retain(|one| one.name == name);
        assert_eq!(stored.len(), 1, "{name} is missing\n{}", self.errors());
        assert!(stored[0].bytes() == bytes, "{name}: the bytes differ");
        assert_eq!(stored[0].versions, 1, "{name}: it was written more than once");
        assert!(said.is_empty() || said == stored[0].id, "{name}: it names {said}");
        let left = self.simulator.sessions().len();
        assert!(left <= self.unseen, "{name}: {left} sessions were left\n{}", self.errors());
        let mut files = fs::read_dir(self.folder.path()).expect("the folder");
        assert!(
            !files.any(|file| file.expect("an entry").file_name().to_string_lossy().starts_with("state"))
        );
        assert_eq!(self.simulator.violations(), Vec::<String>::new(), "{name}");
    }
}

/// How a life ended, and what it said.
struct Life {
    status: ExitStatus,
    said: String,
    before: usize,
}

impl Life {
    fn was_killed(&self) -> bool {
        std::os::unix::process::ExitStatusExt::signal(&self.status) == Some(libc::SIGKILL)
    }
}

/// Does not outlive its test.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// Kills one upload to a place again and again, and then others as often together.
fn killed_often(place: Place, keep_broken_pieces: bool, configure: impl FnOnce(&mut Config)) {
    // The server of Wine 8 now and then fails an assertion when a program is killed, and takes all others along.
    if foreign::windows_leaves_out("programs that are killed") {
        return;
    }
    let (kills, seed) = (setting("GU_KILLS", KILLS), setting("GU_SEED", 1));
    let mut world = World::new(place, seed, keep_broken_pieces, configure);
    let in_a_row = world.upload(world.place.sizes[0], kills, World::early_end);
    let mut total = 0;
    while total < kills {
        let sizes = &world.place.sizes[1..];
        let size = sizes[world.rng.usize(..sizes.len())];
        total += world.upload(size, kills - total, World::any_end);
    }
    let (target, uploads) = (world.place.target, world.uploads - 1);
    println!("{target}: {in_a_row} kills of one upload, {total} of {uploads} others, seed {seed}");
    assert_eq!(in_a_row, kills, "it was done before");
}

#[test]
fn to_do() {
    killed_often(TODO, false, |_| {});
}

#[test]
fn message() {
    killed_often(MESSAGE, false, |_| {});
}

#[test]
fn business_drive() {
    killed_often(DRIVE, false, |config| config.drive.flavour = Flavour::Business);
}

#[test]
fn personal_drive_that_keeps_broken_pieces() {
    killed_often(DRIVE, true, |config| config.drive.flavour = Flavour::Personal);
}
