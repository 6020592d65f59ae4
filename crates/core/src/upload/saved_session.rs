//! What is saved of a session, and the session in its next life.

use serde::{Deserialize, Serialize};

use crate::graph::ranges::Missing;
use crate::graph::request::Purpose;
use crate::secret::Secret;
use crate::upload::completion::Completion;
use crate::upload::session::{CommitForm, MadeBy, Origin, Session, UrlForm};

/// What is saved of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedSession {
    pub url: Secret,
    expires: String,
    held: u64,
    bare_url: bool,
    both_forms_tried: bool,
    deferred: bool,
    needs_commit: bool,
    /// The piece that ends the file may have been sent.
    completing_sent: bool,
    /// That, or the commit, may have made the file.
    in_doubt: bool,
    /// The service has said that the file is stored, without saying as what.
    pub stored: bool,
}

impl SavedSession {
    pub fn of(session: &Session, sending: Option<&Purpose>) -> Self {
        let completing = session.made_by.takes_last_piece()
            && matches!(sending, Some(Purpose::Piece { range, .. }) if session.missing.completed_by(range));
        Self {
            url: session.url.clone(),
            expires: session.expires.clone(),
            held: session.held_high,
            bare_url: session.form == UrlForm::Bare,
            both_forms_tried: session.form == UrlForm::Bare,
            deferred: matches!(session.made_by, MadeBy::Commit(_)),
            needs_commit: session.made_by.names_source(),
            completing_sent: session.completion.was_sent() || completing,
            in_doubt: session.completion.may_be_stored() || completing || sending == Some(&Purpose::Commit),
            stored: false,
        }
    }

    fn made_by(&self) -> MadeBy {
        match (self.deferred, self.needs_commit) {
            (false, false) => MadeBy::LastPiece,
            (false, true) => MadeBy::Either,
            (true, false) => MadeBy::Commit(CommitForm::Wanted),
            (true, true) => MadeBy::Commit(CommitForm::SourceUrl),
        }
    }

    /// The session in its new life, in which anything may have been sent before.
    pub fn revive(&self, size: u64) -> Session {
        Session {
            url: self.url.clone(),
            expires: self.expires.clone(),
            held_high: self.held.min(size),
            // Of use only where the service does not say where it stands.
            missing: Missing::from_start(self.held.min(size), size),
            form: if self.bare_url { UrlForm::Bare } else { UrlForm::Suffixed },
            made_by: self.made_by(),
            origin: Origin::Resumed,
            // What is saved may be older than the last piece.
            completion: Completion::of_past(self.completing_sent),
            ..Session::adopted(self.url.expose(), size)
        }
    }
}
