//! A limit on the bytes per second over all uploads of a client.
//!
//! The limit is a virtual schedule (the generic cell rate algorithm, ITU-T I.371): every
//! reservation moves the time at which the next one is due, and an early sender waits for it.
//! Reservations are small, so that the bytes are spread over each second, and served in order, so
//! that uploads share the rate evenly. A schedule that fell behind, because nobody sent or
//! everybody woke late, catches up by [`BURST`] at most.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lowest rate, in bytes per second. Less is a mistake in the unit.
pub const MIN_RATE: u64 = 1024;

/// Highest rate, in bytes per second.
pub const MAX_RATE: u64 = 1 << 40;

const SECOND: u128 = 1_000_000_000;

/// Smallest number of reservations for the bytes of a second.
const SLICES: u64 = 40;

/// How far the schedule may fall behind, in nanoseconds. With a slice on top, a second has at most
/// 7.5 % too much.
const BURST: u128 = SECOND / 20;

/// The schedule, without a clock.
#[derive(Debug)]
struct Schedule {
    rate: u128,
    /// When the next reservation is due, in nanoseconds times the rate: a byte then takes
    /// [`SECOND`] of them.
    due: u128,
}

impl Schedule {
    fn new(rate: u64) -> Self {
        Self { rate: rate.clamp(MIN_RATE, MAX_RATE).into(), due: 0 }
    }

    /// Reserves up to this many bytes; returns how many, and how many nanoseconds after `now` they
    /// may be sent.
    fn reserve(&mut self, now: u64, wanted: usize) -> (usize, u64) {
        let slice = self.rate / u128::from(SLICES);
        let count = (wanted as u128).min(slice);
        let now = u128::from(now);
        self.due = self.due.max(now.saturating_sub(BURST) * self.rate);
        let wait = (self.due / self.rate).saturating_sub(now);
        self.due += count * SECOND;
        (count as usize, wait as u64)
    }

    /// Returns bytes that were reserved and not sent.
    fn give_back(&mut self, count: usize) {
        self.due = self.due.saturating_sub(count as u128 * SECOND);
    }
}

/// A rate shared by the uploads of a client.
#[derive(Debug)]
pub(crate) struct Limiter {
    schedule: Mutex<Schedule>,
    epoch: Instant,
}

impl Limiter {
    pub(crate) fn new(rate: u64) -> Self {
        Self { schedule: Mutex::new(Schedule::new(rate)), epoch: Instant::now() }
    }

    /// Reserves some of the bytes, to be sent from a time on; dropping the reservation returns what
    /// was not sent.
    pub(crate) fn reserve(&self, wanted: usize) -> Reservation<'_> {
        let now = Instant::now();
        let since = u64::try_from(now.duration_since(self.epoch).as_nanos()).unwrap_or(u64::MAX);
        let (count, wait) = self.with(|schedule| schedule.reserve(since, wanted));
        Reservation { limiter: self, count, from: super::after(now, Duration::from_nanos(wait)) }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Schedule) -> T) -> T {
        // Nothing panics while it is held.
        change(&mut self.schedule.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Bytes that may be sent from a time on.
pub(crate) struct Reservation<'a> {
    limiter: &'a Limiter,
    /// How many of them are not sent yet.
    pub(crate) count: usize,
    pub(crate) from: Instant,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if self.count > 0 {
            self.limiter.with(|schedule| schedule.give_back(self.count));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = super::SECOND as u64;

    /// Senders that always have more and wake late from each wait by a random time: when how many
    /// bytes went, in order.
    fn run(rate: u64, senders: usize, wanted: usize, late: &[u64], until: u64) -> Vec<(u64, usize)> {
        let mut schedule = Schedule::new(rate);
        let mut late = late.iter().copied().cycle();
        let mut waiting: Vec<(u64, usize)> = vec![];
        let mut sent = vec![];
        let begin = 100 * SECOND;
        let mut reserve = |schedule: &mut Schedule, now: u64| {
            let (count, wait) = schedule.reserve(now, wanted);
            let woken = if wait == 0 { 0 } else { wait + late.next().unwrap_or(0) };
            (now + woken, count)
        };
        for _ in 0..senders {
            waiting.push(reserve(&mut schedule, begin));
        }
        loop {
            let next = (0..senders).min_by_key(|&index| waiting[index].0).unwrap();
            let (now, count) = waiting[next];
            if now > begin + until {
                return sent;
            }
            sent.push((now - begin, count));
            waiting[next] = reserve(&mut schedule, now);
        }
    }

    /// The lowest and highest number of bytes in any second, as fractions of the rate.
    fn seconds(sent: &[(u64, usize)], rate: u64, until: u64) -> (f64, f64) {
        let within = |from: u64| {
            let first = sent.partition_point(|&(at, _)| at < from);
            let last = sent.partition_point(|&(at, _)| at < from + SECOND);
            sent[first..last].iter().map(|&(_, count)| count as u64).sum::<u64>() as f64 / rate as f64
        };
        // The extremes are where a window starts with a slice, or just after one.
        let begins = sent.iter().flat_map(|&(at, _)| [at, at + 1]).filter(|&at| at + SECOND <= until);
        begins.map(within).fold((f64::MAX, 0.0), |(least, most), part| (least.min(part), most.max(part)))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_second_has_its_bytes_within_ten_percent(
            rate in prop_oneof![Just(MIN_RATE), MIN_RATE..100_000, 100_000..1_000_000_000u64],
            senders in 1..5usize,
            wanted in prop_oneof![Just(65_536usize), 1_000..65_536usize],
            late in prop::collection::vec(0..8_000_000u64, 1..50),
        ) {
            // Only so that a run ends soon.
            let rate = rate.min(wanted as u64 * 2_000);
            let until = 4 * SECOND;
            let sent = run(rate, senders, wanted, &late, until);
            let (least, most) = seconds(&sent, rate, until);
            prop_assert!(least >= 0.9 && most <= 1.1, "{least} {most}");
        }
    }

    #[test]
    fn idle_time_is_not_saved_up() {
        let mut schedule = Schedule::new(100_000);
        let mut at_once = 0;
        while let (count, 0) = schedule.reserve(3600 * SECOND, 65_536) {
            at_once += count;
        }
        assert_eq!(at_once, 7_500);
    }

    #[test]
    fn what_is_not_sent_is_there_for_others() {
        let mut schedule = Schedule::new(100_000);
        while schedule.reserve(SECOND, 65_536).1 == 0 {}
        let (_, before) = schedule.reserve(SECOND, 0);
        let (count, _) = schedule.reserve(SECOND, 2_000);
        assert_eq!(count, 2_000);
        schedule.give_back(count);
        assert_eq!(schedule.reserve(SECOND, 0).1, before);
    }

    #[test]
    fn the_extremes_of_rate_and_time_are_counted() {
        let mut schedule = Schedule::new(MAX_RATE);
        assert_eq!(schedule.reserve(u64::MAX, 65_536), (65_536, 0));
        let mut slow = Schedule::new(1);
        assert_eq!(slow.reserve(u64::MAX, usize::MAX), (25, 0));
    }
}
