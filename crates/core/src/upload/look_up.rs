//! Looking at the target: before the upload for comparison, and after a lost last reply for the truth.
//!
//! A lost reply can only be resolved against what was there before. Exactly one new object of the target's name is
//! ours; none after honest waiting means not stored; several, or a look that proves nothing, means unknown.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::integrity::Integrity;
use crate::graph::item::Item;
use crate::graph::problem;
use crate::graph::reply::{BodyEnd, Reply};
use crate::graph::request::Purpose;
use crate::kinds::integrity;
use crate::policy::errors;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::Absent;
use crate::upload::asking::doing;
use crate::upload::listing::{Baseline, Listing, Page};
use crate::upload::machine::Upload;
use crate::upload::state::State;

/// How the time to settle is spread over the looks, in sixtieths.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 15, 30];

/// Where the count of looks begins when one is enough. It is not where it ends after looks that settle what is stored.
const ONCE: usize = LOOKS.len() + 1;

/// A look-up under way.
#[derive(Debug)]
pub(super) struct Looking {
    /// The page that is read.
    pub listing: Listing,
    /// What follows when nothing is found.
    pub absent: Absent,
    /// How often it was looked already.
    pub looks: usize,
    /// How much that is new the last look found which cannot be this file.
    pub misfits: usize,
    /// The last look could not see what holds the file.
    pub unseen: bool,
    /// The service has refused the request that makes the file. Only the file itself outweighs that.
    pub refused: bool,
}

impl Looking {
    pub fn new(absent: Absent) -> Self {
        Self { listing: Listing::default(), absent, looks: 0, misfits: 0, unseen: false, refused: false }
    }

    /// A single look.
    pub fn once_more(absent: Absent) -> Self {
        Self { looks: ONCE, ..Self::new(absent) }
    }

    /// Whether it was only begun because the session could not be asked, which may have changed.
    pub fn is_for_lack_of_an_answer(&self) -> bool {
        matches!(self.absent, Absent::Unreachable(..))
    }

    /// A single look after a refusal.
    pub fn after_refusal(absent: Absent) -> Self {
        Self { refused: true, ..Self::once_more(absent) }
    }

    /// After an inline request whose reply was lost or says nothing.
    pub fn after_inline() -> Self {
        Self::new(Absent::Inline)
    }

    /// The error for an outcome that is not known, with the response that has decided.
    pub fn unknown(&self, why: &str, response: Option<Error>) -> Error {
        let why = format!("the file may or may not be stored: {why}");
        let (error, why) = match (self.absent.decided(), response) {
            (Some(refusal), _) => (refusal.clone(), format!("{why}; {refusal}")),
            (None, Some(response)) => (response, why),
            (None, None) => return Error::new(Status::OutcomeUnknown, why),
        };
        error.with(|details| (details.message, details.status) = (why, Status::OutcomeUnknown))
    }
}

impl From<Absent> for Looking {
    fn from(absent: Absent) -> Self {
        Self::new(absent)
    }
}

impl Upload {
    /// Looks whether the file is stored, and says what to do if it is not.
    pub(super) fn look_up(&mut self, absent: Absent) -> State {
        self.note("looking whether the file is stored");
        State::Looking(Looking::new(absent))
    }

    /// Looks once, after the refusal of a request that makes the file: whatever it says, it may have been carried out.
    /// Where it is not known what stood there before, a look proves nothing.
    pub(super) fn look_first(&mut self, now: Millis, absent: Absent) -> State {
        match self.looks_prove() {
            true => State::Looking(Looking::after_refusal(absent)),
            false => {
                self.note_unsettled(&absent);
                self.absent(now, absent)
            }
        }
    }

    /// A new session follows, though the last one may have become a file that shows late.
    fn note_unsettled(&mut self, absent: &Absent) {
        let Absent::Restart(Some(session), _) = absent else { return };
        self.unsettled |= session.completion.was_sent();
    }

    /// The same after a conflict, which may be with the file of an earlier session of ours: it may show late.
    pub(super) fn look_at_conflict(&mut self, now: Millis, error: &Error, absent: Absent) -> State {
        match !self.ended.is_empty() && self.own_file_may_stand_in_the_way(error) {
            true => self.look_up(absent),
            false => self.look_first(now, absent),
        }
    }

    /// Whether a conflict may be with our own file, which an earlier look did not find. True once for each upload.
    pub(super) fn own_file_may_stand_in_the_way(&mut self, error: &Error) -> bool {
        let conflict = matches!(error.details().http_status, 409 | 412);
        let may = conflict && self.given_up_looking && !self.looked_again;
        self.looked_again |= may;
        may
    }

    fn looks_prove(&self) -> bool {
        let known = matches!(self.baseline, Baseline::Known(_)) && !is_made(Defect::RefusalsUnlooked);
        self.can_look() && known
    }

    pub(super) fn look_reply(&mut self, now: Millis, mut looking: Looking, reply: &Reply) -> State {
        match looking.listing.read(reply, &self.plan) {
            Page::More => State::Looking(looking),
            Page::Whole => {
                looking.unseen = false;
                self.looked(now, looking)
            }
            Page::Absent => {
                looking.unseen = !self.plan.target.absence_is_known();
                self.looked(now, looking)
            }
            Page::Unusable if self.look_may_pass(reply) => {
                looking.listing = Listing::default();
                self.again_later(now, State::Looking(looking), self.unusable(reply))
            }
            Page::TooMany => {
                self.unknown(now, looking, "there are more files beside it than are read".into())
            }
            Page::Unusable => {
                let error = self.unusable(reply);
                let why = format!("looking for it did not help ({error})");
                self.unknown_after(now, looking, why, Some(error))
            }
        }
    }

    /// Whether another look may bring what this one did not.
    pub(super) fn look_may_pass(&self, reply: &Reply) -> bool {
        let meaning = self.refusal(Asked::LookUp, &Purpose::LookUp, reply).0;
        let passes =
            matches!(meaning, Meaning::Busy | Meaning::Locked | Meaning::Failed | Meaning::Unsettled(_));
        reply.end == BodyEnd::Cut || !problem::is_success(reply) && passes
    }

    /// The error for a page that proves nothing.
    pub(super) fn unusable(&self, page: &Reply) -> Error {
        let doing = doing(&Purpose::LookUp);
        match (page.status, page.end) {
            (200..300, BodyEnd::Cut) => errors::broke_off(&doing, &self.host),
            _ => self.refusal(Asked::LookUp, &Purpose::LookUp, page).1,
        }
    }

    /// A whole list was read: compare it with the baseline.
    fn looked(&mut self, now: Millis, mut looking: Looking) -> State {
        let mut found = std::mem::take(&mut looking.listing.found);
        found.retain(|seen| self.is_about_us(seen));
        looking.listing = Listing::default();
        let new: Vec<Item> = match &self.baseline {
            Baseline::Known(before) => {
                let is_old = |seen: &Item| {
                    !is_made(Defect::AnyOfTheName) && before.iter().any(|old| old.shows_same_content(seen))
                };
                found.into_iter().filter(|seen| !is_old(seen)).collect()
            }
            Baseline::Unknown if found.is_empty() => Vec::new(),
            Baseline::Unknown => {
                let why = "something of that name is there, but it is not known what was there before";
                return self.unknown(now, looking, why.into());
            }
        };
        let size = self.plan.size;
        let can_be = |seen: &Item| {
            self.plan.target.can_be(seen, size) && !integrity::contradicts(seen, self.hash.as_deref())
        };
        let (mut ours, others): (Vec<_>, Vec<_>) = new.into_iter().partition(can_be);
        looking.misfits = others.len();
        match (ours.pop(), ours.len()) {
            (None, _) => self.not_found(now, looking),
            (Some(item), 0) => {
                self.note("the file is stored; its reply was lost");
                State::Done(Item { recovered: true, ..item })
            }
            (Some(_), more) => {
                self.unknown(now, looking, format!("{} new ones of that name are there", more + 1))
            }
        }
    }

    /// Whether a sighting has the file's name, or its very content whatever its name.
    fn is_about_us(&self, seen: &Item) -> bool {
        let same = || integrity::compare(self.rules(), seen, self.plan.size, self.hash.as_deref());
        if is_made(Defect::NamesAsBytes) {
            return seen.name.is_ascii();
        }
        self.plan.target.could_be_named(seen) || same() == Integrity::Verified
    }

    fn not_found(&mut self, now: Millis, mut looking: Looking) -> State {
        if looking.looks < LOOKS.len() && !is_made(Defect::LooksOnce) {
            let wait = LOOKS[looking.looks] * self.plan.policy.settle_ms / 60;
            looking.looks += 1;
            self.budget.waits(wait);
            self.rest(now, wait);
            return State::Looking(looking);
        }
        if let Absent::Resend(session) = looking.absent {
            return State::Sending(session);
        }
        self.given_up_looking = true;
        match looking.looks {
            ONCE => self.note_unsettled(&looking.absent),
            _ => self.unsettled = false,
        }
        if let Some(session) = looking.absent.session_mut() {
            session.completion.looked_for();
        }
        match looking.absent {
            absent if looking.refused => self.absent(now, absent),
            Absent::Discard(session) => self.discarded_session(session),
            _ if looking.unseen => {
                self.unknown(now, looking, "what would hold it cannot be seen any more".into())
            }
            _ if looking.misfits > 0 => self.unknown(
                now,
                looking,
                "something new is there, but with another size or hash than this file's".into(),
            ),
            absent => self.absent(now, absent),
        }
    }

    /// Looking did not settle it. The next call looks again; after a refusal that refusal stands, in doubt.
    pub(super) fn unknown(&mut self, now: Millis, looking: Looking, why: String) -> State {
        self.unknown_after(now, looking, why, None)
    }

    /// The same because of a response to the look. The error carries what was refused before it, or else that response.
    fn unknown_after(
        &mut self,
        now: Millis,
        mut looking: Looking,
        why: String,
        response: Option<Error>,
    ) -> State {
        if let Absent::Resend(session) = looking.absent {
            return State::Sending(session);
        }
        let holds = !matches!(looking.absent, Absent::Unknown(_)) && !self.may_double(&looking.absent);
        if looking.refused && holds {
            self.note(format!("a look after a refusal did not help: {why}"));
            return self.absent(now, looking.absent.in_doubt());
        }
        looking.looks = 0;
        looking.listing = Listing::default();
        let error = looking.unknown(&why, response);
        self.pause_in(State::Looking(looking), error)
    }
}
