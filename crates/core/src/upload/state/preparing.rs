//! Lists what stands at the target before anything is created. That is what a lost last response is later compared with.

use crate::error::Status;
use crate::graph::item::Item;
use crate::graph::outcome::Outcome;
use crate::kinds::Conflict;
use crate::upload::context::Context;
use crate::upload::listing::{Baseline, Listing, Page};
use crate::upload::next::Next;
use crate::upload::setback::Setback;
use crate::upload::state::Action;

/// A listing under way.
#[derive(Debug, Default)]
pub struct Preparing {
    listing: Listing,
}

impl Preparing {
    pub fn action(&self, context: &Context) -> Action {
        context.look_request(&self.listing).into()
    }

    /// An upload without a baseline can still succeed; it only cannot find out more after a lost last response.
    pub fn response(mut self, context: &mut Context, outcome: &Outcome) -> Next {
        match self.listing.read(outcome, &context.plan) {
            Page::More => return self.into(),
            Page::Whole => context.baseline = Baseline::Known(self.listing.found),
            Page::Unusable if context.look_may_pass(outcome) => {
                return Next::Retry(Self::default().into(), context.unusable(outcome));
            }
            Page::Absent if context.plan.target.absence_is_known() => {
                context.baseline = Baseline::Known(Vec::new());
            }
            // A parent that cannot be seen says nothing about what it holds: no baseline either.
            Page::TooMany => context.note(
                "more files stand beside the target than are listed; a lost last response may stay unknown",
            ),
            Page::Absent | Page::Unusable => {
                context.note(format!("what stands at the target could not be listed ({})", outcome.status()));
            }
        }
        match context.stands_in_the_way() {
            Some(finding) => context.end(finding),
            None => context.begin().into(),
        }
    }
}

impl Context {
    /// What the first look shows, where no upload can succeed beside it. It is told before a byte is sent.
    fn stands_in_the_way(&self) -> Option<Setback> {
        let Baseline::Known(found) = &self.baseline else { return None };
        self.in_the_way(found, found)
    }

    /// The same of a later look, where there was no first one.
    pub fn shown_in_the_way(&self, found: &[Item]) -> Option<Setback> {
        match self.baseline {
            Baseline::Unlooked => self.in_the_way(found, &self.old_among(found)),
            Baseline::Unknown | Baseline::Known(_) => None,
        }
    }

    /// What of these objects keeps the file away, some of which were there before.
    fn in_the_way(&self, found: &[Item], before: &[Item]) -> Option<Setback> {
        let why = match self.plan.target.conflict()? {
            // The new file gets another name.
            Conflict::Rename => return None,
            Conflict::Fail | Conflict::Replace if found.iter().any(|item| item.is_folder) => {
                "a folder has this name, and no file can take its place"
            }
            Conflict::Fail if !before.is_empty() => {
                "a file has this name already, and the conflict behaviour is to fail; gu_target_set_conflict() sets another"
            }
            Conflict::Fail | Conflict::Replace => return None,
        };
        Some(self.finding(Status::Conflict, 0, why))
    }
}
