//! What has to come of a sample, and how it is checked.

use std::ops::RangeInclusive;

use graph_upload_simulator::model::kind::Kind;

use crate::ran::Ran;
use crate::support::{REQUEST_ID, SCALE, Way};

/// The longest that an upload may wait by default where a look settles it, in seconds at the default settings.
const WAITS_S: u64 = 20;
/// How many requests an upload may make by default.
const REQUESTS: usize = 24;

/// What has to come of a sample.
#[derive(Clone)]
pub struct Expect {
    /// The status of the error; `None` for a file that is stored, `Some(None)` for any error.
    error: Option<Option<i32>>,
    recovered: Option<bool>,
    in_doubt: Option<bool>,
    http_status: Option<u32>,
    code: Option<&'static str>,
    words: Vec<&'static str>,
    no_words: Vec<&'static str>,
    host: Option<&'static str>,
    claims: Option<&'static str>,
    diagnostics: Option<&'static str>,
    characters: usize,
    name: Option<&'static str>,
    objects: usize,
    sessions: RangeInclusive<usize>,
    resent: Option<u64>,
    again_in_new_sessions: u64,
    at_most: Vec<(Kind, usize)>,
    requests: usize,
    kept: bool,
    left: usize,
    says_locked: bool,
    pauses: usize,
    waits_s: u64,
}

/// The file is stored once, with its bytes, in one session, and no session is left.
pub fn stored() -> Expect {
    Expect {
        error: None,
        recovered: None,
        in_doubt: Some(false),
        http_status: None,
        code: None,
        words: Vec::new(),
        no_words: Vec::new(),
        host: None,
        claims: None,
        diagnostics: None,
        characters: 3_000,
        name: None,
        objects: 1,
        sessions: 0..=1,
        resent: Some(0),
        again_in_new_sessions: 0,
        at_most: Vec::new(),
        requests: REQUESTS,
        kept: false,
        left: 0,
        says_locked: false,
        pauses: 0,
        waits_s: WAITS_S,
    }
}

/// The upload ends with this status, not in doubt; nothing is stored, and no session is left.
pub fn refused(status: i32) -> Expect {
    Expect { error: Some(Some(status)), objects: 0, resent: None, host: Some("localhost"), ..stored() }
}

/// The same, whatever the status.
pub fn failed() -> Expect {
    Expect { error: Some(None), ..refused(0) }
}

impl Expect {
    /// The file was found after its response was lost or false.
    pub fn recovered(self) -> Self {
        Self { recovered: Some(true), ..self }
    }

    /// The HTTP status of the error.
    pub fn http(self, status: u16) -> Self {
        Self { http_status: Some(status.into()), ..self }
    }

    /// The service's code in the error, and with it the id of the refusal that decided.
    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The claims challenge in the error.
    pub fn claims(self, claims: &'static str) -> Self {
        Self { claims: Some(claims), ..self }
    }

    /// What the error has of `x-ms-diagnostics`.
    pub fn diagnostics(self, diagnostics: &'static str) -> Self {
        Self { diagnostics: Some(diagnostics), ..self }
    }

    /// The error may be in doubt.
    pub fn perhaps_in_doubt(self) -> Self {
        Self { in_doubt: None, ..self }
    }

    /// No response decided, so that no host is named.
    pub fn by_itself(self) -> Self {
        Self { host: None, ..self }
    }

    /// What the message says, in any case.
    pub fn words(mut self, words: &[&'static str]) -> Self {
        self.words.extend(words);
        self
    }

    /// What the message does not say.
    pub fn not_words(mut self, words: &[&'static str]) -> Self {
        self.no_words.extend(words);
        self
    }

    /// How many characters the message has at most.
    pub fn shorter_than(self, characters: usize) -> Self {
        Self { characters, ..self }
    }

    /// The item's name.
    pub fn name(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// How many files there are at the place in the end.
    pub fn objects(self, objects: usize) -> Self {
        Self { objects, ..self }
    }

    /// How many sessions are created.
    pub fn sessions(self, sessions: RangeInclusive<usize>) -> Self {
        Self { sessions, ..self }
    }

    /// How many pieces are sent again.
    pub fn resent_at_most(self, pieces: u64) -> Self {
        Self { resent: Some(pieces), ..self }
    }

    /// The session is really gone, so that the file may be sent so many times more.
    pub fn sent_again(self, times: u64) -> Self {
        Self { again_in_new_sessions: times, ..self }
    }

    /// How many requests of a kind there may be.
    pub fn at_most(mut self, kind: Kind, requests: usize) -> Self {
        self.at_most.push((kind, requests));
        self
    }

    /// No byte of the file is sent.
    pub fn unsent(self) -> Self {
        self.at_most(Kind::Piece, 0).at_most(Kind::Inline, 0).sessions(0..=0)
    }

    /// How many requests there may be.
    pub fn requests(self, requests: usize) -> Self {
        Self { requests, ..self }
    }

    /// The session is kept where the caller can go on with it: with a handle, or a state file.
    pub fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    /// How many sessions may be left that cannot be reached any more.
    pub fn left(self, left: usize) -> Self {
        Self { left, ..self }
    }

    /// How many waits there are at least.
    pub fn pauses(self, pauses: usize) -> Self {
        Self { pauses, ..self }
    }

    /// Progress says that something locked is waited for.
    pub fn says_locked(self) -> Self {
        Self { says_locked: true, ..self }
    }

    /// How long an upload may wait in all, in seconds at the default settings.
    pub fn waits(self, seconds: u64) -> Self {
        Self { waits_s: seconds, ..self }
    }

    /// What is not as expected, and what happened.
    pub fn complaint(&self, ran: &Ran) -> Option<String> {
        let mut wrong = Vec::new();
        self.check_end(ran, &mut wrong);
        self.check_words(ran, &mut wrong);
        self.check_stored(ran, &mut wrong);
        self.check_sent(ran, &mut wrong);
        self.check_left(ran, &mut wrong);
        let story = || ran.story();
        (!wrong.is_empty()).then(|| format!("{:?}: {}\n{}", ran.way, wrong.join("; "), story()))
    }

    fn check_end(&self, ran: &Ran, wrong: &mut Vec<String>) {
        let mut check = |right: bool, what: String| {
            if !right {
                wrong.push(what)
            }
        };
        check(!ran.endless, "the caller's loop does not end".into());
        match (&self.error, &ran.error) {
            (None, None) => check(ran.item.is_some() || ran.endless, "no item".into()),
            (None, Some(_)) => check(false, "not stored".into()),
            (Some(_), None) => check(ran.endless, "no error".into()),
            (Some(status), Some(failure)) => {
                let any = failure.status;
                check(failure.status == status.unwrap_or(any), format!("status {status:?} expected"));
                check(
                    self.in_doubt.is_none_or(|doubt| doubt == failure.in_doubt),
                    format!("in doubt {:?} expected", self.in_doubt),
                );
                check(
                    self.http_status.is_none_or(|http| http == failure.http_status),
                    format!("HTTP status {:?} expected", self.http_status),
                );
                check(
                    self.code.is_none_or(|code| {
                        code == failure.said.service_code && failure.said.request_id == REQUEST_ID
                    }),
                    format!("code {:?} with its request id expected", self.code),
                );
            }
        }
        if let Some((recovered, item)) = self.recovered.zip(ran.item.as_ref()) {
            check(item.recovered == recovered, format!("recovered {recovered} expected"));
        }
    }

    fn check_words(&self, ran: &Ran, wrong: &mut Vec<String>) {
        let Some(failure) = &ran.error else { return };
        let message = failure.message.to_lowercase();
        let says = |word: &str| message.contains(&word.to_lowercase());
        for word in self.words.iter().chain(&self.host).filter(|word| !says(word)) {
            wrong.push(format!("the message lacks {word:?}"));
        }
        for (name, wanted, seen) in [
            ("host", self.host, &failure.said.host),
            ("claims", self.claims, &failure.said.claims),
            ("diagnostics", self.diagnostics, &failure.said.diagnostics),
        ] {
            if wanted.is_some_and(|wanted| !seen.starts_with(wanted)) {
                wrong.push(format!("{name} {wanted:?} expected"));
            }
        }
        if failure.message.chars().count() >= self.characters {
            wrong.push(format!("the message has {} characters", failure.message.chars().count()));
        }
        let secrets = ["tempauth", "authtoken", "/attachmentsessions", "simulator-"];
        for word in self.no_words.iter().chain(&secrets).filter(|word| says(word)) {
            wrong.push(format!("the message says {word:?}"));
        }
    }

    fn check_stored(&self, ran: &Ran, wrong: &mut Vec<String>) {
        if ran.there.len() != self.objects {
            wrong.push(format!("{} files there, {} expected", ran.there.len(), self.objects));
        }
        let Some(item) = &ran.item else { return };
        match ran.there.iter().find(|file| file.id == item.id) {
            None => wrong.push("the item is not there".into()),
            Some(file) if file.bytes() != ran.file => wrong.push("the stored bytes differ".into()),
            Some(_) => {}
        }
        if let Some(name) = self.name.filter(|name| *name != item.name) {
            wrong.push(format!("the name {name:?} expected"));
        }
    }

    fn check_sent(&self, ran: &Ran, wrong: &mut Vec<String>) {
        let mut check = |right: bool, what: String| {
            if !right {
                wrong.push(what)
            }
        };
        let (size, sent) = (ran.file.len() as u64, ran.sent(|_| true));
        let wanted = size * (1 + self.again_in_new_sessions);
        if let Some(pieces) = self.resent {
            let most = wanted + pieces * ran.piece;
            check(sent <= most, format!("{sent} bytes sent, {most} at most expected for {size}"));
        }
        // Of what was not refused, the whole file and a quarter of it at most.
        let taken = ran.sent(|request| request.status.is_none_or(|status| status < 400));
        check(taken <= wanted + size / 4, format!("{taken} bytes sent and not refused, for {size}"));
        let sessions = ran.sessions();
        check(
            self.sessions.contains(&sessions),
            format!("{sessions} sessions, {:?} expected", self.sessions),
        );
        let requests = ran.requests.len();
        check(requests <= self.requests, format!("{requests} requests, {} at most", self.requests));
        for (kind, most) in &self.at_most {
            let count = ran.requests_of(*kind).count();
            check(count <= *most, format!("{count} requests of the kind {kind}, {most} at most"));
        }
        let (waits, total_ms) = (ran.waits.count(), ran.waits.total_ms());
        // The caller of a session is not told of waits that are not logged.
        let told = ran.way != Way::Session;
        check(!told || waits >= self.pauses, format!("{waits} waits, {} at least", self.pauses));
        let locked = ran.way == Way::Session || ran.waits.told_locked;
        check(!self.says_locked || locked, "progress does not say locked".into());
        let most_ms = self.waits_s * 1_000 / SCALE;
        check(total_ms <= most_ms, format!("waits {total_ms} ms, {most_ms} at most"));
        check(ran.violations.is_empty(), format!("violations: {:?}", ran.violations));
    }

    fn check_left(&self, ran: &Ran, wrong: &mut Vec<String>) {
        let kept = self.kept && ran.way != Way::Whole;
        if kept && ran.left != 1 {
            wrong.push(format!("{} sessions at the end, 1 to be kept", ran.left));
        }
        if kept && ran.way == Way::Saved && !ran.saved {
            wrong.push("no state file".into());
        }
        let resumable = ran.saved && ran.left <= 1 + self.left;
        if !kept && !resumable && ran.left_at_last > self.left && self.in_doubt == Some(false) {
            wrong.push(format!("{} sessions left", ran.left_at_last));
        }
        if ran.item.is_some() && (ran.left > 0 || ran.saved) {
            wrong.push(format!("after the success {} sessions and a state file {}", ran.left, ran.saved));
        }
    }
}
