//! One upload session, as far as the client knows it.

use std::ops::Range;

use crate::graph::json;
use crate::graph::ranges::Holes;
use crate::graph::reply::{Reply, Sent};
use crate::kinds::{Order, Rules};
use crate::secret::Secret;

/// An upload session that the service made.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// Where it is. Whoever holds this can write.
    pub url: Secret,
    /// When it ends, as the service wrote it; empty when it did not say.
    pub expires: String,
    /// What is missing.
    pub holes: Holes,
    /// How much was held at best; only more than this is progress.
    pub held_high: u64,
    /// The end of the highest byte that has left this client in this session, or may have in an earlier life.
    pub sent_high: u64,
    /// A piece that ends the file has left whole and was not refused, so the file may be stored.
    pub in_doubt: bool,
    /// Such a piece has ever left; a session that is gone may then have become the file.
    pub completing_sent: bool,
    /// It was looked for the file since, in vain.
    pub looked: bool,
    /// Such a piece was not answered, or not by the service itself. Whatever the service says since, it may still be on
    /// its way, and make the file for as long as the session lives.
    pub adrift: bool,
    /// The service was busy or failing when it got such a piece, and has not said since where the session stands.
    pub last_refused: bool,
    /// It has said then that it still wants the piece.
    pub last_wanted_again: bool,
    /// Whether pieces go to the bare URL, without the kind's suffix.
    pub bare_url: bool,
    /// Whether the other form of the URL was refused already.
    pub both_forms_tried: bool,
    /// How often the service claimed to hold bytes that were never sent.
    pub claims: u32,
    /// Whether the file is only made by a commit, not by the last piece.
    pub deferred: bool,
    /// Whether the last piece was refused for its name or for lack of space: the file is made by a commit then.
    pub needs_commit: bool,
    /// Whether it comes from an earlier life, in which anything may have been sent.
    pub resumed: bool,
    /// Whether the service has not told the position when it was asked last, since the kind's sessions may not do so.
    pub position_untold: bool,
}

impl Session {
    /// A new session in which nothing was sent.
    pub fn new(url: &str, expires: &str, size: u64, deferred: bool) -> Self {
        Self {
            url: Secret::new(url),
            expires: expires.to_owned(),
            holes: Holes::from_start(0, size),
            held_high: 0,
            sent_high: 0,
            in_doubt: false,
            completing_sent: false,
            looked: false,
            adrift: false,
            last_refused: false,
            last_wanted_again: false,
            bare_url: false,
            both_forms_tried: false,
            claims: 0,
            deferred,
            needs_commit: false,
            resumed: false,
            position_untold: false,
        }
    }

    /// A session that someone else made; anything may have been sent to it.
    pub fn adopted(url: &str, size: u64) -> Self {
        Self { resumed: true, sent_high: size, ..Self::new(url, "", size, false) }
    }

    /// Whether no byte is confirmed yet.
    pub fn is_fresh(&self) -> bool {
        self.held_high == 0 && !self.resumed
    }

    /// Where the bytes go: the URL as it was given, with the kind's suffix before any query.
    pub fn bytes_url(&self, rules: &Rules) -> Secret {
        let url = self.url.expose();
        let suffix = match rules.bytes_suffix {
            Some(suffix) if !self.bare_url => suffix,
            _ => return self.url.clone(),
        };
        let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
        if path.ends_with(suffix) {
            return self.url.clone();
        }
        Secret::new(format!("{path}{suffix}{query}"))
    }

    /// Remembers that a piece has left, at least in part.
    pub fn note_sent(&mut self, range: &Range<u64>, sent: Sent) {
        if sent != Sent::Nothing {
            self.sent_high = self.sent_high.max(range.end);
        }
        if sent == Sent::All && !self.deferred && self.holes.completed_by(range) {
            self.in_doubt = true;
            self.completing_sent = true;
            self.looked = false;
        }
    }

    /// Remembers that a piece was refused. Whatever the refusal says, a piece that makes the file may have made it, so
    /// that it is looked for before anything else is sent. Only where the service itself failed is that likely
    /// (OneDrive/onedrive-api-docs issue 64).
    pub fn note_turned_away(&mut self, range: &Range<u64>, sent: Sent, failed: bool) {
        let doubt = self.in_doubt;
        self.note_sent(range, sent);
        self.last_refused |= !self.deferred && self.holes.completed_by(range);
        match failed {
            true => self.adrift |= self.in_doubt,
            false => self.in_doubt = doubt,
        }
    }

    /// Takes over when the session ends, where a reply says so. With some drives each piece moves it on
    /// (OneDrive/onedrive-api-docs issue 1260).
    pub fn note_expiry(&mut self, reply: &Reply) {
        let body = json::body(reply).unwrap_or_default();
        if let Some(expires) = json::text(&body, "expirationDateTime") {
            self.expires = expires.to_owned();
        }
    }

    /// Takes over what the service says is missing. Answers whether it holds more than ever before.
    pub fn moved(&mut self, holes: Holes, rules: &Rules, size: u64) -> bool {
        let held = match rules.order {
            Order::Strict => holes.start().unwrap_or(size),
            Order::Any => size - holes.bytes(),
        };
        self.holes = holes;
        self.in_doubt = false;
        self.last_refused = false;
        self.position_untold = false;
        let progress = held > self.held_high;
        if progress {
            self.held_high = held;
            self.claims = 0;
            self.last_wanted_again = false;
        }
        progress
    }
}
