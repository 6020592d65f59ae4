//! Random faults on real sockets: whatever happens, what an upload says of its end is what the service has stored.
//!
//! `crates/core/tests/faults/` asks the same of the core alone, a hundred times as often. Here time limits pass, connections
//! break in the middle of bytes, and the C functions are asked too. `GU_SEEDS` says how many schedules are tried, `GU_SEED`
//! where they begin.

use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use graph_upload::ffi::status::GU_ERR_STORED;
use graph_upload_core::kinds::{Conflict, Property};
use graph_upload_simulator::Stored;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Failure, From, Front, Place, Target, Tokens, Whole, file};
use crate::world::World;

/// How many schedules a run of the tests tries with each front end and in each way.
const SEEDS: u64 = 120;

/// Most of the time is waiting.
const THREADS: u64 = 12;

/// Small, so that small files have several.
const PIECE: u64 = 327_680;

/// How a file is given.
#[derive(Debug, Clone, Copy)]
enum Way {
    OneCall,
    Puts,
}

/// One upload and all that goes wrong with it.
struct Schedule {
    seed: u64,
    world: World,
    target: Target,
    bytes: Vec<u8>,
    /// In puts of so many bytes.
    put: usize,
    script: Vec<String>,
    /// Somebody else writes the same name.
    others: bool,
}

impl Schedule {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let target = target(&mut rng);
        let bytes = file(size(&mut rng, target.place));
        let faults = rng.usize(1..8);
        let mut script: Vec<_> = (0..faults).map(|_| fault(&mut rng, bytes.len() as u64)).collect();
        // A session whose creation was not seen locks a name on business drives for a quarter of an hour.
        let may_lock = script.iter().any(|fault| fault.starts_with("create"));
        let config = |config: &mut Config| {
            let business = rng.bool() && !may_lock;
            config.drive.flavour = if business { Flavour::Business } else { Flavour::Personal };
            config.visible_after_ms = [0, 0, 0, 40][rng.usize(..4)];
        };
        let mut world = World::with(config);
        world.setup.piece = Some(PIECE);
        world.setup.limit_ms = Some(1_000);
        world.setup.settle_ms = 600;
        if rng.bool() {
            let service = Arc::downgrade(&world.service);
            let token = move |_| service.upgrade().map(|service| service.token());
            world.setup.token = Tokens::Callback(Arc::new(token));
        }
        // Attachments are told from others by their size, which the service reports with some overhead.
        let others = bytes.len() > 300_000 && rng.u32(..8) == 0;
        if let Some(address) = address(target.place).filter(|_| others) {
            let when = ["look-up", "create", "piece", "piece:2"][rng.usize(..4)];
            script.push(format!("{when}=other-writes:{}:{address}", rng.usize(..9)));
        }
        world.service.script(script.iter().map(|text| text.parse().expect("a fault")).collect());
        let put = [4096, 327_680, 1 << 20, 77_777][rng.usize(..4)];
        Self { seed, world, target, bytes, put, script, others }
    }

    /// Uploads and compares what is said with what is stored; answers what was said.
    fn run(&self, front: &dyn Front, way: Way) -> Result<&'static str, String> {
        let result = match way {
            Way::OneCall => self.in_one_call(front),
            Way::Puts => self.in_puts(front)?,
        };
        self.compare(&result)?;
        let mut violations = self.world.service.violations();
        // Deleting a session goes out in a quiet time too: it is tried once and takes load off the service.
        violations.retain(|violation| !violation.starts_with("DELETE"));
        if !violations.is_empty() {
            return Err(format!("violations: {violations:?}"));
        }
        Ok(match result {
            Ok(_) => "stored",
            Err(failure) if failure.in_doubt => "not known",
            Err(_) => "not stored",
        })
    }

    fn in_one_call(&self, front: &dyn Front) -> Result<String, Failure> {
        let whole = Whole::of(From::Memory(self.bytes.clone().into()));
        let (item, result) = front.upload(&self.world.setup, &self.target, &whole, None);
        result.map(|()| item.expect("an item beside GU_OK").id)
    }

    fn in_puts(&self, front: &dyn Front) -> Result<Result<String, Failure>, String> {
        let size = self.bytes.len() as u64;
        let session = match front.create(&self.world.setup, &self.target, size, None) {
            Ok(session) => session,
            Err(failure) => return Ok(Err(failure)),
        };
        let result = session.put_all(&self.bytes, self.put).and_then(|()| session.finish(None));
        if let Err(failure) = &result
            && !failure.in_doubt
        {
            // What is not stored and given up must not be stored later either.
            self.compare(&Err(failure.clone()))?;
            match session.discard() {
                Err(failure) if failure.status == GU_ERR_STORED => {
                    return Err("a discard finds it stored".into());
                }
                _ => {}
            }
        }
        Ok(result.map(|stored| stored.id))
    }

    fn compare(&self, said: &Result<String, Failure>) -> Result<(), String> {
        // Late enough that what is assembled later is there.
        self.world.service.advance(Duration::from_secs(30));
        let mut ours = self.world.stored_at(self.target.place);
        let all = format!("{:?}", ours.iter().map(|one| (&one.id, one.size)).collect::<Vec<_>>());
        ours.retain(|one| !self.is_anothers(one));
        if let Some(other) = ours.iter().find(|one| one.bytes() != self.bytes) {
            return Err(format!("{} is stored and not the source, of {all}", other.id));
        }
        let creations = self.world.count(Kind::Create);
        let sessions = self.world.service.sessions().len();
        match (said, ours.as_slice()) {
            (_, [_, _, ..]) => Err(format!("more than one: {all}")),
            (Ok(_), []) => Err(format!("called stored, and there is {all}")),
            (Ok(id), [one]) if *id != one.id => Err(format!("{id} is called stored, and there is {all}")),
            (Ok(_), _) if sessions > 0 && sessions >= creations => Err("a session is left".into()),
            (Err(failure), [_]) if !failure.in_doubt => Err(format!("{failure:?}, and there is {all}")),
            _ => Ok(()),
        }
    }

    fn is_anothers(&self, stored: &Stored) -> bool {
        self.others && stored.bytes() != self.bytes && stored.bytes().iter().all(|&byte| byte == b'o')
    }

    fn describe(&self, way: Way) -> String {
        let Self { seed, target, bytes, script, .. } = self;
        let requests = self.world.service.requests();
        let requests: Vec<_> = requests
            .iter()
            .map(|request| {
                format!("  {} {:?} {:?}", request.kind, request.header("content-range"), request.status)
            })
            .collect();
        format!(
            "{way:?} of {} bytes to {:?} with {script:?}\n{}\nrepeat it with: GU_SEED={seed} GU_SEEDS=1 cargo test \
             --test behaviour random::",
            bytes.len(),
            target,
            requests.join("\n")
        )
    }
}

fn target(rng: &mut Rng) -> Target {
    let conflict = [Conflict::Fail, Conflict::Replace, Conflict::Rename][rng.usize(..3)];
    let place = match rng.u32(..7) {
        0 | 1 => Place::Todo { user: None, list: "l", task: "t", name: "n" },
        2 | 3 => Place::Message { user: None, folder: None, message: "m", name: "n" },
        4 => Place::Print { printer: "p", job: "j", document: "d", name: "n" },
        _ => {
            let properties = vec![Property::Conflict(conflict)];
            return Target { place: Place::DrivePath { drive: None, path: "folder/n.bin" }, properties };
        }
    };
    place.into()
}

fn size(rng: &mut Rng, place: Place) -> usize {
    let sizes = match place {
        Place::Message { .. } => [0, 1, 3 << 20, (3 << 20) + 700_001],
        Place::Print { .. } => [1, 2 * PIECE as usize, 700_001, 400_000],
        _ => [0, 1, 3 * PIECE as usize, 700_001],
    };
    // Without pieces less can go wrong.
    if rng.u32(..4) == 0 { sizes[rng.usize(..2)] } else { sizes[rng.usize(2..4)] }
}

/// Where others write to the same name.
fn address(place: Place) -> Option<&'static str> {
    match place {
        Place::Todo { .. } => Some("me/todo/lists/l/tasks/t/attachments/n"),
        Place::Message { .. } => Some("me/messages/m/attachments/n"),
        Place::DrivePath { .. } => Some("me/drive/root:/folder/n.bin"),
        _ => None,
    }
}

/// A fault as text.
fn fault(rng: &mut Rng, size: u64) -> String {
    let kinds = [
        "piece", "piece", "piece", "last", "last", "last", "create", "status", "status", "look-up", "inline",
    ];
    let when = match kinds[rng.usize(..kinds.len())] {
        "look-up" => format!("look-up:{}", rng.u32(1..4)),
        "status" => format!("status:{}x{}", rng.u32(1..3), rng.u32(1..4)),
        kind if !kind.contains(':') && rng.u32(..5) == 0 => format!("{kind}:1x{}", rng.u32(2..4)),
        kind => kind.to_owned(),
    };
    // What comes after a request was handled; the others say that it was not.
    let after = ["500", "502", "503", "504"][rng.usize(..4)];
    let status = ["408", "429", "500", "502", "503", "504", "509"][rng.usize(..7)];
    let wait = ["", ";retry-after: 0", ";retry-after: 0.03", ";retry-after: soon"][rng.usize(..4)];
    let part = rng.u64(..PIECE.min(size + 1));
    let what = match rng.u32(..28) {
        0..5 => format!("{status}{wait}"),
        5..8 => format!("after:{after}{wait}"),
        8..12 => "lose".to_owned(),
        12 | 13 => format!("cut:{part}"),
        14 | 15 => format!("cut-keep:{part}"),
        16 => format!("stall:{part}"),
        17 => format!("early:{status}{wait}"),
        18 => format!("hold:{status}{wait}"),
        19 => format!("truncate:{}", rng.u32(..60)),
        20 => format!("keep:{part}"),
        21 => format!("keep-then:{part}:{after}"),
        22 => "forget".to_owned(),
        23 => format!("rewind:{}", rng.u64(..size + 1)),
        24 => format!("commit-later:{}:{after}", rng.u32(..120)),
        25 => format!("delay:{}", [20, 300, 600][rng.usize(..3)]),
        26 => "rotate-token".to_owned(),
        _ => {
            ["throttle:900", "404", "403", "507", "409", "ranges:", "quota:100", "302;location: {outlook}/x"]
                [rng.usize(..8)]
            .to_owned()
        }
    };
    format!("{when}={what}")
}

fn number(name: &str, usual: u64) -> u64 {
    env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

fn schedules(front: &dyn Front, way: Way) {
    let (first, count) = (number("GU_SEED", 0), number("GU_SEEDS", SEEDS));
    let next = AtomicU64::new(first);
    let ends = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS.min(count) {
            scope.spawn(|| {
                while let Some(seed) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < first + count)
                {
                    let schedule = Schedule::new(seed);
                    let said = schedule.run(front, way);
                    let said = said.unwrap_or_else(|untruth| {
                        panic!("seed {seed}: {untruth}\n{}", schedule.describe(way))
                    });
                    *ends.lock().expect("not poisoned").entry(said).or_insert(0) += 1;
                }
            });
        }
    });
    let ends = ends.into_inner().expect("not poisoned");
    println!("{way:?}: {ends:?}");
    let number_of = |end| ends.get(end).copied().unwrap_or(0_u64);
    assert!(count < 50 || number_of("stored") * 2 > count, "giving up early is a fault too: {ends:?}");
    assert!(count < 50 || number_of("not known") * 10 < count, "so is not finding out: {ends:?}");
}

both! {
    fn whole_uploads_tell_the_truth(front) {
        schedules(front, Way::OneCall);
    }

    fn puts_tell_the_truth(front) {
        schedules(front, Way::Puts);
    }
}
