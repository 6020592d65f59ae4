//! One upload session, as far as the client knows it.

use std::ops::Range;

use crate::graph::outcome::Outcome;
use crate::graph::ranges::Missing;
use crate::graph::response::Sent;
use crate::kinds::{Order, Rules};
use crate::secret::Secret;
use crate::upload::completion::Completion;

/// Who has made a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// This upload, in this life: all that was sent to it is known.
    Created,
    /// An earlier life, which may have sent anything.
    Resumed,
    /// Someone else, who may have sent anything.
    Adopted,
}

/// What makes the file from a session that holds all bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeBy {
    /// The last piece.
    LastPiece,
    /// A commit, as the caller wants it.
    Commit(CommitForm),
    /// The last piece was refused for its name or for lack of space. A commit that names the upload URL makes the file
    /// then, and so may the piece if it has to go again.
    Either,
}

/// How a commit is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitForm {
    /// In the form that the target asks for.
    Wanted,
    /// By a request to Graph that names the upload URL, and so can say what happens to a file of the same name.
    SourceUrl,
}

impl MadeBy {
    /// Whether the last piece can make the file.
    pub fn takes_last_piece(self) -> bool {
        matches!(self, Self::LastPiece | Self::Either)
    }

    /// Whether a commit follows when all bytes are there.
    pub fn takes_commit(self) -> bool {
        matches!(self, Self::Commit(_) | Self::Either)
    }

    /// Whether that commit names the upload URL, whatever the target asks for.
    pub fn names_source(self) -> bool {
        matches!(self, Self::Commit(CommitForm::SourceUrl) | Self::Either)
    }

    /// The same once the file was refused for its name or for lack of space.
    pub fn after_conflict(self) -> Self {
        match self {
            Self::LastPiece | Self::Either => Self::Either,
            Self::Commit(_) => Self::Commit(CommitForm::SourceUrl),
        }
    }
}

/// Which URL takes bytes, where a kind has two forms of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlForm {
    /// With the kind's suffix.
    Suffixed,
    /// As it was given. Tried where the service did not know the other.
    Bare,
}

/// Where the position of a session comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PositionIs {
    /// The service has told it.
    Told,
    /// The service was asked and did not tell, since the kind's sessions need not.
    Assumed,
}

/// An upload session that the service made.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// Where it is. Whoever holds this can write.
    pub url: Secret,
    /// When it ends, as the service wrote it; empty when it did not say.
    pub expires: String,
    /// What is missing.
    pub missing: Missing,
    /// How much was held at best; only more than this is progress.
    pub held_high: u64,
    /// The end of the highest byte that has left this client in this session, or may have in an earlier life.
    pub sent_high: u64,
    /// What is known of the request that makes the file.
    pub completion: Completion,
    /// Where pieces go.
    pub form: UrlForm,
    /// How often the service claimed to hold bytes that were never sent.
    pub claims: u32,
    /// What makes the file.
    pub made_by: MadeBy,
    /// Who has made it.
    pub origin: Origin,
    /// Whether the service has told where it stands.
    pub position: PositionIs,
}

impl Session {
    /// A new session in which nothing was sent.
    pub fn new(url: &str, expires: &str, size: u64, made_by: MadeBy) -> Self {
        Self {
            url: Secret::new(url),
            expires: expires.to_owned(),
            missing: Missing::from_start(0, size),
            held_high: 0,
            sent_high: 0,
            completion: Completion::NOT_SENT,
            form: UrlForm::Suffixed,
            claims: 0,
            made_by,
            origin: Origin::Created,
            position: PositionIs::Told,
        }
    }

    /// A session that someone else made; anything may have been sent to it.
    pub fn adopted(url: &str, size: u64) -> Self {
        Self { origin: Origin::Adopted, sent_high: size, ..Self::new(url, "", size, MadeBy::LastPiece) }
    }

    /// Whether no byte is confirmed yet.
    pub fn is_fresh(&self) -> bool {
        self.held_high == 0 && !self.has_past()
    }

    /// Whether anything may have been sent to it that this life does not know of.
    pub fn has_past(&self) -> bool {
        self.origin != Origin::Created
    }

    /// Where the bytes go: the URL as it was given, with the kind's suffix before any query.
    pub fn bytes_url(&self, rules: &Rules) -> Secret {
        let url = self.url.expose();
        let suffix = match rules.bytes_suffix {
            Some(suffix) if self.form == UrlForm::Suffixed => suffix,
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
        if sent == Sent::All && self.completed_by(range) {
            self.completion.left();
        }
    }

    /// Remembers that a piece was refused.
    pub fn note_turned_away(&mut self, range: &Range<u64>, sent: Sent, failed: bool) {
        if sent != Sent::Nothing {
            self.sent_high = self.sent_high.max(range.end);
        }
        if self.completed_by(range) {
            self.completion.turned_away(sent, failed);
        } else if failed {
            self.completion.went_astray();
        }
    }

    /// Whether a piece makes the file.
    pub fn completed_by(&self, range: &Range<u64>) -> bool {
        self.made_by.takes_last_piece() && self.missing.completed_by(range)
    }

    /// Takes over when the session ends, where a response says so. With some drives each piece moves it on
    /// (OneDrive/onedrive-api-docs issue 1260).
    pub fn note_expiry(&mut self, outcome: &Outcome) {
        if let Some(expires) = outcome.text("expirationDateTime") {
            self.expires = expires.to_owned();
        }
    }

    /// Takes over what the service says is missing. Answers whether it holds more than ever before.
    pub fn moved(&mut self, missing: Missing, rules: &Rules, size: u64) -> bool {
        let held = match rules.order {
            Order::Strict => missing.start().unwrap_or(size),
            Order::Any => size - missing.bytes(),
        };
        self.missing = missing;
        match self.missing.is_empty() {
            true => self.completion.all_held(),
            false => self.completion.wanted(),
        }
        self.position = PositionIs::Told;
        let progress = held > self.held_high;
        if progress {
            self.held_high = held;
            self.claims = 0;
            self.completion.progressed();
        }
        progress
    }
}
