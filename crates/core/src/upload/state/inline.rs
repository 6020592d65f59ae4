//! Sends the whole file in one request.

use crate::error::{Error, Status};
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::Family;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::{Context, Way};
use crate::upload::next::Next;
use crate::upload::plan::Window;
use crate::upload::state::{Absent, Action, Again, Ending, LookUp, State};

/// The file is to go in one request.
#[derive(Debug)]
pub struct Inline;

impl Inline {
    pub fn action(&self, context: &Context, window: Window) -> Action {
        let size = context.plan.size;
        match window.start == 0 && window.end >= size && (size > 0 || context.may_commit) {
            true => context.inline_request().into(),
            false if window.start > 0 => Action::Rewind(0),
            false => Action::NeedBytes(window.end),
        }
    }

    pub fn response(self, context: &mut Context, outcome: &Outcome) -> Next {
        if outcome.is_success() {
            return match outcome.item() {
                Some(item) => Next::Go(Ending::Done(item).into()),
                None => LookUp::new(Absent::Unknown(None)).into(),
            };
        }
        let (meaning, error) = context.refusal(Asked::Inline, &Purpose::Inline, outcome);
        Self::refused(context, meaning, error)
    }

    pub fn no_response(self, sent: Sent) -> Next {
        match sent {
            Sent::All => LookUp::after_inline().into(),
            Sent::Nothing | Sent::Part => self.into(),
        }
    }

    /// Whatever the refusal says, the request may have made the file: it is looked for before anything else is sent.
    fn refused(context: &mut Context, meaning: Meaning, error: Error) -> Next {
        match meaning {
            Meaning::Busy => context.look_first(Absent::Inline).retry(error),
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked => context.look_first(Absent::Later(Again::Inline, error)),
            Meaning::Failed => Next::Retry(LookUp::after_inline().into(), error),
            Meaning::NotYet => match context.shows_late() {
                Some(wait) => context.look_first(Absent::Inline).after(wait),
                None => Self::ends(context, error),
            },
            Meaning::NameTaken if context.name_may_be_locked() && !context.history.looked_again => {
                context.look_first(Absent::Later(Again::Inline, error))
            }
            // Not the service's answer: as if there were none.
            Meaning::Unsettled(most) if error.status() == Status::UnexpectedReply => {
                context.repeat_or(most, LookUp::after_inline(), error, |context, error| {
                    context.look_up(Absent::Fail(None, error)).into()
                })
            }
            Meaning::Unsettled(most) => {
                let again = context.look_first(Absent::Inline);
                context.repeat_or(most, again, error, |context, error| {
                    context.look_first(Absent::Fail(None, error))
                })
            }
            _ => Self::ends(context, error),
        }
    }

    /// The refusal holds, unless a session takes what one request does not.
    fn ends(context: &mut Context, error: Error) -> Next {
        if context.may_go_by_session(&error) {
            context.history.first_refusal = Some(error);
            context.reroute(Way::Session);
            return context.look_first(Absent::Create);
        }
        let conflict = matches!(error.details().http_status, 409 | 412);
        match conflict && context.history.given_up_looking {
            true => context.look_up(Absent::Fail(None, error)).into(),
            false => context.look_first(Absent::Fail(None, error)),
        }
    }
}

impl Context {
    /// The request is larger than the file; where the limits of both ways meet, a session may take what this does not.
    /// Exchange says so with 413 or with 400 (microsoftgraph/microsoft-graph-docs issue 2212).
    fn may_go_by_session(&self, error: &Error) -> bool {
        let too_large = matches!(error.details().http_status, 400 | 413);
        too_large && !self.history.rerouted && self.plan.size >= self.session_least()
    }

    /// The smallest file that a session has taken, in bytes. Exchange documents 3 MB and takes less
    /// (2,097,152 bytes were measured: microsoftgraph/microsoft-graph-docs issue 2212).
    fn session_least(&self) -> u64 {
        match self.family() {
            Family::Exchange => 2 << 20,
            Family::Drive | Family::Todo | Family::Print => self.rules().session_min.max(1),
        }
    }
}

impl State {
    pub fn inline() -> Self {
        Inline.into()
    }
}
