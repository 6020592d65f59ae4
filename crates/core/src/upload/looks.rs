//! When an upload looks whether its file is stored.

use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::policy::baseline::BaselineRule;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::Context;
use crate::upload::listing::Baseline;
use crate::upload::next::Next;
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, LookUp};

impl Context {
    /// Looks whether the file is stored, and says what to do if it is not.
    pub fn look_up(&mut self, absent: Absent) -> LookUp {
        self.note("looking whether the file is stored");
        LookUp::new(absent)
    }

    /// Looks after an inline request whose response was lost or says nothing. Where the service refuses a second file, what
    /// the first look does not find goes again: if it was stored, the refusal tells.
    pub fn look_after_inline(&self) -> LookUp {
        match self.rule {
            BaselineRule::Guaranteed => LookUp::once_more(Absent::Inline),
            BaselineRule::Before | BaselineRule::Since => LookUp::after_inline(),
        }
    }

    /// Looks once, after the refusal of a request that makes the file: whatever it says, it may have been carried out.
    /// Where it is not known what stood there before, a look proves nothing.
    pub fn look_first(&mut self, absent: Absent) -> Next {
        match self.can_look() && !matches!(self.baseline, Baseline::Unknown) {
            true => LookUp::after_refusal(absent).into(),
            false => {
                self.note_unsettled(&absent);
                self.absent(absent)
            }
        }
    }

    /// The same after a conflict, which may be with the file of an earlier session of ours: it may show late.
    pub fn look_at_conflict(&mut self, setback: &Setback, absent: Absent) -> Next {
        match !self.history.ended.is_empty() && self.history.own_file_may_stand_in_the_way(setback) {
            true => self.look_up(absent).into(),
            false => self.look_first(absent),
        }
    }

    /// A new session follows, though the last one may have become a file that shows late.
    pub fn note_unsettled(&mut self, absent: &Absent) {
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
}
