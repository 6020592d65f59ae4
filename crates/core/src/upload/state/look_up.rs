//! Looks whether the file is stored: after a last response that was lost, or that may not be true.
//!
//! A lost response can only be resolved against what was there before. Exactly one new object of the target's name is
//! ours; none after honest waiting means not stored; several, or a look that proves nothing, means unknown.

use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::listing::{Listing, Page};
use crate::upload::next::{Exhausted, Next};
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, Action, Again, Asking, Discarding, Ending, Sending, State};

/// How the time to settle is spread over the looks, in sixtieths.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 15, 30];

/// Where the count of looks begins when one is enough: a number that looks over the time to settle do not reach.
const ONCE: usize = LOOKS.len() + 1;

/// A look-up under way.
#[derive(Debug)]
pub struct LookUp {
    /// The page that is read.
    listing: Listing,
    /// What follows when nothing is found.
    pub absent: Absent,
    /// How often it was looked already.
    looks: usize,
    /// How much that is new the last look found which cannot be this file.
    misfits: usize,
    /// The last look could not see what holds the file.
    unseen: bool,
    /// The service has refused the request that makes the file. Only the file itself outweighs that.
    refused: bool,
}

impl LookUp {
    pub fn new(absent: Absent) -> Self {
        Self { listing: Listing::default(), absent, looks: 0, misfits: 0, unseen: false, refused: false }
    }

    /// A single look.
    pub fn once_more(absent: Absent) -> Self {
        Self { looks: ONCE, ..Self::new(absent) }
    }

    /// After a refusal.
    pub fn refused(absent: Absent) -> Self {
        Self { refused: true, ..Self::new(absent) }
    }

    /// A single look after a refusal.
    pub fn after_refusal(absent: Absent) -> Self {
        Self { refused: true, ..Self::once_more(absent) }
    }

    /// After an inline request whose response was lost or says nothing.
    pub fn after_inline() -> Self {
        Self::new(Absent::Inline)
    }

    /// Whether it was only begun because the session could not be asked, which may have changed.
    pub fn is_for_lack_of_an_answer(&self) -> bool {
        matches!(self.absent, Absent::Unreachable(..))
    }

    pub fn action(&self, context: &Context) -> Action {
        if !context.can_look() {
            let why = "only its upload URL is known, so there is nothing to look at";
            return Action::Pause(self.outcome_unknown(why, None));
        }
        context.look_request(&self.listing).into()
    }

    pub fn response(mut self, context: &mut Context, outcome: &Outcome) -> Next {
        match self.listing.read(outcome, &context.plan) {
            Page::More => self.into(),
            Page::Whole => {
                self.unseen = false;
                self.looked(context)
            }
            Page::Absent => {
                self.unseen = !context.plan.target.absence_is_known();
                self.looked(context)
            }
            Page::Unusable if context.look_may_pass(outcome) => {
                self.listing = Listing::default();
                Next::Retry(self.into(), context.unusable(outcome))
            }
            Page::TooMany => context.unknown(self, "there are more files beside it than are read"),
            Page::Unusable => {
                let setback = context.unusable(outcome);
                let why = format!("looking for it did not help ({setback})");
                context.unknown_after(self, &why, Some(setback))
            }
        }
    }

    /// The budget is used up.
    pub fn exhausted(self, context: &mut Context, failure: Failure, by: Exhausted) -> Next {
        let has_looked = failure.cause().is_of_look();
        let looks = by == Exhausted::Refused && context.can_look() && !has_looked;
        let refused = self.refused;
        match self.absent {
            Absent::Resend(session)
            | Absent::ResendUntold(session)
            | Absent::Later(Again::Piece(session), _) => match looks {
                true => {
                    let failure = failure.with(|details| details.retryable = false);
                    context.look_up(Absent::Fail(Some(session), failure)).into()
                }
                false => Next::pause_in_doubt(Asking::about(session).into(), failure),
            },
            Absent::Inline | Absent::Later(Again::Inline, _) if looks && refused => {
                context.look_up(Absent::Fail(None, failure)).into()
            }
            absent => Next::pause_in_doubt(Self { absent, ..self }.into(), failure),
        }
    }

    /// Something is locked, and the caller does not want to wait for it.
    pub fn without_waiting(self, failure: Failure) -> Next {
        let refused = self.refused;
        match self.absent {
            Absent::Resend(session) => Self::after_refusal(Absent::Keep(session, failure)).into(),
            Absent::Inline if refused => Self::after_refusal(Absent::Fail(None, failure)).into(),
            absent => Next::pause(Self { absent, ..self }, failure),
        }
    }

    /// The session itself tells most. Where nothing can be looked at, it is all that may still tell.
    pub fn ask_instead(self) -> State {
        match self.absent.session().cloned() {
            Some(mut session) => {
                session.completion.doubted();
                Asking::about(session).into()
            }
            None => self.into(),
        }
    }

    /// The caller does not want the upload any more.
    pub fn discarded(self, can_look: bool) -> State {
        let session = self.absent.session().cloned();
        match can_look {
            true => Self { absent: Absent::Discard(session), ..self }.into(),
            false => Discarding::wanted(session),
        }
    }

    /// Whether what would hold the file was missing already when the request was refused.
    fn was_refused_as_missing(&self) -> bool {
        self.absent.error().is_some_and(|error| error.status() == Status::NotFound)
    }

    /// Whether nothing has decided, though the service may have refused.
    pub fn is_undecided(&self) -> bool {
        if !self.refused {
            return true;
        }
        let answers_double = self.absent.cause().is_some_and(Setback::is_answer_to_double);
        self.absent.session().is_some_and(|session| {
            session.completion.may_be_stored() || session.completion.was_sent() && answers_double
        })
    }

    /// The error for an outcome that is not known, with the response that has decided.
    fn outcome_unknown(&self, why: &str, response: Option<Setback>) -> Error {
        let why = format!("the file may or may not be stored: {why}");
        let (error, why) = match (self.absent.error(), response) {
            (Some(refusal), _) => {
                let why = format!("{why}; {refusal}");
                (refusal, why)
            }
            (None, Some(response)) => (response.error(), why),
            (None, None) => return Error::new(Status::OutcomeUnknown, why),
        };
        error.with(|details| (details.message, details.status) = (why, Status::OutcomeUnknown))
    }

    /// A whole list was read: it is compared with the baseline.
    fn looked(mut self, context: &mut Context) -> Next {
        let found = std::mem::take(&mut self.listing).found;
        if let Some(finding) = context.shown_in_the_way(&found) {
            let session = self.absent.session().cloned();
            return context.absent(Absent::Fail(session, finding.into()));
        }
        let Some(new) = context.new_among(found, self.refused) else {
            let why = "something of that name is there, but it is not known what was there before";
            return context.unknown(self, why);
        };
        let (mut ours, others): (Vec<_>, Vec<_>) =
            new.into_iter().partition(|seen| context.can_be_ours(seen));
        self.misfits = others.len();
        match (ours.pop(), ours.len()) {
            (None, _) => self.not_found(context),
            (Some(item), 0) => {
                context.note("the file is stored, as a look at the target shows");
                Ending::Done(Item { recovered: true, ..item }).into()
            }
            (Some(_), more) => {
                context.unknown(self, &format!("{} new ones of that name are there", more + 1))
            }
        }
    }

    fn not_found(mut self, context: &mut Context) -> Next {
        if let Some(part) = LOOKS.get(self.looks) {
            let wait = part * context.plan.policy.settle_ms / 60;
            self.looks += 1;
            context.budget.waits(wait);
            return Next::After(wait, self.into());
        }
        if let Absent::Resend(session) = self.absent {
            return Sending { session }.into();
        }
        context.history.given_up_looking = true;
        match self.looks {
            ONCE if !self.refused && matches!(self.absent, Absent::Inline) => {
                context.history.unsettled = true
            }
            ONCE => context.note_unsettled(&self.absent),
            _ => context.history.unsettled = false,
        }
        if let Some(session) = self.absent.session_mut() {
            session.completion.looked_for();
        }
        let holds = self.refused && (!self.unseen || self.absent.stores() || self.was_refused_as_missing());
        match self.absent {
            absent if holds => context.absent(absent),
            Absent::Discard(session) => Discarding::wanted(session).into(),
            _ if self.unseen => context.unknown(self, "what would hold it cannot be seen any more"),
            _ if self.misfits > 0 => context
                .unknown(self, "something new is there, but with another size or hash than this file's"),
            absent => context.absent(absent),
        }
    }
}

impl Context {
    /// What has gone wrong where a page proves nothing.
    pub fn unusable(&self, outcome: &Outcome) -> Setback {
        match outcome.has_success_status() && outcome.is_cut() {
            true => self.broke_off(&Purpose::LookUp),
            false => self.refused(&Purpose::LookUp, outcome.problem().clone()),
        }
    }

    /// Looking did not settle it. The next call looks again; after a refusal that refusal stands, in doubt.
    pub fn unknown(&mut self, look_up: LookUp, why: &str) -> Next {
        self.unknown_after(look_up, why, None)
    }

    /// The same because of a response to the look. The error carries what was refused before it, or else that response.
    fn unknown_after(&mut self, mut look_up: LookUp, why: &str, response: Option<Setback>) -> Next {
        if let Absent::Resend(session) = look_up.absent {
            return Sending { session }.into();
        }
        let holds = !matches!(look_up.absent, Absent::Unknown(_)) && !self.may_double(&look_up.absent);
        if look_up.refused && holds {
            self.note(format!("a look after a refusal did not help: {why}"));
            self.note_unsettled(&look_up.absent);
            self.history.unsettled |=
                look_up.absent.repeats_inline() || matches!(look_up.absent, Absent::Create);
            return self.absent(look_up.absent.in_doubt());
        }
        look_up.looks = 0;
        look_up.listing = Listing::default();
        let error = look_up.outcome_unknown(why, response);
        Next::Pause(look_up.into(), error)
    }
}
