//! Targets of the packages for other languages.

use super::Bound::AtMost;
use super::{Table, cpu, wall};
use crate::work::PACKAGES;

impl Table<'_> {
    pub(super) fn packages(&mut self) {
        for (name, _, other, _) in PACKAGES {
            let large = |than, figure| self.ratio("packages-large", name, than, figure);
            let (to_c, to_other, cpu_to_other) =
                (large("ours, C", wall), large(other, wall), large(other, cpu));
            let small = self.ratio("packages-small", name, other, wall);
            self.add(format!("{name}, 1 GiB: wall against the C program"), AtMost(1.1), "", to_c);
            self.add(format!("the same: wall against {other}"), AtMost(1.0), "", to_other);
            self.add(format!("the same: CPU against {other}"), AtMost(1.0), "", cpu_to_other);
            self.add(format!("{name}, 1,000 files of 8 KiB: wall against {other}"), AtMost(1.0), "", small);
        }
    }
}
