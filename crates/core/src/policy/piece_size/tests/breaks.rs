//! Files over links that break.

use super::*;

/// A link on which so many bytes pass each second, and which breaks at random, on average after `mean` bytes. The
/// service forgets the piece under way. Answers how many bytes were sent for a file, and in how many pieces.
pub fn sent(file: u64, per_second: u64, mean: Option<u64>, seed: u64) -> (u64, u64) {
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
    for (mean, most) in [(16 * MIB, 1.10), (64 * MIB, 1.10), (4 * MIB, 1.10)] {
        let seeds = 400;
        let ratios: Vec<f64> =
            (0..seeds).map(|seed| sent(file, 10_000_000, Some(mean), seed).0 as f64 / file as f64).collect();
        let average = ratios.iter().sum::<f64>() / f64::from(seeds as u32);
        let worst = ratios.iter().copied().fold(0.0, f64::max);
        println!("cut every {} MiB: {average:.3} on average, {worst:.3} at worst", mean / MIB);
        assert!(average <= most, "{mean}: {average}");
    }
}

/// How long a file takes over a link that breaks, against one that holds, and how many bytes are sent for it: 100 Mbit/s
/// and 50 ms, where each break costs a connection and a question besides.
fn broken(mean: u64, seed: u64) -> (f64, f64) {
    const FILE: u64 = 256 * MIB;
    const RATE: u64 = 12_500;
    const ROUND_TRIP: u64 = 50;
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut cut = || (-rng.f64().ln() * mean as f64) as u64;
    let mut size = drive_pieces();
    size.asks(0);
    size.answered(ROUND_TRIP);
    let (mut held, mut sent, mut now, mut until_cut) = (0, 0, ROUND_TRIP, cut());
    while held < FILE {
        let piece = size.next(FILE - held, FILE - held).expect("all is at hand");
        size.begins(now, piece);
        let passed = piece.min(until_cut);
        sent += passed;
        now += passed / RATE + ROUND_TRIP;
        if passed < piece {
            size.broke(Fault::Link);
            // Another connection, and the question where to go on.
            size.asks(now);
            now += 2 * ROUND_TRIP;
            size.answered(now);
            until_cut = cut();
        } else {
            size.arrived(now);
            held += piece;
            until_cut -= passed;
        }
    }
    (now as f64 / (FILE / RATE) as f64, sent as f64 / FILE as f64)
}

#[test]
#[cfg_attr(miri, ignore = "a simulation of many gigabytes, and no unsafe code")]
fn a_link_that_breaks_costs_little_time() {
    // (mean distance, most time, most bytes)
    for (mean, most_time, most_bytes) in
        [(4 * MIB, 2.45, 1.15), (16 * MIB, 1.55, 1.11), (64 * MIB, 1.25, 1.13)]
    {
        let runs: Vec<_> = (0..200).map(|seed| broken(mean, seed)).collect();
        let time = runs.iter().map(|(time, _)| time).sum::<f64>() / runs.len() as f64;
        let bytes = runs.iter().map(|(_, bytes)| bytes).sum::<f64>() / runs.len() as f64;
        println!("cut every {} MiB: {time:.3} of the time, {bytes:.3} of the bytes", mean / MIB);
        assert!(time <= most_time && bytes <= most_bytes, "{mean}: {time} {bytes}");
    }
}
