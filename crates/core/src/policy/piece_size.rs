//! How large pieces are: they follow the link.
//!
//! Large pieces save round trips; what is cut off in the middle is sent again. So a piece is aimed at a few seconds,
//! and kept small against the distance between faults.

use crate::kinds::PieceRule;
use crate::policy::retry::Millis;

/// How long a piece should take, in milliseconds.
const AIM_MS: u64 = 8_000;

/// What part of the mean distance between faults a piece may have. With faults at random, and pieces of which nothing is
/// kept, a part `x` costs about `x / 2` of all bytes again.
const FAULT_SHARE: f64 = 1.0 / 8.0;

/// How many faults back the mean distance looks: long enough not to take chance for a bad link, and short enough to
/// forget one.
const FAULT_MEMORY: f64 = 8.0;

/// No limit on the way is believed to be lower than this, in bytes: what refuses less means the file.
const LEAST_LIMIT: u64 = 64 * 1024;

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection broke, or nothing moved for too long.
    Link,
    /// The service answered that it failed.
    Service,
}

/// The size of the next piece, and what it follows from.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceSize {
    rule: PieceRule,
    /// The caller's wish, which stands.
    wish: Option<u64>,
    /// What the service's refusal of a larger piece has left.
    limit: u64,
    /// The largest piece that has passed.
    passed: u64,
    /// What the next piece may have at most, after a refusal that may be a mistake.
    caution: Option<u64>,
    /// Whether more than the first size is worth having.
    grows: bool,
    size: u64,
    /// The piece under way: when it began, and its length.
    under_way: Option<(Millis, u64)>,
    /// Bytes sent, and faults among them; both fade.
    sent: f64,
    faults: f64,
}

impl PieceSize {
    /// Begins with the kind's first size. It is kept where that is the kind's largest, and where the caller has a wish.
    pub fn new(rule: PieceRule, wish: Option<u64>) -> Self {
        let limit = rule.max;
        let size = rule.first.min(limit);
        Self {
            rule,
            wish,
            limit,
            passed: 0,
            caution: None,
            grows: false,
            size,
            under_way: None,
            sent: 0.0,
            faults: 0.0,
        }
    }

    /// Allows pieces beyond the first size. They may have to be sent again, so whoever feeds the upload must be able to
    /// give all of their bytes again.
    pub fn let_grow(&mut self) {
        self.grows = true;
    }

    /// The most bytes that are waited for before a piece is sent. Never more than the kind's first size or the caller's
    /// wish, so that gathering them costs no more memory than that.
    pub fn gathered(&self) -> u64 {
        self.fixed().unwrap_or(self.size.min(self.rule.first)).min(self.most())
    }

    /// What no piece exceeds now.
    fn most(&self) -> u64 {
        self.caution.unwrap_or(u64::MAX).min(self.limit)
    }

    /// How many bytes the next piece has, of which `at_hand` can be given now and `missing` are wanted at all; `None`
    /// when more have to be gathered first.
    pub fn next(&self, at_hand: u64, missing: u64) -> Option<u64> {
        if at_hand < missing.min(self.gathered()) {
            return None;
        }
        let largest = self.fixed().unwrap_or(self.size).min(self.most());
        if missing <= largest.min(at_hand) {
            return Some(missing);
        }
        // Only the last piece of a file may be no multiple.
        let whole = largest.min(at_hand) / self.rule.multiple * self.rule.multiple;
        let stands = self.fixed().is_some_and(|fixed| fixed <= self.most());
        Some(if stands || whole == 0 { largest } else { whole })
    }

    /// A piece of this length begins to leave.
    pub fn begins(&mut self, now: Millis, length: u64) {
        self.under_way = Some((now, length));
    }

    /// Nothing of the piece has left.
    pub fn did_not_leave(&mut self) {
        self.under_way = None;
    }

    /// The service holds the whole piece.
    pub fn arrived(&mut self, now: Millis) {
        let Some((began, length)) = self.under_way.take() else { return };
        self.passed = self.passed.max(length);
        self.caution = None;
        self.sent += length as f64;
        let took = u128::from(now.saturating_sub(began).max(1));
        let aim = u128::from(length) * u128::from(AIM_MS) / took;
        let aim = u64::try_from(aim).unwrap_or(u64::MAX);
        // A piece that was short because the file or the bytes at hand were says little about much larger ones.
        let most = self.size.max(length.saturating_mul(2)).min(self.size.saturating_mul(2));
        self.resize(aim.min(most));
    }

    /// The link or the service failed while the piece was under way. Links fail by the byte; services fail by the
    /// request, and smaller pieces would only make more of those.
    pub fn broke(&mut self, by: Fault) {
        let Some((_, length)) = self.under_way.take() else { return };
        // Where in the piece it broke is not known.
        self.sent += length as f64 / 2.0;
        if by == Fault::Link {
            let fade = 1.0 - 1.0 / FAULT_MEMORY;
            self.sent *= fade;
            self.faults = (self.faults + 1.0) * fade;
        }
        self.resize(length.min(self.size) / 2);
    }

    /// A piece was refused for a reason that may pass. Until one gets through, those that follow are half as large, so
    /// that all of them together cost no more than the first.
    pub fn refused(&mut self) {
        let Some((_, length)) = self.under_way.take() else { return };
        self.caution = Some(self.whole(length / 2)).filter(|smaller| *smaller < length);
    }

    /// The service holds some of the piece that was refused.
    pub fn passed_after_all(&mut self) {
        self.caution = None;
    }

    /// A piece of this length is too large for something on the way. Answers whether a smaller one is worth trying: one
    /// that has passed, or half of it.
    pub fn too_large(&mut self, length: u64) -> bool {
        let smaller = if (1..length).contains(&self.passed) { self.passed } else { length / 2 };
        let smaller = self.whole(smaller).max(LEAST_LIMIT);
        if smaller >= length {
            return false;
        }
        self.limit = smaller;
        self.size = self.size.min(self.limit);
        true
    }

    /// The whole multiples in a length, and at least one.
    fn whole(&self, length: u64) -> u64 {
        (length / self.rule.multiple * self.rule.multiple).max(self.rule.multiple)
    }

    fn resize(&mut self, size: u64) {
        let cap = match self.faults > 0.0 {
            // More than any piece has by far, where it exceeds what an integer holds.
            true => (self.sent / self.faults * FAULT_SHARE) as u64,
            false => u64::MAX,
        };
        let most = if self.grows { self.limit } else { self.limit.min(self.rule.first) };
        let size = size.min(cap).min(most) / self.rule.multiple * self.rule.multiple;
        self.size = size.max(self.rule.multiple);
    }

    /// The size that stands whatever the link does, and whatever `size` follows it to.
    fn fixed(&self) -> Option<u64> {
        match self.wish {
            Some(wish) => Some(wish.min(self.rule.max)),
            None => (self.rule.first == self.rule.max).then_some(self.rule.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{drive, print, todo};

    const MIB: u64 = 1 << 20;
    const K: u64 = 327_680;

    fn drive_pieces() -> PieceSize {
        let mut size = PieceSize::new(drive::RULES.piece, None);
        size.let_grow();
        size
    }

    /// A link on which so many bytes pass each second, and which breaks at random, on average after `mean` bytes. The
    /// service forgets the piece under way. Answers how many bytes were sent for a file, and in how many pieces.
    fn sent(file: u64, per_second: u64, mean: Option<u64>, seed: u64) -> (u64, u64) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut until_cut = || mean.map_or(u64::MAX, |mean| (-rng.f64().ln() * mean as f64) as u64);
        let mut size = drive_pieces();
        let (mut held, mut sent, mut pieces, mut now, mut cut) = (0, 0, 0, 0, until_cut());
        while held < file {
            let piece = size.next(file - held, file - held).expect("all is at hand");
            assert!(piece <= drive::RULES.piece.max && (piece.is_multiple_of(K) || piece == file - held));
            size.begins(now, piece);
            pieces += 1;
            let passed = piece.min(cut);
            now += passed * 1_000 / per_second;
            sent += passed;
            if passed < piece {
                size.broke(Fault::Link);
                cut = until_cut();
            } else {
                size.arrived(now);
                held += piece;
                cut -= passed;
            }
        }
        (sent, pieces)
    }

    #[test]
    #[cfg_attr(miri, ignore = "a simulation of many gigabytes, and no unsafe code")]
    fn a_link_that_breaks_wastes_little() {
        let file = 1 << 30;
        for (mean, most) in [(16 * MIB, 1.15), (64 * MIB, 1.15), (4 * MIB, 1.15)] {
            let seeds = 400;
            let ratios: Vec<f64> = (0..seeds)
                .map(|seed| sent(file, 10_000_000, Some(mean), seed).0 as f64 / file as f64)
                .collect();
            let average = ratios.iter().sum::<f64>() / f64::from(seeds as u32);
            let worst = ratios.iter().copied().fold(0.0, f64::max);
            println!("cut every {} MiB: {average:.3} on average, {worst:.3} at worst", mean / MIB);
            assert!(average <= most, "{mean}: {average}");
        }
    }

    #[test]
    fn a_link_that_holds_gets_the_largest_pieces() {
        let mut size = drive_pieces();
        let mut seen = Vec::new();
        for _ in 0..5 {
            let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            seen.push(piece);
            size.begins(0, piece);
            size.arrived(1_000);
        }
        assert_eq!(seen, [10 * MIB, 20 * MIB, 40 * MIB, 62_586_880, 62_586_880]);
        assert_eq!(sent(1 << 30, 100_000_000, None, 1), (1 << 30, 19));
    }

    #[test]
    fn a_piece_takes_some_seconds() {
        for per_second in [40_000, 200_000, 1_000_000, 5_000_000] {
            let mut size = drive_pieces();
            let mut now = 0;
            let mut took = 0;
            for _ in 0..12 {
                let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
                size.begins(now, piece);
                took = piece * 1_000 / per_second;
                now += took;
                size.arrived(now);
            }
            // The smallest piece takes a little longer than that on the slowest of these links.
            assert!((6_000..=8_200).contains(&took), "{per_second}: {took}");
        }
    }

    #[test]
    fn one_fault_is_forgotten() {
        let mut size = drive_pieces();
        size.begins(0, 10 * MIB);
        size.broke(Fault::Link);
        let small = size.next(u64::MAX, u64::MAX).expect("all is at hand");
        assert!(small < 2 * MIB, "{small}");
        let mut sent = 0;
        while size.next(u64::MAX, u64::MAX) < Some(40 * MIB) {
            let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            size.begins(0, piece);
            size.arrived(100);
            sent += piece;
        }
        assert!(sent < 400 * MIB, "{sent}");
    }

    #[test]
    fn what_left_of_a_broken_piece_counts_by_half() {
        let mut size = drive_pieces();
        size.begins(0, 10 * MIB);
        size.arrived(8_000);
        size.begins(8_000, 10 * MIB);
        size.broke(Fault::Link);
        // An eighth of 15 MiB.
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(6 * K));
    }

    #[test]
    fn a_link_that_has_got_better_is_believed() {
        let mut size = drive_pieces();
        for (pieces, faults) in [(0, 10), (10, 10)] {
            for _ in 0..faults {
                for _ in 0..pieces {
                    size.begins(0, 10 * MIB);
                    size.arrived(8_000);
                }
                size.begins(0, 2 * MIB);
                size.broke(Fault::Link);
            }
        }
        size.begins(0, 10 * MIB);
        size.arrived(1_000);
        let cap = size.sent / size.faults / MIB as f64;
        // Of faults every 1 and then every 101 MiB, with the last eight in mind.
        assert!((70.0..101.0).contains(&cap), "{cap}");
    }

    #[test]
    fn a_piece_that_did_not_leave_has_not_failed() {
        let mut size = drive_pieces();
        size.begins(0, 10 * MIB);
        size.did_not_leave();
        size.broke(Fault::Link);
        size.arrived(1);
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(10 * MIB));
    }

    #[test]
    fn a_service_that_fails_halves_and_no_more() {
        let mut size = drive_pieces();
        for expected in [16, 8, 4, 2, 1, 1] {
            size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
            size.broke(Fault::Service);
            assert_eq!(size.next(u64::MAX, u64::MAX), Some(expected * K));
        }
        for expected in [2, 4, 8] {
            size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
            size.arrived(1);
            assert_eq!(size.next(u64::MAX, u64::MAX), Some(expected * K));
        }
    }

    #[test]
    fn no_more_is_gathered_than_the_first_size() {
        let mut size = drive_pieces();
        for _ in 0..4 {
            size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
            size.arrived(1);
        }
        let first = 10 * MIB;
        assert_eq!(size.gathered(), first);
        for (at_hand, missing, next) in [
            (first - 1, u64::MAX, None),
            (first, u64::MAX, Some(first)),
            (first + K - 1, u64::MAX, Some(first)),
            (first + K, u64::MAX, Some(first + K)),
            (100 * MIB, u64::MAX, Some(62_586_880)),
            (7, 7, Some(7)),
            (6, 7, None),
            (40 * MIB + 1, 40 * MIB + 1, Some(40 * MIB + 1)),
        ] {
            assert_eq!(size.next(at_hand, missing), next, "{at_hand} of {missing}");
        }
        let mut size = PieceSize::new(drive::RULES.piece, None);
        size.begins(0, first);
        size.arrived(1);
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(first), "growing has to be allowed");
    }

    #[test]
    fn some_sizes_stand() {
        let wish = PieceSize::new(drive::RULES.piece, Some(2 * K));
        let own = PieceSize::new(todo::RULES.piece, None);
        for (mut size, expected) in [(wish, 2 * K), (own, 12 * K)] {
            size.let_grow();
            for fault in [true, false] {
                size.begins(0, expected);
                if fault {
                    size.broke(Fault::Link)
                } else {
                    size.arrived(1)
                }
                assert_eq!((size.next(u64::MAX, u64::MAX), size.gathered()), (Some(expected), expected));
            }
        }
    }

    #[test]
    fn a_piece_that_is_too_large_is_halved_until_it_is_the_smallest() {
        let mut size = drive_pieces();
        assert!(size.too_large(4 * K + 1));
        assert_eq!((size.next(u64::MAX, u64::MAX), size.gathered()), (Some(2 * K), 2 * K));
        size.begins(0, 2 * K);
        size.arrived(1);
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(2 * K), "the limit stays");
        assert!(size.too_large(2 * K));
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(K));
        assert!(!size.too_large(K));
    }

    #[test]
    fn where_any_length_is_lawful_halving_ends_all_the_same() {
        let mut size = PieceSize::new(print::RULES.piece, None);
        let mut length = 4 * MIB;
        let mut tries = 0;
        while size.too_large(length) {
            length = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            tries += 1;
        }
        assert_eq!((tries, length), (6, 64 * 1024));
    }

    #[test]
    fn what_has_passed_is_gone_back_to() {
        let mut size = drive_pieces();
        for _ in 0..2 {
            let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            size.begins(0, piece);
            size.arrived(1_000);
        }
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(40 * MIB));
        assert!(size.too_large(40 * MIB));
        for _ in 0..3 {
            assert_eq!(size.next(u64::MAX, u64::MAX), Some(20 * MIB), "it is remembered");
            size.begins(0, 20 * MIB);
            size.arrived(1_000);
        }
    }
}
