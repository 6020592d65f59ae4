//! Where the bytes come from: a whole file, a stream with a piece of memory, or puts. Bytes are named by their offset; the
//! few places that need them take them from one long pattern.

use std::sync::OnceLock;

use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::upload::Window;

/// Longer than any file here.
const LONGEST: u64 = 8 << 20;

/// Some bytes of the file.
pub fn bytes(offset: u64, length: u64) -> &'static [u8] {
    static PATTERN: OnceLock<Vec<u8>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        let mut rng = fastrand::Rng::with_seed(7);
        (0..LONGEST).map(|_| rng.u8(..)).collect()
    });
    &pattern[offset as usize..(offset + length) as usize]
}

/// What can be read now.
#[derive(Debug, Clone)]
pub enum Feed {
    /// Everything, at any time.
    Whole { size: u64 },
    /// What comes next, and so many bytes before it.
    Forward { size: u64, end: u64, keep: u64 },
    /// What was put and is kept.
    Puts { start: u64, end: u64 },
}

impl Feed {
    pub fn window(&self) -> Window {
        match *self {
            Feed::Whole { size } => Window { start: 0, end: size },
            Feed::Forward { size, end, keep } => Window { start: end.saturating_sub(keep), end: size },
            Feed::Puts { start, end } => Window { start, end },
        }
    }

    /// Reads bytes, so that a stream moves on, and feeds the hash as the driver does.
    pub fn read(&mut self, offset: u64, length: u64, hash: Option<&mut RunningHash>) {
        let window = self.window();
        assert!(
            window.start <= offset && offset + length <= window.end,
            "bytes outside of {window:?} are read"
        );
        if let Some(hash) = hash {
            self.catch_up(hash, offset);
            hash.feed(offset, bytes(offset, length));
        }
        self.advance(offset + length);
    }

    /// Hashes what an earlier life has sent, if it can still be read.
    pub fn catch_up(&mut self, hash: &mut RunningHash, to: u64) {
        let high = hash.high();
        if high >= to || self.window().start > high {
            return;
        }
        hash.feed(high, bytes(high, to - high));
        self.advance(to);
    }

    fn advance(&mut self, to: u64) {
        if let Feed::Forward { end, .. } = self {
            *end = (*end).max(to);
        }
    }
}
