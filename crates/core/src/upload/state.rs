//! Where an upload can stand, and what each place has of its own.

use crate::error::Error;
use crate::graph::item::Item;
use crate::upload::ending::After;
use crate::upload::listing::Listing;
use crate::upload::look_up::Looking;
use crate::upload::session::Session;
use crate::upload::status::Doubt;

/// The state of an upload, with the data that belongs to it.
#[derive(Debug)]
pub(super) enum State {
    /// Lists what stands at the target before anything is created.
    Baseline(Listing),
    /// Creates a session.
    Creating,
    /// The position is known and bytes can go.
    Sending(Session),
    /// The position is not known.
    Asking(Session, Doubt),
    /// Looks whether the file is stored.
    Looking(Looking),
    /// All bytes are there and wait to become the file.
    Committing(Session),
    /// Sends the whole file in one request.
    Inline,
    /// Deletes a session.
    Discarding(Session, After),
    /// The file is stored.
    Done(Item),
    /// The upload is over.
    Failed(Error),
    /// The upload is over because the caller did not want it any more.
    Discarded,
}

impl State {
    /// Its name in `docs/states.dot`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Baseline(_) => "baseline",
            Self::Creating => "creating",
            Self::Sending(_) => "sending",
            Self::Asking(..) => "asking",
            Self::Looking(_) => "looking",
            Self::Committing(_) => "committing",
            Self::Inline => "inline",
            Self::Discarding(..) => "discarding",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
            Self::Discarded => "discarded",
        }
    }

    /// The session that is under way.
    pub fn session(&self) -> Option<&Session> {
        match self {
            State::Sending(session)
            | State::Asking(session, _)
            | State::Committing(session)
            | State::Discarding(session, _) => Some(session),
            State::Looking(looking) => looking.absent.session(),
            _ => None,
        }
    }

    /// Whether the file may be stored although no reply has said so.
    pub fn may_be_stored(&self) -> bool {
        match self {
            State::Asking(session, doubt) => session.completion.may_be_stored() || doubt.may_be_stored(),
            State::Sending(session) | State::Committing(session) => session.completion.may_be_stored(),
            // Whatever a refusal says, until it was looked into the request may have been carried out.
            State::Looking(_) => true,
            _ => false,
        }
    }
}
