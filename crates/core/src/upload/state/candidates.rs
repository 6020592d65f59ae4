//! What a look has found, compared with what stood at the target before, or told by its content and its time.

use crate::graph::integrity::Integrity;
use crate::graph::item::Item;
use crate::kinds::{Conflict, integrity};
use crate::upload::context::Context;
use crate::upload::listing::Baseline;
use crate::upload::since::Age;

impl Context {
    /// What of this was not there before; `None` where that is not known. `decides` if what is not among it is not stored.
    pub fn new_among(&self, mut found: Vec<Item>, decides: bool) -> Option<Vec<Item>> {
        let is_taken = self.name_is_taken(&found);
        found.retain(|seen| self.is_about_us(seen, is_taken));
        match &self.baseline {
            Baseline::Known(before) => {
                found.retain(|seen| !before.iter().any(|old| old.shows_same_content(seen)));
                Some(found)
            }
            Baseline::Unknown => found.is_empty().then_some(found),
            Baseline::Unlooked => self.new_by_time(found, decides),
        }
    }

    /// What of this was stored since the upload began. Where that is not known, only the hash tells the file from others.
    fn new_by_time(&self, found: Vec<Item>, decides: bool) -> Option<Vec<Item>> {
        let may_be_altered = decides && self.may_show_an_earlier_file();
        let (mut new, mut undecided) = (Vec::new(), false);
        for seen in found {
            match self.age(&seen) {
                Age::Before => {}
                Age::Since => new.push(seen),
                Age::Unknown if self.is_verified(&seen) => new.push(seen),
                // It is not the file, which takes its place. Where none follows it may be one that the service has altered.
                Age::Unknown if self.is_replaced(&seen) && !may_be_altered => {}
                Age::Unknown => undecided = true,
            }
        }
        (!undecided || new.iter().any(|seen| self.is_verified(seen))).then_some(new)
    }

    /// What is sure to have stood there before, without anyone having looked.
    pub fn old_among(&self, found: &[Item]) -> Vec<Item> {
        match self.baseline {
            Baseline::Unlooked => {
                found.iter().filter(|seen| self.age(seen) == Age::Before).cloned().collect()
            }
            Baseline::Unknown | Baseline::Known(_) => Vec::new(),
        }
    }

    fn age(&self, seen: &Item) -> Age {
        match self.plan.target.sets_modified() {
            true => Age::Unknown,
            false => self.since.age(seen),
        }
    }

    /// Whether a request may have made a file that no look has found.
    pub fn may_show_an_earlier_file(&self) -> bool {
        self.history.given_up_looking || self.since.is_of_past()
    }

    fn is_verified(&self, seen: &Item) -> bool {
        let same = integrity::compare(self.rules(), seen, self.plan.size, self.hash.as_deref());
        same == Integrity::Verified
    }

    fn is_replaced(&self, seen: &Item) -> bool {
        self.plan.target.conflict() == Some(Conflict::Replace) && !self.can_be_ours(seen)
    }

    /// Whether something that is new can be the file.
    pub fn can_be_ours(&self, seen: &Item) -> bool {
        self.plan.target.can_be(seen, self.plan.size) && !integrity::contradicts(seen, self.hash.as_deref())
    }

    /// Whether a candidate has the file's name, or its very content whatever its name. While nothing else has the name the
    /// service has no reason to give another one, so that a copy of the file beside it is another upload's.
    fn is_about_us(&self, seen: &Item, is_taken: bool) -> bool {
        self.plan.target.could_be_named(seen) || is_taken && self.is_verified(seen)
    }

    /// Whether something has the file's name that is not the file, or had it before.
    fn name_is_taken(&self, found: &[Item]) -> bool {
        let named = |seen: &Item| self.plan.target.could_be_named(seen);
        let before = match &self.baseline {
            Baseline::Known(before) => before.iter().any(named),
            Baseline::Unknown => true,
            Baseline::Unlooked => found.iter().any(|seen| named(seen) && self.age(seen) != Age::Since),
        };
        before || found.iter().any(|seen| named(seen) && !self.can_be_ours(seen))
    }
}
