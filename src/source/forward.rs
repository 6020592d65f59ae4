//! Bytes that are read once, from start to end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::source::{Content, Opened, Source, SourceError};
use graph_upload_core::error::Error;

/// Fills the start of a buffer with the next bytes, and returns their number.
pub type ReadOnFn = dyn FnMut(&mut [u8]) -> Result<usize, SourceError> + Send;

/// A callback that reads forward, with the total size.
///
/// The last bytes read are kept, as many as [`Source::keep`] asks for: with a piece, every resend
/// within the current piece can be served. Anything further back is [`SourceError::Rewind`].
#[derive(Clone)]
pub struct Forward {
    size: u64,
    stream: Arc<Mutex<Stream>>,
}

struct Stream {
    read: Box<ReadOnFn>,
    kept: VecDeque<u8>,
    /// The end of what was read.
    end: u64,
    keep: usize,
}

impl Forward {
    /// The result is checked: none, and more than requested, are errors.
    pub fn new(
        size: u64,
        read: impl FnMut(&mut [u8]) -> Result<usize, SourceError> + Send + 'static,
    ) -> Self {
        let stream = Stream { read: Box::new(read), kept: VecDeque::new(), end: 0, keep: 0 };
        Self { size, stream: Arc::new(Mutex::new(stream)) }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Stream) -> T) -> T {
        act(&mut self.stream.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Content for Forward {
    /// A second upload can begin only while the first bytes are still kept.
    fn open(&self) -> Result<Opened, Error> {
        Ok(Opened { source: Box::new(self.clone()), size: self.size, stamp: None })
    }

    fn size_hint(&self) -> Option<u64> {
        Some(self.size)
    }
}

impl Source for Forward {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        self.with(|stream| stream.read_at(offset, buffer))
    }

    fn earliest(&self) -> u64 {
        self.with(|stream| stream.earliest())
    }

    fn can_reread(&self) -> bool {
        false
    }

    fn keep(&mut self, bytes: u64) {
        self.with(|stream| stream.keep = usize::try_from(bytes).unwrap_or(usize::MAX));
    }
}

impl Stream {
    fn earliest(&self) -> u64 {
        self.end - self.kept.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if offset < self.earliest() {
            return Err(SourceError::Rewind { to: offset });
        }
        // The bytes of a gap must be read too: there is no other way past them.
        while self.end < offset {
            let room = usize::try_from(offset - self.end).unwrap_or(usize::MAX).min(buffer.len());
            self.read_on(&mut buffer[..room])?;
        }
        if offset == self.end {
            return self.read_on(buffer);
        }
        let at = (offset - self.earliest()) as usize;
        let (front, back) = self.kept.as_slices();
        let rest = front
            .get(at..)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&back[at.saturating_sub(front.len())..]);
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn make_room(&mut self, count: usize) -> Result<(), SourceError> {
        let room = self.keep.max(count);
        if self.kept.capacity() >= room {
            return Ok(());
        }
        let more = room.saturating_sub(self.kept.len());
        self.kept.try_reserve_exact(more).map_err(|_| SourceError::NoMemory { bytes: room as u64 })
    }

    fn read_on(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        // Before reading, because nobody can read the bytes again.
        self.make_room(buffer.len())?;
        let count = (self.read)(buffer)?;
        if count == 0 {
            return Err(SourceError::Short { at: self.end });
        }
        let Some(bytes) = buffer.get(..count) else {
            let message = format!("it gave {count} bytes for a buffer of {}", buffer.len());
            return Err(SourceError::Unreadable(message));
        };
        let surplus = (self.kept.len() + count).saturating_sub(self.keep).min(self.kept.len());
        self.kept.drain(..surplus);
        self.kept.extend(bytes);
        self.end += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of the bytes 0, 1, 2 … that gives at most three at once.
    fn counting(size: u8) -> Forward {
        let mut next = 0;
        Forward::new(size.into(), move |buffer| {
            let count = buffer.len().min(3).min(usize::from(size - next));
            for place in &mut buffer[..count] {
                *place = next;
                next += 1;
            }
            Ok(count)
        })
    }

    fn read(source: &mut dyn Source, from: u64, count: usize) -> Result<Vec<u8>, SourceError> {
        let mut all = Vec::new();
        while all.len() < count {
            let mut some = vec![0; (count - all.len()).min(4)];
            let got = source.read_at(from + all.len() as u64, &mut some)?;
            all.extend_from_slice(&some[..got]);
        }
        Ok(all)
    }

    #[test]
    fn a_piece_back_is_kept_and_no_more() {
        let mut stream = counting(100).open().unwrap().source;
        stream.keep(10);
        assert_eq!(read(&mut *stream, 0, 10).unwrap(), (0..10).collect::<Vec<_>>());
        assert_eq!(read(&mut *stream, 0, 10).unwrap(), (0..10).collect::<Vec<_>>());
        assert_eq!(read(&mut *stream, 10, 7).unwrap(), (10..17).collect::<Vec<_>>());
        assert_eq!(stream.earliest(), 7);
        assert_eq!(read(&mut *stream, 7, 20).unwrap(), (7..27).collect::<Vec<_>>());
        assert_eq!(stream.read_at(3, &mut [0]), Err(SourceError::Rewind { to: 3 }));
        assert_eq!(read(&mut *stream, 90, 10).unwrap(), (90..100).collect::<Vec<_>>());
        assert_eq!(stream.read_at(100, &mut [0]), Err(SourceError::Short { at: 100 }));
    }

    #[test]
    fn without_memory_nothing_is_read() {
        let mut stream = counting(100).open().unwrap().source;
        stream.keep(u64::MAX / 4);
        assert!(matches!(stream.read_at(0, &mut [0; 4]), Err(SourceError::NoMemory { .. })));
        stream.keep(10);
        assert_eq!(read(&mut *stream, 0, 10).unwrap(), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn answers_are_checked() {
        let mut stream = Forward::new(10, |buffer| Ok(buffer.len() + 1));
        stream.keep(10);
        assert!(matches!(stream.read_at(0, &mut [0; 4]), Err(SourceError::Unreadable(_))));
        let mut stopped = Forward::new(10, |_| Err(SourceError::Stopped));
        assert_eq!(stopped.read_at(0, &mut [0; 4]), Err(SourceError::Stopped));
    }
}
