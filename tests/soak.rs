//! Many uploads at once through one client, while faults happen: every file is stored as it is, and nothing grows.
//!
//! The uploads are made by a child process, this test program again, so that all that it allocates, opens and starts is
//! the library's.
#![cfg(target_os = "linux")]

#[path = "support/mod.rs"]
mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use fastrand::Rng;
use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::upload::Upload;
use graph_upload_core::kinds::{DriveItem, OutlookItem, Target, TodoTask};
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options as SimulatorOptions, Simulator};

/// How many uploads a round has, in the long form and in the short one. The child inherits which.
fn uploads() -> usize {
    if support::is_long() { 200 } else { 60 }
}

const THREADS: usize = 32;
const ROUNDS: usize = 3;
const PIECE: u64 = 327_680;

/// How many idle connections a client keeps, and what each of them has in buffers at most.
const IDLE: i64 = 64;
const CONNECTION: i64 = 128 * 1024;

struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the child has, as it says it: bytes on the heap, resident KiB, descriptors, threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Have([i64; 4]);

impl Have {
    fn now() -> Self {
        let heap = LIVE.load(Ordering::Relaxed);
        let entries = |path| fs::read_dir(path).expect("proc is there").count() as i64;
        let status = fs::read_to_string("/proc/self/status").expect("proc is there");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has memory");
        let resident = resident.trim().trim_end_matches(" kB").parse().expect("a number");
        Self([heap, resident, entries("/proc/self/fd"), entries("/proc/self/task")])
    }

    fn read(line: &str) -> Self {
        let numbers: Vec<i64> = line.split(' ').map(|word| word.parse().expect("a number")).collect();
        Self(numbers.try_into().expect("four numbers"))
    }

    fn print(self) {
        let [heap, resident, descriptors, threads] = self.0;
        println!("have {heap} {resident} {descriptors} {threads}");
    }
}

/// The bytes of an upload, by its number.
fn bytes(number: usize) -> Vec<u8> {
    let size = [0, 1, 400_001, 700_000, 120_000][number % 5];
    (0..size as u64).map(|at| (at.wrapping_mul(number as u64 + 3) >> 7) as u8).collect()
}

fn target(name: &str, number: usize) -> Box<dyn Target> {
    match number % 3 {
        0 => Box::new(TodoTask::new(None, "l", name, "n").expect("lawful")),
        1 => Box::new(OutlookItem::message(None, None, name, "n").expect("lawful")),
        _ => Box::new(DriveItem::by_path(None, &format!("{name}/n")).expect("lawful")),
    }
}

fn client() -> Client {
    let mut options = Options::new();
    options.set_base_url(&env::var("GU_URL").expect("the service")).expect("lawful");
    options.set_loopback(true);
    let token = env::var("GRAPH_TOKEN").expect("its token");
    options.set_token(TokenSource::Fixed(check_token(&token).expect("lawful")));
    options.set_piece(Some(PIECE)).expect("lawful");
    options.set_backoff(1, 50).expect("lawful");
    // One request in four fails, and which one falls to whom is chance: eight in a row do come.
    options.set_retry_budget(40, 600_000).expect("lawful");
    options.set_settle_time(6_000).expect("lawful");
    Client::new(&options).expect("made")
}

/// Uploads as many files from as many threads, and says what became of them.
fn upload_all(client: &Client, round: usize) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < uploads())
                {
                    let content: Arc<[u8]> = bytes(number).into();
                    let target = target(&format!("{round}-{number}"), number);
                    let outcome = Upload::of(content).run(client, target.as_ref(), None);
                    match outcome.into_result() {
                        Ok(item) => println!("stored {round}-{number} {number} {}", item.id),
                        Err(error) => println!("failed {round}-{number}: {error}"),
                    }
                }
            });
        }
    });
}

/// Reads the parent's answer, which says that the service is ready.
fn ask(what: &str) {
    println!("ask: {what}");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).expect("an answer");
}

#[test]
#[ignore = "the child of the other test"]
fn child() {
    if env::var("GU_URL").is_err() {
        return;
    }
    println!();
    let threads = Have::now().0[3];
    // What a first output or a first thread allocates for good is not the library's.
    std::thread::scope(|scope| drop(scope.spawn(|| println!("ready"))));
    // A thread that has ended its work is listed for a moment more.
    wait_for_threads(threads);
    // Neither is what every client shares for good, the authorities of the system.
    drop(client());
    let before = Have::now();
    before.print();
    let client = client();
    for round in 0..ROUNDS {
        ask("another round");
        upload_all(&client, round);
        Have::now().print();
    }
    drop(client);
    // Helper threads that resolve names end by themselves.
    wait_for_threads(threads);
    Have::now().print();
}

/// Waits until no more than so many threads are there; whoever runs the tests has the last word on how long.
fn wait_for_threads(most: i64) {
    while Have::now().0[3] > most {
        std::thread::yield_now();
    }
}

fn start() -> Simulator {
    // Requests of other threads may be under way when one of them is told to wait.
    let mut config = Config { throttle_grace_ms: 5_000, ..Config::strict() };
    // Where a session whose creation was not seen locks no name.
    config.drive.flavour = Flavour::Personal;
    let options =
        SimulatorOptions { plain: true, skip_body_hashes: true, config, ..SimulatorOptions::default() };
    Simulator::start(options).expect("a free port")
}

/// Faults for one in four of the requests of a round, in no order.
fn script(service: &Simulator, rng: &mut Rng) {
    service.clear_script();
    let kinds =
        [("create", 70), ("piece", 250), ("last", 90), ("inline", 80), ("look-up", 200), ("status", 40)];
    let whats = [
        "503;retry-after: 0.02",
        "500",
        "lose",
        "cut:100",
        "cut-keep:1000",
        "after:502",
        "truncate:9",
        "early:503",
        "429",
    ];
    let mut script = vec![format!("piece:{}=throttle:1000", rng.u32(20..100))];
    for (kind, count) in kinds {
        for nth in 1..count {
            // One in four has a fault.
            let what = whats.get(rng.usize(..4 * whats.len()));
            script.extend(what.map(|what| format!("{kind}:{nth}={what}")));
        }
    }
    service.script(script.iter().map(|text| text.parse().expect("a fault")).collect());
}

/// How many requests of the round had an error for an answer, or none.
fn failures(service: &Simulator) -> usize {
    service.requests().iter().filter(|request| request.status.is_none_or(|status| status >= 400)).count()
}

fn check(service: &Simulator, line: &str) {
    let words: Vec<_> = line.split(' ').collect();
    let [name, number, id] = words.as_slice() else { panic!("{line}") };
    let number: usize = number.parse().expect("a number");
    let stored = match number % 3 {
        0 => service.attachments("me", "l", name),
        1 => service.outlook_attachments(&format!("me/messages/{name}")),
        _ => service.drive_files(&format!("me/drive/root:/{name}")),
    };
    assert_eq!(stored.len(), 1, "{name}: {stored:?}");
    assert_eq!(stored[0].id, *id, "{name}");
    assert!(stored[0].bytes() == bytes(number), "{name}: other bytes are stored");
}

#[test]
fn two_hundred_uploads_at_once_leave_nothing_behind() {
    let service = start();
    let mut rng = Rng::with_seed(7);
    let mut child = Command::new(env::current_exe().expect("this program"));
    child.args(["--exact", "child", "--ignored", "--nocapture"]);
    child.env("GU_URL", service.root(Role::Graph)).env("GRAPH_TOKEN", service.token());
    let mut failed = Vec::new();
    let answer = |_: &str| {
        failed.push(failures(&service));
        script(&service, &mut rng);
        service.clear_requests();
        String::new()
    };
    let ran = support::run_with(&mut child, answer, |_| ()).ended_with(0);

    assert_eq!(ran.after("failed "), [""; 0]);
    failed.push(failures(&service));
    assert!(failed[1..].iter().all(|count| *count > 25), "there were few faults: {failed:?}");
    let stored = ran.after("stored ");
    assert_eq!(stored.len(), ROUNDS * uploads());
    stored.iter().for_each(|line| check(&service, line));
    assert_eq!(service.violations(), Vec::<String>::new());

    let have: Vec<Have> = ran.after("have ").into_iter().map(Have::read).collect();
    println!("heap, resident KiB, descriptors, threads: {have:?}");
    let [before, rounds @ .., after] = have.as_slice() else { panic!("{have:?}") };
    let idle = |have: &Have| have.0[2] - before.0[2];
    let beside = |have: &Have| have.0[0] - before.0[0] - idle(have) * CONNECTION;
    assert!(rounds.iter().all(|have| idle(have) <= IDLE), "descriptors: {have:?}");
    assert!(rounds.iter().all(|have| beside(have) < 64 * 1024), "beside idle connections: {have:?}");
    assert!(rounds[ROUNDS - 1].0[1] < rounds[0].0[1] + 16 * 1024, "resident: {have:?}");
    assert_eq!(after.0[2..], before.0[2..], "descriptors or threads are left");
    assert!(after.0[0] - before.0[0] < 16 * 1024, "the heap is left with: {have:?}");
}
