//! Sends the whole file in one request.

use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::Family;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::{Context, Way};
use crate::upload::next::Next;
use crate::upload::plan::Window;
use crate::upload::setback::Setback;
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
        let (meaning, setback) = context.refusal(Asked::Inline, &Purpose::Inline, outcome);
        Self::refused(context, meaning, setback)
    }

    pub fn no_response(self, context: &Context, sent: Sent) -> Next {
        match sent {
            Sent::All => context.look_after_inline().into(),
            Sent::Nothing | Sent::Part => self.into(),
        }
    }

    /// Whatever the refusal says, the request may have made the file: it is looked for before anything else is sent.
    fn refused(context: &mut Context, meaning: Meaning, setback: Setback) -> Next {
        match meaning {
            Meaning::Busy => context.look_first(Absent::Inline).retry(setback),
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked => context.look_first(Absent::Later(Again::Inline, setback)),
            Meaning::Failed => Next::Retry(context.look_after_inline().into(), setback),
            Meaning::NotYet => match context.wait_for_target() {
                Some(wait) => context.look_first(Absent::Inline).after(wait),
                None => Self::ends(context, setback),
            },
            Meaning::NameTaken if context.name_may_be_locked() && !context.history.looked_again => {
                context.look_first(Absent::Later(Again::Inline, setback))
            }
            Meaning::Unsettled(most) if setback.says_nothing() => {
                let again = context.look_after_inline();
                context.repeat_or(most, again, setback, |context, setback| {
                    context.look_up(Absent::Fail(None, setback.into())).into()
                })
            }
            Meaning::Unsettled(most) => {
                let again = context.look_first(Absent::Inline);
                context.repeat_or(most, again, setback, |context, setback| {
                    context.look_first(Absent::Fail(None, setback.into()))
                })
            }
            _ => Self::ends(context, setback),
        }
    }

    /// The refusal holds, unless a session takes what one request does not.
    fn ends(context: &mut Context, setback: Setback) -> Next {
        if context.may_go_by_session(&setback) {
            context.history.first_refusal = Some(setback);
            context.reroute(Way::Session);
            return context.look_first(Absent::Create);
        }
        match setback.is_conflict() && context.history.given_up_looking {
            true => context.look_up(Absent::Fail(None, setback.into())).into(),
            false => context.look_first(Absent::Fail(None, setback.into())),
        }
    }
}

impl Context {
    /// The request is larger than the file; where the limits of both ways meet, a session may take what this does not.
    /// Exchange says so with 413 or with 400 (microsoftgraph/microsoft-graph-docs issue 2212).
    fn may_go_by_session(&self, setback: &Setback) -> bool {
        setback.may_be_too_large() && !self.history.rerouted && self.plan.size >= self.session_least()
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
