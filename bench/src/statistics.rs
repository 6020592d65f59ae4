//! What is made of the rounds: medians, because one round in a few meets a machine that has something else to do; and
//! ratios of figures of the same round, because rounds differ more than programs do.

use serde::Serialize;

/// The middle of some figures, and how far they are apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// `None` of no figures.
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (&least, &most) = (sorted.first()?, sorted.last()?);
        let half = sorted.len() / 2;
        let median = match sorted.len() % 2 {
            0 => f64::midpoint(sorted[half - 1], sorted[half]),
            _ => sorted[half],
        };
        Some(Self { median, least, most })
    }

    /// Of the ratios of figures of the same round.
    pub fn of_ratios(figures: &[f64], others: &[f64]) -> Option<Self> {
        Self::of(figures.iter().zip(others).map(|(figure, other)| figure / other))
    }
}

/// The order in which so many programs run in a round: shuffled, so that none always comes after the same, and the same
/// in each run of all.
pub fn order(programs: usize, round: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..programs).collect();
    fastrand::Rng::with_seed(round as u64).shuffle(&mut order);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_odd_and_even_numbers_of_figures() {
        assert_eq!(Spread::of([]), None);
        assert_eq!(Spread::of([3.0]), Some(Spread { median: 3.0, least: 3.0, most: 3.0 }));
        assert_eq!(Spread::of([9.0, 1.0, 2.0]), Some(Spread { median: 2.0, least: 1.0, most: 9.0 }));
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 9.0]), Some(Spread { median: 3.0, least: 1.0, most: 9.0 }));
    }

    #[test]
    fn ratios_are_made_round_by_round() {
        let ratio = Spread::of_ratios(&[1.0, 20.0, 3.0], &[2.0, 20.0, 6.0]);
        // Of the medians it would be 3 / 6 too, but for another reason; the most tells.
        assert_eq!(ratio, Some(Spread { median: 0.5, least: 0.5, most: 1.0 }));
    }

    #[test]
    fn every_program_comes_after_every_other_in_some_round() {
        let mut pairs = std::collections::BTreeSet::new();
        for round in 0..100 {
            let order = order(3, round);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2], "{order:?}");
            pairs.extend(order.windows(2).map(|pair| (pair[0], pair[1])));
        }
        assert_eq!(pairs.len(), 6, "{pairs:?}");
    }
}
