//! Where a link cuts connections.

use super::rules::LinkRules;

#[derive(Default)]
pub(super) struct Cuts {
    /// The mean and the seed that `left` belongs to.
    of: Option<(u64, u64)>,
    made: u64,
    left: u64,
}

impl Cuts {
    /// Carries bytes; returns the number before a cut, if there is one among them.
    pub(super) fn carry(&mut self, rules: &LinkRules, bytes: usize) -> Option<usize> {
        let mean = rules.cut_every?;
        if self.of != Some((mean, rules.cut_seed)) {
            *self = Cuts { of: Some((mean, rules.cut_seed)), made: 0, left: 0 };
            self.left = self.draw();
        }
        if let Some(left) = self.left.checked_sub(bytes as u64) {
            self.left = left;
            return None;
        }
        let before = usize::try_from(self.left).ok();
        self.left = self.draw();
        before
    }

    /// A length from the exponential distribution.
    fn draw(&mut self) -> u64 {
        let (mean, seed) = self.of.unwrap_or_default();
        self.made += 1;
        let random = crate::model::ids::mixed(seed, self.made) >> 11;
        // Above 0, so that the logarithm exists.
        let even = (random + 1) as f64 / (1u64 << 53) as f64;
        (-even.ln() * mean as f64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(seed: u64, carried: usize) -> Vec<usize> {
        let rules = LinkRules { cut_every: Some(1000), cut_seed: seed, ..LinkRules::default() };
        let mut cuts = Cuts::default();
        (0..carried).filter(|_| cuts.carry(&rules, 1).is_some()).collect()
    }

    #[test]
    fn cuts_are_seeded_and_as_frequent_as_asked() {
        assert_eq!(cuts(1, 50_000), cuts(1, 50_000));
        assert_ne!(cuts(1, 50_000), cuts(2, 50_000));
        let count = cuts(3, 1_000_000).len();
        assert!((900..1100).contains(&count), "{count}");
    }
}
