//! Where an upload can stand. Each state owns what it needs, and answers three questions: what is to be sent, what
//! follows a response, and what follows when none comes. `docs/states.dot` shows how they lead to each other.
//!
//! What else can happen to it is asked below, where each answer is right for most states: that the budget is used up
//! ([`State::exhausted`]), that the caller does not wait for a lock, that a token is refused, that the caller goes on or
//! gives up, and that the whole upload has to end (`Context::give_up`). What is kept of it for a later life is decided in
//! `saved.rs`, and whether the file may be stored by `may_be_stored` and `is_undecided`.

mod absent;
mod asking;
mod candidates;
mod committing;
mod creating;
mod discarding;
mod inline;
mod look_up;
mod preparing;
mod refused;
mod sending;

pub use absent::{Absent, Again};
pub use asking::{Asking, StatusReason};
pub use committing::Committing;
pub use creating::Creating;
pub use discarding::{After, Discarding};
pub use inline::Inline;
pub use look_up::LookUp;
pub use preparing::Preparing;
pub use refused::Refusal;
pub use sending::Sending;

use crate::error::Error;
use crate::graph::item::Item;
use crate::graph::outcome::Outcome;
use crate::graph::request::{Purpose, Request};
use crate::graph::response::Sent;
use crate::policy::retry::Millis;
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::next::{Exhausted, Next};
use crate::upload::plan::Window;
use crate::upload::session::Session;

/// The state of an upload, with the data that belongs to it.
#[derive(Debug)]
pub enum State {
    Preparing(Preparing),
    Creating(Creating),
    Sending(Sending),
    Asking(Asking),
    LookUp(LookUp),
    Committing(Committing),
    Inline(Inline),
    Discarding(Discarding),
    Ended(Ending),
}

/// How an upload has ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// The file is stored.
    Done(Item),
    /// It is over.
    Failed(Error),
    /// The caller did not want it any more.
    Discarded,
}

/// What a state wants to do.
#[derive(Debug)]
pub enum Action {
    Send(Request),
    /// Bytes are needed from here on.
    NeedBytes(u64),
    /// Bytes are needed that lie before the window.
    Rewind(u64),
    /// There is nothing that could be asked.
    Pause(Error),
    /// The target has no such request, though it has led here: its rules contradict each other.
    Impossible,
}

impl From<Option<Request>> for Action {
    fn from(request: Option<Request>) -> Self {
        request.map_or(Self::Impossible, Self::Send)
    }
}

macro_rules! states {
    ($($state:ident),*) => {$(
        impl From<$state> for State {
            fn from(state: $state) -> Self {
                Self::$state(state)
            }
        }
    )*};
}

states!(Preparing, Creating, Sending, Asking, LookUp, Committing, Inline, Discarding);

impl From<Ending> for State {
    fn from(ending: Ending) -> Self {
        Self::Ended(ending)
    }
}

impl State {
    /// Its name in `docs/states.dot`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Preparing(_) => "baseline",
            Self::Creating(_) => "creating",
            Self::Sending(_) => "sending",
            Self::Asking(_) => "asking",
            Self::LookUp(_) => "looking",
            Self::Committing(_) => "committing",
            Self::Inline(_) => "inline",
            Self::Discarding(_) => "discarding",
            Self::Ended(Ending::Done(_)) => "done",
            Self::Ended(Ending::Failed(_)) => "failed",
            Self::Ended(Ending::Discarded) => "discarded",
        }
    }

    /// What is to be done next.
    pub fn action(&self, context: &Context, window: Window) -> Action {
        match self {
            Self::Preparing(state) => state.action(context),
            Self::Creating(state) => state.action(context),
            Self::Sending(state) => state.action(context, window),
            Self::Asking(state) => state.action(context),
            Self::LookUp(state) => state.action(context),
            Self::Committing(state) => state.action(context),
            Self::Inline(state) => state.action(context, window),
            Self::Discarding(state) => state.action(context),
            Self::Ended(_) => Action::Impossible,
        }
    }

    /// What follows a response to that.
    pub fn response(self, context: &mut Context, now: Millis, purpose: &Purpose, outcome: &Outcome) -> Next {
        match self {
            Self::Preparing(state) => state.response(context, outcome),
            Self::Creating(state) => state.response(context, outcome),
            Self::Sending(state) => state.response(context, now, purpose, outcome),
            Self::Asking(state) => state.response(context, outcome),
            Self::LookUp(state) => state.response(context, outcome),
            Self::Committing(state) => state.response(context, outcome),
            Self::Inline(state) => state.response(context, outcome),
            Self::Discarding(state) => state.response(context, outcome),
            Self::Ended(_) => self.into(),
        }
    }

    /// What follows when no response comes to a request of which this much was sent.
    pub fn no_response(self, context: &mut Context, purpose: &Purpose, sent: Sent) -> Next {
        match self {
            Self::Creating(state) => state.no_response(context, sent),
            Self::Sending(state) => state.no_response(purpose, sent),
            Self::Committing(state) => state.no_response(sent),
            Self::Inline(state) => state.no_response(context, sent),
            Self::Discarding(state) => state.no_response(context),
            Self::Preparing(_) | Self::Asking(_) | Self::LookUp(_) | Self::Ended(_) => self.into(),
        }
    }

    /// Where it stands when the service refuses the token of a request. One that makes the file may have made it,
    /// however it was answered, unless it was refused `at_the_door`, before anything was done for it.
    pub fn token_refused(self, context: &mut Context, purpose: &Purpose, at_the_door: bool) -> Next {
        match self {
            Self::Sending(state) => state.token_refused(purpose).into(),
            Self::Inline(_) if at_the_door => self.into(),
            Self::Inline(_) => context.look_first(Absent::Inline),
            Self::Committing(state) => context.look_first(Absent::Commit(state.session)),
            Self::Preparing(_) | Self::Creating(_) | Self::Asking(_) => self.into(),
            Self::LookUp(_) | Self::Discarding(_) | Self::Ended(_) => self.into(),
        }
    }

    /// The budget is used up.
    pub fn exhausted(self, context: &mut Context, failure: Failure, by: Exhausted) -> Next {
        match self {
            Self::Asking(state) => state.exhausted(context, failure, by),
            Self::LookUp(state) => state.exhausted(context, failure, by),
            Self::Preparing(_) | Self::Creating(_) | Self::Sending(_) | Self::Committing(_) => {
                Next::pause_in_doubt(self, failure)
            }
            Self::Inline(_) | Self::Discarding(_) | Self::Ended(_) => Next::pause_in_doubt(self, failure),
        }
    }

    /// Something is locked, and the caller does not want to wait for it.
    pub fn without_waiting(self, failure: Failure) -> Next {
        match self {
            Self::LookUp(state) => state.without_waiting(failure),
            other => Next::pause(other, failure),
        }
    }

    /// The state at the start of a new call: what could not be asked may answer now.
    pub fn resumed(self, can_look: bool) -> Self {
        match self {
            Self::LookUp(state) if state.is_for_lack_of_an_answer() || !can_look => state.ask_instead(),
            other => other,
        }
    }

    /// The state after the caller gives up. A file that may be stored is looked for first.
    pub fn discarded(self, context: &mut Context) -> Self {
        let can_look = context.can_look();
        match self {
            Self::Sending(Sending { session }) | Self::Asking(Asking { session, .. }) => {
                session.discarded(can_look)
            }
            Self::Committing(Committing { session }) if can_look && session.completion.may_be_stored() => {
                LookUp::new(Absent::Discard(Some(session))).into()
            }
            Self::Committing(Committing { session }) | Self::Discarding(Discarding { session, .. }) => {
                Discarding { session, after: After::Discard }.into()
            }
            Self::LookUp(state) => state.discarded(can_look),
            Self::Preparing(_) | Self::Creating(_) | Self::Inline(_) => context.discarded(),
            Self::Ended(_) => self,
        }
    }

    /// The session that is under way.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Sending(Sending { session })
            | Self::Asking(Asking { session, .. })
            | Self::Committing(Committing { session })
            | Self::Discarding(Discarding { session, .. }) => Some(session),
            Self::LookUp(look_up) => look_up.absent.session(),
            Self::Preparing(_) | Self::Creating(_) | Self::Inline(_) | Self::Ended(_) => None,
        }
    }

    /// The first byte that the service has not confirmed, of a file of this size.
    pub fn confirmed(&self, size: u64) -> u64 {
        match self {
            Self::Ended(Ending::Done(_)) => size,
            Self::Preparing(_) | Self::Creating(_) | Self::Inline(_) | Self::Ended(_) => 0,
            Self::Sending(_)
            | Self::Asking(_)
            | Self::LookUp(_)
            | Self::Committing(_)
            | Self::Discarding(_) => {
                self.session().map_or(0, |session| session.missing.start().unwrap_or(size))
            }
        }
    }

    /// What a question or a look is to settle, as the caller is told it.
    pub fn to_settle(&self) -> Option<Error> {
        match self {
            Self::Asking(asking) => asking.reason.refused.as_ref().map(|refusal| refusal.setback.error()),
            Self::LookUp(look_up) => look_up.absent.error(),
            _ => None,
        }
    }

    /// Whether what is under way is the deletion of a session that nobody waits for.
    pub fn is_tidying_up(&self) -> bool {
        matches!(self, Self::Discarding(Discarding { after: After::Create | After::Fail(_), .. }))
    }

    /// Whether the file may be stored, or is. An error that ends a call in such a state is in doubt.
    pub fn may_be_stored(&self) -> bool {
        match self {
            Self::Asking(asking) => {
                asking.session.completion.may_be_stored() || asking.reason.may_be_stored()
            }
            Self::Sending(Sending { session }) | Self::Committing(Committing { session }) => {
                session.completion.may_be_stored()
            }
            // Whatever a refusal says, until it was looked into the request may have been carried out.
            Self::LookUp(_) => true,
            Self::Preparing(_) | Self::Creating(_) | Self::Inline(_) => false,
            Self::Discarding(_) | Self::Ended(_) => false,
        }
    }

    /// Whether nothing has decided, so that a call that ends here ends as *outcome unknown*. Where the service has
    /// refused, its refusal is what is told, in doubt.
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::Asking(asking) => asking.session.completion.may_be_stored() || asking.reason.is_undecided(),
            Self::LookUp(look_up) => look_up.is_undecided(),
            Self::Preparing(_) | Self::Creating(_) | Self::Sending(_) | Self::Committing(_) => {
                self.may_be_stored()
            }
            Self::Inline(_) | Self::Discarding(_) | Self::Ended(_) => self.may_be_stored(),
        }
    }

    /// Whether the service has said that the file is stored, and not as which item, which is still to be found.
    pub fn is_said_to_be_stored(&self) -> bool {
        match self {
            Self::LookUp(look_up) => matches!(look_up.absent, Absent::Unknown(_)),
            Self::Asking(asking) => asking.reason.stored,
            _ => false,
        }
    }
}
