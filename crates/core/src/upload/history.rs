//! What an upload remembers of its earlier sessions and requests.

use crate::upload::session::Session;
use crate::upload::setback::Setback;

/// How much is remembered of what has ended a session, in characters.
const MAX_STORY: usize = 300;

/// What happened before the present state.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Why earlier sessions of this upload ended.
    pub ended: Vec<String>,
    /// The last session that was given up without the service's word that it is deleted. It may lock the name.
    pub older: Option<Older>,
    /// A session may have been created whose URL never arrived.
    pub creation_unseen: bool,
    /// The way, by session or in one request, was changed once because the service wanted the other.
    pub rerouted: bool,
    /// The refusal after which the other way was tried.
    pub first_refusal: Option<Setback>,
    /// A look-up has ended with nothing found; what it looked for may still show.
    pub given_up_looking: bool,
    /// A refusal after that was looked into.
    pub looked_again: bool,
    /// What has the name was looked at, as a folder may have it.
    pub looked_for_folder: bool,
    /// The file of an earlier session or request was looked for once, and may still show.
    pub unsettled: bool,
    /// A session has held bytes.
    pub ever_held: bool,
    /// How many kept connections were dead without progress between.
    pub replaced: u32,
    /// How often a creation was refused because something in the target's path is not there.
    pub not_found: usize,
}

/// A session before the present one, which may still lock the name.
#[derive(Debug)]
pub(super) struct Older {
    pub session: Session,
    /// It was not found, rather than not deleted.
    pub lost: bool,
}

impl History {
    /// A session has ended with this.
    pub fn session_ended(&mut self, setback: &Setback) {
        self.ended.push(setback.to_string().chars().take(MAX_STORY).collect());
    }

    /// Whether a session of this upload may lock its own name.
    pub fn may_lock_name(&self) -> bool {
        self.creation_unseen || !self.ended.is_empty() || self.older.is_some()
    }

    /// Whether a conflict may be with our own file, which an earlier look did not find. True once for each upload.
    pub fn own_file_may_stand_in_the_way(&mut self, setback: &Setback) -> bool {
        let may = setback.is_conflict() && self.given_up_looking && !self.looked_again;
        self.looked_again |= may;
        may
    }
}

/// A session that is given up for another one.
#[derive(Debug)]
pub(super) enum Left {
    /// It is deleted first: it may lock the name.
    Delete(Session),
    /// The service says that it is not there. Should something still lock the name, it is asked once more.
    NotFound(Session),
    /// There is none.
    Nothing,
}
