//! Looks whether the file is stored: after a last response that was lost, or that may not be true.
//!
//! A lost response can only be resolved against what was there before. Exactly one new object of the target's name is
//! ours; none after honest waiting means not stored; several, or a look that proves nothing, means unknown.

use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::policy::errors;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::Context;
use crate::upload::listing::{Baseline, Listing, Page};
use crate::upload::next::{Exhausted, Next};
use crate::upload::requests::doing;
use crate::upload::state::refused::is_answer_to_double;
use crate::upload::state::{Absent, Action, Again, Asking, Discarding, Ending, Sending, State};

/// How the time to settle is spread over the looks, in sixtieths.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 15, 30];

/// Where the count of looks begins when one is enough. It is not where it ends after looks that settle what is stored.
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
                let error = context.unusable(outcome);
                let why = format!("looking for it did not help ({error})");
                context.unknown_after(self, &why, Some(error))
            }
        }
    }

    /// The budget is used up.
    pub fn exhausted(self, context: &mut Context, error: Error, by: Exhausted) -> Next {
        let looks = by == Exhausted::Refused && context.can_look();
        let refused = self.refused;
        match self.absent {
            Absent::Resend(session)
            | Absent::ResendUntold(session)
            | Absent::Later(Again::Piece(session), _) => match looks {
                true => {
                    let error = error.with(|details| details.retryable = false);
                    context.look_up(Absent::Fail(Some(session), error)).into()
                }
                false => Next::pause_in_doubt(Asking::about(session).into(), error),
            },
            Absent::Inline | Absent::Later(Again::Inline, _) if looks && refused => {
                context.look_up(Absent::Fail(None, error)).into()
            }
            absent => Next::pause_in_doubt(Self { absent, ..self }.into(), error),
        }
    }

    /// Something is locked, and the caller does not want to wait for it.
    pub fn without_waiting(self, error: Error) -> Next {
        let refused = self.refused;
        match self.absent {
            Absent::Resend(session) => Self::after_refusal(Absent::Keep(session, error)).into(),
            Absent::Inline if refused => Self::after_refusal(Absent::Fail(None, error)).into(),
            absent => Next::Pause(Self { absent, ..self }.into(), error),
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

    /// Whether nothing has decided, though the service may have refused.
    pub fn is_undecided(&self) -> bool {
        if !self.refused {
            return true;
        }
        let answers_double = self.absent.decided().is_some_and(is_answer_to_double);
        self.absent.session().is_some_and(|session| {
            session.completion.may_be_stored() || session.completion.was_sent() && answers_double
        })
    }

    /// The error for an outcome that is not known, with the response that has decided.
    fn outcome_unknown(&self, why: &str, response: Option<Error>) -> Error {
        let why = format!("the file may or may not be stored: {why}");
        let (error, why) = match (self.absent.decided(), response) {
            (Some(refusal), _) => (refusal.clone(), format!("{why}; {refusal}")),
            (None, Some(response)) => (response, why),
            (None, None) => return Error::new(Status::OutcomeUnknown, why),
        };
        error.with(|details| (details.message, details.status) = (why, Status::OutcomeUnknown))
    }

    /// A whole list was read: it is compared with the baseline.
    fn looked(mut self, context: &mut Context) -> Next {
        let found = std::mem::take(&mut self.listing).found;
        let Some(new) = context.new_among(found) else {
            let why = "something of that name is there, but it is not known what was there before";
            return context.unknown(self, why);
        };
        let (mut ours, others): (Vec<_>, Vec<_>) =
            new.into_iter().partition(|seen| context.can_be_ours(seen));
        self.misfits = others.len();
        match (ours.pop(), ours.len()) {
            (None, _) => self.not_found(context),
            (Some(item), 0) => {
                context.note("the file is stored; its reply was lost");
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
            ONCE => context.note_unsettled(&self.absent),
            _ => context.history.unsettled = false,
        }
        if let Some(session) = self.absent.session_mut() {
            session.completion.looked_for();
        }
        match self.absent {
            absent if self.refused => context.absent(absent),
            Absent::Discard(session) => Discarding::wanted(session).into(),
            _ if self.unseen => context.unknown(self, "what would hold it cannot be seen any more"),
            _ if self.misfits > 0 => context
                .unknown(self, "something new is there, but with another size or hash than this file's"),
            absent => context.absent(absent),
        }
    }
}

impl Context {
    /// Looks whether the file is stored, and says what to do if it is not.
    pub fn look_up(&mut self, absent: Absent) -> LookUp {
        self.note("looking whether the file is stored");
        LookUp::new(absent)
    }

    /// Looks once, after the refusal of a request that makes the file: whatever it says, it may have been carried out.
    /// Where it is not known what stood there before, a look proves nothing.
    pub fn look_first(&mut self, absent: Absent) -> Next {
        match self.can_look() && matches!(self.baseline, Baseline::Known(_)) {
            true => LookUp::after_refusal(absent).into(),
            false => {
                self.note_unsettled(&absent);
                self.absent(absent)
            }
        }
    }

    /// The same after a conflict, which may be with the file of an earlier session of ours: it may show late.
    pub fn look_at_conflict(&mut self, error: &Error, absent: Absent) -> Next {
        match !self.history.ended.is_empty() && self.history.own_file_may_stand_in_the_way(error) {
            true => self.look_up(absent).into(),
            false => self.look_first(absent),
        }
    }

    /// A new session follows, though the last one may have become a file that shows late.
    fn note_unsettled(&mut self, absent: &Absent) {
        let Absent::Restart(Some(session), _) = absent else { return };
        self.history.unsettled |= session.completion.was_sent();
    }

    /// Whether another look may bring what this one did not.
    pub fn look_may_pass(&self, outcome: &Outcome) -> bool {
        let meaning = self.refusal(Asked::LookUp, &Purpose::LookUp, outcome).0;
        let passes =
            matches!(meaning, Meaning::Busy | Meaning::Locked | Meaning::Failed | Meaning::Unsettled(_));
        outcome.is_cut() || !outcome.is_success() && passes
    }

    /// The error for a page that proves nothing.
    pub fn unusable(&self, outcome: &Outcome) -> Error {
        match outcome.has_success_status() && outcome.is_cut() {
            true => errors::broke_off(&doing(&Purpose::LookUp), &self.host),
            false => self.refusal(Asked::LookUp, &Purpose::LookUp, outcome).1,
        }
    }

    /// Looking did not settle it. The next call looks again; after a refusal that refusal stands, in doubt.
    pub fn unknown(&mut self, look_up: LookUp, why: &str) -> Next {
        self.unknown_after(look_up, why, None)
    }

    /// The same because of a response to the look. The error carries what was refused before it, or else that response.
    fn unknown_after(&mut self, mut look_up: LookUp, why: &str, response: Option<Error>) -> Next {
        if let Absent::Resend(session) = look_up.absent {
            return Sending { session }.into();
        }
        let holds = !matches!(look_up.absent, Absent::Unknown(_)) && !self.may_double(&look_up.absent);
        if look_up.refused && holds {
            self.note(format!("a look after a refusal did not help: {why}"));
            return self.absent(look_up.absent.in_doubt());
        }
        look_up.looks = 0;
        look_up.listing = Listing::default();
        let error = look_up.outcome_unknown(why, response);
        Next::Pause(look_up.into(), error)
    }
}
