//! How fast pieces get through.

use std::collections::VecDeque;

use crate::policy::retry::Millis;

/// The window of the speed, in milliseconds under way: the last minutes, so that it follows a link
/// that changes, and a single slow piece decides nothing.
const WINDOW_MS: u64 = 5 * 60_000;

/// Most pieces in the window; bounds the memory where pieces are small and fast.
const MOST_PIECES: usize = 256;

/// How much the largest piece must exceed the smallest for their times to show the overhead.
const SPREAD: f64 = 1.5;

/// Part of the time from which on the overhead of pieces is worth saving.
const OVERHEAD_SHARE: f64 = 1.0 / 8.0;

/// A piece that was sent, or tried.
#[derive(Debug, Clone, Copy)]
struct Piece {
    ms: u64,
    /// Bytes that the service newly holds; 0 after a failure.
    bytes: u64,
}

/// The last pieces of a session.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    pieces: VecDeque<Piece>,
    /// Their sums.
    ms: u64,
    bytes: u64,
}

impl Pace {
    /// A piece took so long. What the service holds of it is added later.
    pub fn piece(&mut self, ms: u64) {
        self.pieces.push_back(Piece { ms, bytes: 0 });
        self.ms += ms;
        while self.pieces.len() > MOST_PIECES
            || self.pieces.front().is_some_and(|first| self.ms - first.ms >= WINDOW_MS)
        {
            let Some(old) = self.pieces.pop_front() else { break };
            self.ms -= old.ms;
            self.bytes -= old.bytes;
        }
    }

    /// The service newly holds so many bytes of the last piece.
    pub fn holds(&mut self, bytes: u64) {
        if let Some(last) = self.pieces.back_mut() {
            last.bytes += bytes;
            self.bytes += bytes;
        }
    }

    /// How long the pieces in the window took, in milliseconds.
    pub fn ms(&self) -> u64 {
        self.ms
    }

    /// Bytes and milliseconds of at least two pieces; `None` if nothing gets through.
    pub fn speed(&self) -> Option<Speed> {
        let known = self.pieces.len() > 1 && self.bytes > 0;
        known.then_some(Speed { bytes: self.bytes, ms: self.ms.max(1) })
    }

    /// Whether larger pieces would save time: a good part of it does not depend on the size, as a
    /// line through the times of smaller and larger pieces shows. `None` if all had one size.
    pub fn has_overhead(&self) -> Option<bool> {
        let whole = || {
            self.pieces
                .iter()
                .filter(|piece| piece.bytes > 0)
                .map(|piece| (piece.bytes as f64, piece.ms as f64))
        };
        let least = whole().map(|(bytes, _)| bytes).fold(f64::INFINITY, f64::min);
        let most = whole().map(|(bytes, _)| bytes).fold(0.0, f64::max);
        if most < least * SPREAD {
            return None;
        }
        let count = whole().count() as f64;
        let (bytes, ms) = whole().fold((0.0, 0.0), |sum, piece| (sum.0 + piece.0, sum.1 + piece.1));
        let (mean_bytes, mean_ms) = (bytes / count, ms / count);
        let (both, square) = whole().fold((0.0, 0.0), |(both, square), (bytes, ms)| {
            let off = bytes - mean_bytes;
            (both + off * (ms - mean_ms), square + off * off)
        });
        let overhead = mean_ms - mean_bytes * both / square;
        Some(overhead > mean_ms * OVERHEAD_SHARE)
    }
}

/// A speed, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Speed {
    pub bytes: u64,
    /// Not 0.
    pub ms: u64,
}

impl Speed {
    /// How long so many bytes take, in milliseconds.
    pub fn time_for(self, bytes: u64) -> Millis {
        scaled(bytes, self.ms, self.bytes.max(1))
    }

    /// How many bytes get through in this time.
    pub fn bytes_in(self, ms: Millis) -> u64 {
        scaled(ms, self.bytes, self.ms)
    }

    /// The faster one.
    pub fn max(self, other: Self) -> Self {
        let faster =
            u128::from(self.bytes) * u128::from(other.ms) >= u128::from(other.bytes) * u128::from(self.ms);
        if faster { self } else { other }
    }
}

/// `number * by / of`, or the largest number.
fn scaled(number: u64, by: u64, of: u64) -> u64 {
    u64::try_from(u128::from(number) * u128::from(by) / u128::from(of)).unwrap_or(u64::MAX)
}
