//! What an upload is about.

use std::sync::Arc;

use graph_upload_core::graph::clouds::GLOBAL_GRAPH;
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::kinds::{
    Adopted, Commit, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask, check_size,
    drive, outlook, todo,
};
use graph_upload_core::policy::baseline::{ONE_REQUEST, RoundTrips};
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::upload::{Grant, Input, Machine, Output, Plan, SavedUpload, TokenAnswer, Window};

/// More than enough to come to a session.
const MOST_OUTPUTS: u32 = 30;

/// As few requests as can be.
const QUICK: RoundTrips = RoundTrips { one_request: ONE_REQUEST, quick: true, outlives: false };

/// The base URL where loopback is allowed.
pub const LOCAL_GRAPH: &str = "http://localhost:8080";

/// A host that the caller has added.
pub const ADDED_HOST: &str = "*.files.example.com:8443";

/// The first line of a script: `KIND SIZE PIECE ATTEMPTS FLAGS URL`, all but the kind optional.
#[derive(Debug, Clone)]
pub struct Setting {
    kind: String,
    pub size: u64,
    piece: Option<u64>,
    attempts: u32,
    /// The caller feeds bytes little by little.
    pub fed: bool,
    /// Plain HTTP on loopback.
    pub local: bool,
    grows: bool,
    /// No request is made that can be saved.
    quick: bool,
    /// Of the session that is taken over.
    url: String,
}

impl Setting {
    pub fn read(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        let word = |index: usize| words.get(index).copied().unwrap_or_default();
        let mut setting = Self {
            kind: word(0).to_owned(),
            size: word(1).parse().unwrap_or(10),
            piece: word(2).parse().ok().filter(|piece| *piece > 0),
            attempts: word(3).parse().unwrap_or(3).clamp(1, 8),
            fed: word(4).contains('f'),
            local: word(4).contains('l'),
            grows: word(4).contains('g'),
            quick: word(4).contains('q'),
            url: word(5).to_owned(),
        };
        // Others are refused before there is an upload.
        while check_size(setting.target().rules(), setting.size).is_err() {
            setting.size = setting.size / 2 + 1;
        }
        setting
    }

    /// What it is uploaded to.
    pub fn target(&self) -> Arc<dyn Target> {
        match self.kind.as_str() {
            "outlook" => OutlookItem::message(None, None, "m", "n").expect("lawful").share(),
            "print" => PrintDocument::of_printer("p", "j", "d", "n").expect("lawful").share(),
            "drive" => drive_item(Conflict::Fail, Commit::LastPiece),
            "replace" => drive_item(Conflict::Replace, Commit::LastPiece),
            "rename" => drive_item(Conflict::Rename, Commit::LastPiece),
            "deferred" => drive_item(Conflict::Fail, Commit::ByHost),
            "item" => DriveItem::by_id(None, "i").expect("lawful").share(),
            "adopted-todo" => Arc::new(Adopted(&todo::RULES)),
            "adopted-outlook" => Arc::new(Adopted(&outlook::RULES)),
            "adopted-drive" => Arc::new(Adopted(&drive::RULES)),
            _ => TodoTask::new(None, "l", "t", "n").expect("lawful").share(),
        }
    }

    pub fn plan(&self) -> Plan {
        let base = if self.local { LOCAL_GRAPH } else { GLOBAL_GRAPH };
        let endpoint = Endpoint::new(base, Version::V1, "fuzzed", self.local).expect("lawful");
        Plan {
            target: self.target(),
            endpoint: Arc::new(endpoint.with_upload_hosts(&[ADDED_HOST.to_owned()])),
            size: self.size,
            policy: Policy { attempts: self.attempts, ..Policy::default() },
            piece: self.piece,
            round_trips: if self.quick { QUICK } else { RoundTrips::ALL },
            seed: 7,
        }
    }

    /// Whether every byte may be confirmed by itself without that taking long.
    pub fn is_small(&self) -> bool {
        self.size <= 64
    }

    /// The upload at its beginning; `None` where the URL of its session is refused.
    pub fn begin(&self) -> Option<Machine> {
        let mut upload = match self.kind.starts_with("adopted") {
            true => Machine::adopt(self.plan(), &self.url).ok()?,
            false => Machine::new(self.plan()),
        };
        if self.grows {
            upload.let_pieces_grow();
        }
        Some(upload)
    }

    /// Whether its session was made by someone else.
    pub fn adopted_url(&self) -> Option<&str> {
        self.kind.starts_with("adopted").then_some(self.url.as_str())
    }

    /// What is saved of it as it begins.
    pub fn saved(&self) -> Option<SavedUpload> {
        let mut upload = self.begin()?;
        upload.handle(0, Input::Finish);
        upload.handle(0, Input::Offer(Window { start: 0, end: self.size }));
        for _ in 0..MOST_OUTPUTS {
            if let Some(saved) = upload.save() {
                return Some(saved);
            }
            let nothing = crate::response(200, Vec::new(), br#"{"value":[]}"#);
            match upload.poll(0) {
                Output::Event(_) => {}
                Output::Permit(_) => upload.handle(0, Input::Permit(Grant::Now)),
                Output::Token { .. } => upload.handle(0, Input::Token(TokenAnswer::Ready)),
                Output::Persist => upload.handle(0, Input::Persisted(Ok(()))),
                Output::Send(_) => upload.handle(0, Input::Response(&nothing)),
                _ => break,
            }
        }
        upload.save()
    }
}

fn drive_item(conflict: Conflict, commit: Commit) -> Arc<dyn Target> {
    let mut item = DriveItem::by_path(None, "folder/n").expect("lawful");
    item.set(Property::Conflict(conflict)).expect("drives have it");
    item.set(Property::Commit(commit)).expect("drives have it");
    item.share()
}
