//! What the core says stays what it was: requests, log lines, errors and saved texts of the first schedules, as digests.
//!
//! A change of the core that is not to be seen from outside leaves them as they are. Where one is meant,
//! `GU_REFRESH_PINS=1 cargo test -p graph-upload-core --test faults pins` stores new ones, and the commit says what is different.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use graph_upload_core::graph::request::{Body, Request};
use graph_upload_core::upload::{Machine, Output};

use crate::report;
use crate::world::World;

/// How many schedules are pinned.
const SEEDS: u64 = 2_000;

/// A running digest: FNV-1a with 64 bits, which is the same everywhere and needs no library.
#[derive(Debug, Clone)]
pub struct Digest(u64);

impl Digest {
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl World {
    /// Adds to the digest of the schedule, where one is kept.
    pub fn pin(&mut self, text: impl FnOnce() -> String) {
        if let Some(digest) = &mut self.digest {
            let text = text();
            digest.add(&text);
        }
    }

    /// Adds what is said to the service and to the caller.
    pub fn pin_output(&mut self, output: &Output) {
        if matches!(output, Output::Permit(_) | Output::Token { rejected: false, .. } | Output::Persist) {
            return;
        }
        self.pin(|| match output {
            Output::Send(request) => request_text(request),
            Output::Wait { until, .. } => format!("wait until {until}"),
            Output::Token { .. } => "token".to_owned(),
            Output::Bytes { from } => format!("bytes from {from}"),
            Output::Rewind { to } => format!("back to {to}"),
            Output::Done(item) => format!("done {item:?}"),
            Output::Discarded => "discarded".to_owned(),
            Output::Paused(error) => format!("paused {:?}", error.details()),
            Output::Failed(error) => format!("failed {:?}", error.details()),
            output => panic!("the core told {output:?}"),
        });
    }

    pub fn pin_saved(&mut self, upload: &Machine) {
        self.pin(|| serde_json::to_string(&upload.save()).expect("serialises"));
    }
}

/// A request as it goes out, but for the bytes of the source.
fn request_text(request: &Request) -> String {
    let mut text = format!("{} {} {}\n", request.method.as_str(), request.url.expose(), request.token);
    for (name, value) in &request.headers {
        writeln!(text, "{name}: {value}").expect("a text");
    }
    match &request.body {
        Body::Empty => {}
        Body::Text(body) => text.push_str(body),
        Body::Bytes(range) => write!(text, "{range:?}").expect("a text"),
        Body::Base64 { prefix, range, suffix } => {
            write!(text, "{prefix}{range:?}{suffix}").expect("a text");
        }
    }
    text
}

#[test]
fn pins() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/pins.txt");
    let mut now = String::new();
    report::quietly(|| {
        for seed in 0..SEEDS {
            writeln!(now, "{seed} {:016x}", report::digest(seed).0).expect("a text");
        }
    });
    if std::env::var_os("GU_REFRESH_PINS").is_some() {
        fs::write(&path, now).expect("it can be written");
        return;
    }
    let stored = fs::read_to_string(&path).expect("it is stored");
    assert_eq!(stored.lines().count(), now.lines().count());
    let changed: Vec<_> =
        stored.lines().zip(now.lines()).filter(|(old, new)| old != new).map(|(_, new)| new).collect();
    assert!(
        changed.is_empty(),
        "{} schedules are not what they were, the first of them {:?}; GU_REFRESH_PINS=1 stores what is meant",
        changed.len(),
        &changed[..changed.len().min(5)]
    );
}
