//! A simulated service, a client of it, and what is submitted.

use std::sync::Arc;
use std::time::Duration;

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::job::{Job, Queue};
use graph_upload::upload::Upload;
use graph_upload_core::kinds::{DriveItem, TodoTask};
use graph_upload_simulator::faults::{Action, Fault};
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options as Simulated, Simulator, State};

/// Longer than any test takes.
pub const LONG: Option<Duration> = Some(Duration::from_secs(120));

pub const PIECE: u64 = 327_680;

pub struct World {
    pub service: Simulator,
    pub client: Client,
}

impl World {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::configured(configure, |_| {})
    }

    /// The same with other options of the client.
    pub fn configured(configure: impl FnOnce(&mut Config), set: impl FnOnce(&mut Options)) -> Self {
        Self::over(true, configure, set)
    }

    /// The same over TLS.
    pub fn with_tls() -> Self {
        Self::over(false, |_| {}, |_| {})
    }

    fn over(plain: bool, configure: impl FnOnce(&mut Config), set: impl FnOnce(&mut Options)) -> Self {
        let mut config = Config::strict();
        configure(&mut config);
        let options = Simulated { plain, skip_body_hashes: true, config, ..Simulated::strict() };
        let service = Simulator::start(options).expect("a free port");
        let mut options = Options::new();
        options.set_base_url(&service.root(Role::Graph)).expect("lawful");
        options.set_loopback(true);
        options.set_piece(Some(PIECE)).expect("lawful");
        // Files of several requests are what most of them are about.
        options.set_one_request(0).expect("lawful");
        options.set_token(TokenSource::Fixed(check_token(&service.token()).expect("lawful")));
        if let Some(authority) = service.ca_pem() {
            options.add_ca_pem(authority.as_bytes()).expect("a certificate");
        }
        set(&mut options);
        let client = Client::new(&options).expect("made");
        Self { service, client }
    }

    pub fn queue(&self, at_once: usize) -> Queue {
        Queue::new(&self.client, at_once).expect("made")
    }

    /// Does this with every request of a kind, without an end.
    pub fn always(&self, kind: Kind, action: Action) {
        self.service.script(vec![Fault::on(kind).times(u64::MAX).act(action)]);
    }

    /// Waits until so many requests of a kind have come.
    pub fn wait_for(&self, kind: Kind, count: usize) {
        let have = |state: &State| state.requests.iter().filter(|request| request.kind == kind).count();
        assert!(self.service.wait_for(LONG.unwrap(), |state| have(state) >= count), "they never came");
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.service.requests().iter().filter(|request| request.kind == kind).count()
    }

    /// How many requests a fault has acted on.
    pub fn faults(&self) -> usize {
        self.service.requests().iter().filter(|request| request.fault.is_some()).count()
    }

    /// The files at the root of the drive, by name.
    pub fn names(&self) -> Vec<String> {
        let files = self.service.drive_files("me/drive/root");
        let mut names: Vec<String> = files.into_iter().map(|file| file.name).collect();
        names.sort();
        names
    }
}

/// Bytes that differ from one offset to the next.
pub fn bytes(size: u64) -> Arc<[u8]> {
    (0..size).map(|at| (at * 7 + at / 251) as u8).collect()
}

pub fn upload(size: u64) -> Upload {
    Upload::of(bytes(size))
}

pub fn drive(name: &str) -> DriveItem {
    DriveItem::by_path(None, name).expect("lawful")
}

pub fn todo(task: &str) -> TodoTask {
    TodoTask::new(None, "list", task, "file").expect("lawful")
}

/// Submits a file to the drive.
pub fn submit(queue: &Queue, name: &str, size: u64) -> Job {
    queue.submit(&upload(size), &drive(name), None).expect("submitted")
}

/// Fetches jobs until none is left, and their numbers in the order of ending.
pub fn fetch_all(queue: &Queue) -> Vec<Job> {
    std::iter::from_fn(|| queue.next(None, None).expect("fetched")).collect()
}
