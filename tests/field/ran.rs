//! An upload that ran, and what it did.

use std::sync::{Arc, Mutex};

use graph_upload::ffi::status::GU_ERR_REWIND;
use graph_upload::progress::Progress;
use graph_upload_core::upload::WaitsFor;
use graph_upload_simulator::Recorded;
use graph_upload_simulator::model::kind::Kind;

use crate::front::{Ended, Failure, From, Front, Session, Stored, Whole, file};
use crate::support::{SCALE, Sample, Way};
use crate::world::World;

/// How often the caller goes on after a rewind before the loop counts as one without an end.
const ROUNDS: usize = 60;

/// Longer than any backoff of samples, and than what `Retry-After` asks for there.
const LONGEST_MS: u64 = 800;

/// An upload that ran.
pub struct Ran {
    pub way: Way,
    pub file: Vec<u8>,
    pub piece: u64,
    pub item: Option<Stored>,
    pub error: Option<Failure>,
    pub waits: Waits,
    pub requests: Vec<Recorded>,
    /// The files at the place.
    pub there: Vec<graph_upload_simulator::Stored>,
    /// How many sessions were open when the upload ended.
    pub left: usize,
    /// How many are when the caller has discarded its session.
    pub left_at_last: usize,
    pub violations: Vec<String>,
    /// Whether the state file is there.
    pub saved: bool,
    /// Whether the caller's loop had no end.
    pub endless: bool,
}

/// The waits that were announced.
#[derive(Debug, Default, Clone)]
pub struct Waits {
    /// In the lines of the log.
    pub logged_ms: Vec<u64>,
    /// To the progress callback: each wait once.
    pub told_ms: Vec<u64>,
    /// Whether progress said that something locked was waited for.
    pub told_locked: bool,
    last_told: Option<u64>,
    /// The lines.
    pub log: Vec<String>,
}

impl Waits {
    fn log(&mut self, line: &str) {
        let wait = line.rsplit_once(" ms").and_then(|(before, _)| before.rsplit_once("again in "));
        self.logged_ms.extend(wait.and_then(|(_, number)| number.parse::<u64>().ok()));
        self.log.push(line.to_owned());
    }

    /// A long wait is told each second anew, with less time each time.
    fn tell(&mut self, progress: Progress) {
        self.told_locked |= progress.waits_for == WaitsFor::Locked;
        if progress.waits_ms > self.last_told {
            self.told_ms.extend(progress.waits_ms);
        }
        self.last_told = progress.waits_ms;
    }

    /// How often something was waited for.
    pub fn count(&self) -> usize {
        self.logged_ms.len().max(self.told_ms.len())
    }

    /// All waits together, as long as they are with the settings of samples. One that is longer than all backoffs does not
    /// follow them, and would not be shorter with other settings.
    pub fn total_ms(&self) -> u64 {
        let scaled = |waits: &[u64]| -> u64 {
            waits.iter().map(|wait| if *wait > LONGEST_MS { wait / SCALE } else { *wait }).sum()
        };
        scaled(&self.logged_ms).max(scaled(&self.told_ms))
    }
}

impl Ran {
    /// Uploads a sample.
    pub fn of(front: &dyn Front, sample: &Sample, way: Way) -> Self {
        let mut world = sample.world();
        let waits = Arc::new(Mutex::new(Waits::default()));
        let log = Arc::clone(&waits);
        world.setup.log = Some(Arc::new(move |line| log.lock().expect("not poisoned").log(line)));
        let file = file(sample.size);
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        let mut endless = false;
        let (ended, session) = match way {
            Way::Session => by_session(front, &world, sample, &file, &mut endless),
            Way::Whole | Way::Saved => {
                let whole =
                    Whole { watch: Some(watch(&waits)), ..Whole::of(From::Memory(file.clone().into())) };
                let whole = if way == Way::Saved { whole.saved_in(&state) } else { whole };
                (front.upload(&world.setup, &sample.target(), &whole, None), None)
            }
        };
        let (item, result) = ended;
        let left = world.service.sessions().len();
        let requests = world.service.requests();
        discard(&world, session, result.as_ref().err());
        let waits = waits.lock().expect("not poisoned").clone();
        Self {
            way,
            file,
            piece: sample.piece.unwrap_or(20 << 20),
            item,
            error: result.err(),
            waits,
            requests,
            there: world.stored_at(sample.place),
            left,
            left_at_last: world.service.sessions().len(),
            violations: world.service.violations(),
            saved: state.exists(),
            endless,
        }
    }

    /// The requests of a kind.
    pub fn requests_of(&self, kind: Kind) -> impl Iterator<Item = &Recorded> {
        self.requests.iter().filter(move |request| request.kind == kind)
    }

    /// How many bytes of the file were sent, by a measure of the requests that count.
    pub fn sent(&self, counts: impl Fn(&Recorded) -> bool) -> u64 {
        let bytes = |request: &Recorded| match (request.kind, request.method.as_str()) {
            (Kind::Piece, _) | (Kind::Inline, "PUT") => request.body_length,
            // Base64 inside JSON, which has other members too.
            (Kind::Inline, _) => (request.body_length * 3 / 4).min(self.file.len() as u64),
            _ => 0,
        };
        self.requests.iter().filter(|request| counts(request)).map(bytes).sum()
    }

    /// How many sessions the service has opened.
    pub fn sessions(&self) -> usize {
        self.requests_of(Kind::Create).filter(|request| matches!(request.status, Some(200 | 201))).count()
    }

    /// What happened, for a complaint.
    pub fn story(&self) -> String {
        let request = |request: &Recorded| {
            let status = request.status.map_or("none".into(), |status| status.to_string());
            let range = request.header("content-range").unwrap_or_default().replace("bytes ", " ");
            format!("{}{range} {status}", request.kind.name())
        };
        let requests: Vec<String> = self.requests.iter().map(request).collect();
        format!(
            "  {:?}\n  item {:?}\n  error {:?}\n  requests {}\n  waits {:?} logged, {:?} told\n  there {:?}\n  log\n    {}",
            self.way,
            self.item,
            self.error,
            requests.join(", "),
            self.waits.logged_ms,
            self.waits.told_ms,
            self.there.iter().map(|file| (&file.name, file.size, file.versions)).collect::<Vec<_>>(),
            self.waits.log.join("\n    "),
        )
    }
}

fn watch(waits: &Arc<Mutex<Waits>>) -> crate::front::Watch {
    let waits = Arc::clone(waits);
    Arc::new(move |progress| {
        waits.lock().expect("not poisoned").tell(progress);
        true
    })
}

/// Uploads by the loop that the header shows.
fn by_session(
    front: &dyn Front,
    world: &World,
    sample: &Sample,
    file: &[u8],
    endless: &mut bool,
) -> (Ended, Option<Box<dyn Session>>) {
    let session = match front.create(&world.setup, &sample.target(), file.len() as u64, None) {
        Ok(session) => session,
        Err(failure) => return ((None, Err(failure)), None),
    };
    for _ in 0..ROUNDS {
        match put_and_finish(session.as_ref(), file, sample.piece) {
            Err(failure) if failure.status == GU_ERR_REWIND => {}
            Err(failure) => return ((None, Err(failure)), Some(session)),
            Ok(item) => return ((Some(item), Ok(())), Some(session)),
        }
    }
    *endless = true;
    ((None, Ok(())), Some(session))
}

/// Puts a file from where the session stands, in puts of a piece, until it is stored or the session goes back.
fn put_and_finish(session: &dyn Session, file: &[u8], piece: Option<u64>) -> Result<Stored, Failure> {
    let length = piece.map_or(10 << 20, |piece| piece as usize);
    loop {
        let from = session.next_offset() as usize;
        if from == file.len() {
            return session.finish(None);
        }
        session.put(from as u64, &file[from..file.len().min(from + length)], None)?;
    }
}

/// Ends what a session that the caller feeds has left, once nothing goes wrong any more.
fn discard(world: &World, session: Option<Box<dyn Session>>, failure: Option<&Failure>) {
    let Some((session, failure)) = session.zip(failure) else { return };
    if !failure.in_doubt {
        world.service.clear_script();
        session.discard().expect("a session can be discarded after a failure");
    }
}
