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

/// Whether a last piece may be refused so because it, or its double, has made the file: the session is gone, or wants
/// nothing more.
pub(super) fn is_answer_to_double(refusal: &Error) -> bool {
    matches!(refusal.details().http_status, 404 | 410 | 416)
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

    /// Whether nothing has decided, so that an attempt that ends here ends as *outcome unknown*. Where the service has
    /// refused, its refusal is what is told, in doubt.
    pub fn is_undecided(&self) -> bool {
        match self {
            State::Asking(session, doubt) => session.completion.may_be_stored() || doubt.is_undecided(),
            State::Looking(looking) if looking.refused => {
                let answers_double = looking.absent.decided().is_some_and(is_answer_to_double);
                looking.absent.session().is_some_and(|session| {
                    session.completion.may_be_stored() || session.completion.was_sent() && answers_double
                })
            }
            state => state.may_be_stored(),
        }
    }
}
