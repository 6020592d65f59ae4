//! What a look has found, compared with what stood at the target before.

use crate::graph::integrity::Integrity;
use crate::graph::item::Item;
use crate::kinds::integrity;
use crate::upload::context::Context;
use crate::upload::listing::Baseline;

impl Context {
    /// What of this was not there before; `None` where that is not known.
    pub fn new_among(&self, mut found: Vec<Item>) -> Option<Vec<Item>> {
        found.retain(|seen| self.is_about_us(seen));
        match &self.baseline {
            Baseline::Known(before) => {
                found.retain(|seen| !before.iter().any(|old| old.shows_same_content(seen)));
                Some(found)
            }
            Baseline::Unknown => found.is_empty().then_some(found),
        }
    }

    /// Whether something that is new can be the file.
    pub fn can_be_ours(&self, seen: &Item) -> bool {
        self.plan.target.can_be(seen, self.plan.size) && !integrity::contradicts(seen, self.hash.as_deref())
    }

    /// Whether a sighting has the file's name, or its very content whatever its name.
    fn is_about_us(&self, seen: &Item) -> bool {
        let same = || integrity::compare(self.rules(), seen, self.plan.size, self.hash.as_deref());
        self.plan.target.could_be_named(seen) || same() == Integrity::Verified
    }
}
