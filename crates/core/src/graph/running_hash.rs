//! The hash of a file while its bytes are sent; each byte counts once, however often it is sent.

use crate::graph::quickxor::QuickXorHash;

/// The hash of the file's start, up to an offset that may lie beyond what the service has
/// confirmed.
#[derive(Debug, Clone, Default)]
pub struct RunningHash(QuickXorHash);

impl RunningHash {
    /// Adds the bytes at an offset. Bytes added before are skipped, and so is what leaves a gap:
    /// the hash is then incomplete, unless the bytes between still come.
    pub fn feed(&mut self, offset: u64, bytes: &[u8]) {
        let skip = self.high().checked_sub(offset).and_then(|skip| usize::try_from(skip).ok());
        if let Some(rest) = skip.and_then(|skip| bytes.get(skip..)) {
            self.0.update(rest);
        }
    }

    /// The end of the bytes added.
    pub fn high(&self) -> u64 {
        self.0.length()
    }

    /// The saved form.
    pub fn state(&self) -> [u8; QuickXorHash::STATE_BYTES] {
        self.0.state()
    }

    /// Continues from a saved form.
    pub fn from_state(state: &[u8; QuickXorHash::STATE_BYTES]) -> Self {
        Self(QuickXorHash::from_state(state))
    }

    /// The hash in base64, once every byte of a file of this size was added.
    pub fn of_file(&self, size: u64) -> Option<String> {
        (self.high() == size).then(|| self.0.to_base64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resent_bytes_count_once() {
        let file: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        let mut whole = QuickXorHash::new();
        whole.update(&file);
        let mut running = RunningHash::default();
        for range in
            [0..1_000, 500..900, 200..1_700, 4_000..5_000, 1_700..1_700, 1_700..4_000, 0..5_000, 4_999..5_000]
        {
            assert_eq!(running.of_file(5_000), None);
            running.feed(range.start as u64, &file[range]);
            if running.high() == 5_000 {
                break;
            }
        }
        assert_eq!(running.of_file(5_000), Some(whole.to_base64()));
        assert_eq!(running.of_file(4_999), None);
    }
}
