//! How many requests run at once: one more after successes, half as many after a refusal (AIMD, RFC 5681).

/// How many requests of one scope may run at once.
#[derive(Debug)]
pub(super) struct AtOnce {
    now: u32,
    /// Successes since the last change.
    successes: u32,
    /// Slots with smaller numbers were granted before the last decrease: their answers belong to the same burst.
    changed_at: u64,
    /// Never more than this.
    most: u32,
}

impl AtOnce {
    pub fn new(first: u32, most: u32) -> Self {
        Self { now: first.clamp(1, most), successes: 0, changed_at: 0, most }
    }

    pub fn now(&self) -> u32 {
        self.now
    }

    /// The service has refused a request for the sake of its load. `next` is the number of the next slot.
    pub fn refused(&mut self, slot: u64, next: u64) {
        if slot >= self.changed_at {
            (self.now, self.successes, self.changed_at) = ((self.now / 2).max(1), 0, next);
        }
    }

    /// The service has served a request, while so many were running. Where fewer ran than may, that they were served
    /// says nothing about one more.
    pub fn served(&mut self, slot: u64, running: u32) {
        if slot < self.changed_at || running < self.now {
            return;
        }
        self.successes += 1;
        if self.successes >= self.now {
            (self.now, self.successes) = (self.now.saturating_add(1).min(self.most), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halved_once_per_burst_and_never_below_one() {
        let mut at_once = AtOnce::new(8, u32::MAX);
        // (slot, next slot, how many run at once then)
        for (slot, next, expected) in
            [(0, 8, 4), (1, 8, 4), (7, 8, 4), (8, 12, 2), (9, 12, 2), (12, 13, 1), (13, 14, 1)]
        {
            at_once.refused(slot, next);
            assert_eq!(at_once.now(), expected, "{slot}");
        }
    }

    #[test]
    fn one_more_after_as_many_successes_as_run_at_once() {
        let mut at_once = AtOnce::new(2, 4);
        let seen: Vec<u32> = (0..12)
            .map(|slot| {
                at_once.served(slot, 4);
                at_once.now()
            })
            .collect();
        assert_eq!(seen, [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
    }

    #[test]
    fn what_says_nothing_about_more_does_not_count() {
        let mut at_once = AtOnce::new(2, 8);
        (0..9).for_each(|slot| at_once.served(slot, 1));
        assert_eq!(at_once.now(), 2, "fewer ran than may");
        at_once.refused(9, 20);
        (10..20).for_each(|slot| at_once.served(slot, 9));
        assert_eq!(at_once.now(), 1, "they left before the decrease");
        at_once.served(20, 1);
        assert_eq!(at_once.now(), 2);
    }
}
