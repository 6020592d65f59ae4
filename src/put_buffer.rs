//! Bytes put but not yet sent: less than a piece, gathered until a piece is complete.

use crate::driver::Feed;
use crate::source::{Source, SourceError};
use graph_upload_core::error::Error;
use graph_upload_core::policy::errors::of_source;
use graph_upload_core::upload::Window;

/// The kept bytes, and the offset of the first of them.
#[derive(Debug, Default)]
pub(crate) struct PutBuffer {
    start: u64,
    bytes: Vec<u8>,
}

impl PutBuffer {
    /// The end of the kept bytes, where the next put has to begin.
    pub fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The kept bytes and those of the current call, as one source.
    pub fn with<'a>(&'a self, given: &'a [u8]) -> PutFeed<'a> {
        PutFeed { start: self.start, kept: &self.bytes, given }
    }

    /// Drops what is confirmed. The bytes of a failed call are not kept, so the caller has to put
    /// them again.
    pub fn confirm(&mut self, confirmed: u64) {
        if confirmed >= self.end() {
            self.restart_at(confirmed);
        } else if confirmed > self.start {
            let count = (confirmed - self.start) as usize;
            self.bytes.drain(..count);
            self.start = confirmed;
        }
    }

    /// Keeps the unconfirmed bytes of both. Reserves room for a whole piece at once, so that memory
    /// never exceeds it. Without memory for it, the given bytes are not kept, so the caller has to
    /// put them again.
    pub fn keep(&mut self, given: &[u8], confirmed: u64, piece: u64) -> Result<(), Error> {
        let end = self.end();
        self.confirm(confirmed);
        let skip = usize::try_from(confirmed.saturating_sub(end)).unwrap_or(usize::MAX);
        let rest = given.get(skip..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        let room = usize::try_from(piece).unwrap_or(usize::MAX).max(self.bytes.len() + rest.len());
        if self.bytes.try_reserve_exact(room - self.bytes.len()).is_err() {
            return Err(of_source(&SourceError::NoMemory { bytes: room as u64 }));
        }
        self.bytes.extend_from_slice(rest);
        Ok(())
    }

    /// Drops everything; the next byte is the one at `offset`.
    pub fn restart_at(&mut self, offset: u64) {
        self.bytes.clear();
        self.start = offset;
    }
}

/// Kept bytes followed by given bytes.
pub(crate) struct PutFeed<'a> {
    start: u64,
    kept: &'a [u8],
    given: &'a [u8],
}

impl Source for PutFeed<'_> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let bytes = self.bytes_at(offset, buffer.len())?;
        buffer[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }

    fn in_memory(&self) -> bool {
        true
    }

    fn bytes_at(&mut self, offset: u64, most: usize) -> Result<&[u8], SourceError> {
        let window = self.window();
        if offset < window.start {
            return Err(SourceError::Rewind { to: offset });
        }
        let at = usize::try_from(offset - window.start).unwrap_or(usize::MAX);
        let rest = match at.checked_sub(self.kept.len()) {
            None => &self.kept[at..],
            Some(at) => self.given.get(at..).unwrap_or_default(),
        };
        if rest.is_empty() {
            return Err(SourceError::Short { at: window.end });
        }
        Ok(&rest[..rest.len().min(most)])
    }

    fn earliest(&self) -> u64 {
        self.start
    }
}

impl Feed for PutFeed<'_> {
    fn window(&self) -> Window {
        let end = self.start + (self.kept.len() + self.given.len()) as u64;
        Window { start: self.start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph_upload_core::error::Status;

    fn read_all(buffer: &PutBuffer, given: &[u8], from: u64) -> Vec<u8> {
        let mut feed = buffer.with(given);
        let (mut offset, mut all) = (from, Vec::new());
        while offset < feed.window().end {
            let mut some = [0; 3];
            let count = feed.read_at(offset, &mut some).expect("inside the window");
            all.extend_from_slice(&some[..count]);
            offset += count as u64;
        }
        all
    }

    #[test]
    fn kept_and_given_bytes_are_one_source() {
        let mut buffer = PutBuffer::default();
        buffer.keep(b"abcde", 2, 10).expect("room");
        assert_eq!((buffer.start, buffer.end(), read_all(&buffer, b"fgh", 2)), (2, 5, b"cdefgh".to_vec()));
        assert_eq!(read_all(&buffer, b"fgh", 6), b"gh");
        assert_eq!(buffer.with(b"").read_at(1, &mut [0]), Err(SourceError::Rewind { to: 1 }));
        assert_eq!(buffer.with(b"f").read_at(6, &mut [0]), Err(SourceError::Short { at: 6 }));
    }

    #[test]
    fn given_bytes_are_sent_from_where_they_are() {
        let mut buffer = PutBuffer::default();
        buffer.keep(b"abc", 0, 10).expect("room");
        let given = b"defg";
        let mut feed = buffer.with(given);
        assert!(feed.in_memory());
        assert_eq!(feed.bytes_at(3, 2).expect("there").as_ptr(), given.as_ptr());
        for (offset, most, bytes) in [(0, 2, &b"ab"[..]), (1, 9, b"bc"), (3, 9, b"defg"), (6, 9, b"g")] {
            assert_eq!(feed.bytes_at(offset, most), Ok(bytes), "{offset}");
        }
        assert_eq!(feed.bytes_at(7, 1), Err(SourceError::Short { at: 7 }));
    }

    #[test]
    fn what_is_kept_after_each_outcome() {
        // (confirmed, end after a success with "fgh" given, end after a failure)
        for (confirmed, kept, after_success, after_failure) in [
            (2, "cdefgh", 8, 5),
            (4, "efgh", 8, 5),
            (5, "fgh", 8, 5),
            (7, "h", 8, 7),
            (8, "", 8, 8),
            (9, "", 9, 9),
        ] {
            let fresh = || PutBuffer { start: 2, bytes: b"cde".to_vec() };
            let mut buffer = fresh();
            buffer.keep(b"fgh", confirmed, 6).expect("room");
            assert_eq!(
                (buffer.bytes.as_slice(), buffer.end()),
                (kept.as_bytes(), after_success),
                "{confirmed}"
            );
            let mut buffer = fresh();
            buffer.confirm(confirmed);
            assert_eq!(buffer.end(), after_failure, "{confirmed}");
        }
    }

    #[test]
    fn without_memory_the_given_bytes_are_put_again() {
        let mut buffer = PutBuffer { start: 2, bytes: b"cde".to_vec() };
        let refused = buffer.keep(b"fgh", 4, u64::MAX / 4).expect_err("there is not that much");
        assert_eq!((refused.status(), refused.details().retryable), (Status::Memory, false));
        assert_eq!((buffer.end(), buffer.bytes.as_slice()), (5, &b"e"[..]));
        buffer.keep(b"fgh", 4, 10).expect("room");
        assert_eq!((buffer.end(), read_all(&buffer, b"", 4)), (8, b"efgh".to_vec()));
    }

    #[test]
    fn memory_stays_at_one_piece() {
        let mut buffer = PutBuffer::default();
        for put in 0..10 {
            buffer.keep(&[put; 100], 0, 1_000).expect("room");
            assert_eq!(buffer.bytes.capacity(), 1_000);
        }
    }
}
