//! Properties of a link.

/// Properties of the link. Changes affect later connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRules {
    /// Bytes per second in each direction; `None` for no limit.
    pub bytes_per_second: Option<u64>,
    /// Round-trip time. Connecting takes one more.
    pub rtt_ms: u64,
    /// Whether all connections share that rate, instead of each having its own.
    pub shared: bool,
    /// Mean number of client bytes between cuts of the connection that carries them. The distances
    /// are those between the events of a Poisson process, and count over all connections.
    pub cut_every: Option<u64>,
    /// Seed for the positions of the cuts.
    pub cut_seed: u64,
}

impl LinkRules {
    /// Whether the link has no effect.
    pub fn is_ideal(&self) -> bool {
        self.bytes_per_second.is_none() && self.rtt_ms == 0 && self.cut_every.is_none()
    }

    /// Number of bytes taken at once: a few milliseconds' worth, so that the rate is even.
    pub(super) fn chunk(&self) -> usize {
        self.bytes_per_second
            .map_or(MOST, |rate| usize::try_from(rate / 200).unwrap_or(MOST).clamp(LEAST, MOST))
    }

    /// Largest number of chunks in transit. Twice what the rate needs for a round trip, so that it
    /// is never the limit.
    pub(super) fn window(&self) -> usize {
        let rate = self.bytes_per_second.unwrap_or(1 << 30);
        let bytes = u128::from(rate) * u128::from(self.rtt_ms) * 2 / 1000;
        usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(self.chunk()).clamp(4, 1 << 14)
    }

    /// The receive buffer of the socket: a few chunks, so that the sender's kernel holds what the
    /// link has not taken.
    pub(super) fn receive_buffer(&self) -> Option<usize> {
        self.bytes_per_second.map(|_| (8 * self.chunk()).max(SMALLEST_BUFFER))
    }
}

const LEAST: usize = 1 << 10;
const MOST: usize = 64 << 10;
/// With less, the kernel closes the window and waits for its timers to open it again.
const SMALLEST_BUFFER: usize = 32 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_never_the_limit() {
        for (rate, rtt_ms) in [(1_000, 10), (12_500_000, 50), (1_000_000_000, 300), (1, 0)] {
            let rules = LinkRules { bytes_per_second: Some(rate), rtt_ms, ..LinkRules::default() };
            let held = (rules.window() * rules.chunk()) as u64;
            assert!(held >= rate * rtt_ms * 2 / 1000, "{rate} {rtt_ms}");
        }
    }
}
