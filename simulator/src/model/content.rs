//! A description of stored bytes: which range of a file came from where.
//!
//! The model never reads file bytes. A piece arrives as a [`Content`], runs that name a source and
//! an offset in it, and is stored as such; the bytes themselves, if there are any, are in
//! [`Blobs`](super::blobs::Blobs). So a fault schedule can run a million times without moving a
//! byte, and checking an upload is one comparison: the file is right if its content is a single run
//! from the source's start.

use std::ops::Range;

/// Where bytes come from: the number of a source, and an offset in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The number of the source. Numbers from 2^63 on belong to [`Blobs`](super::blobs::Blobs).
    pub source: u64,
    /// The offset in the source.
    pub at: u64,
}

/// A segment of a file that comes from one segment of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Offset of the run in the file.
    pub offset: u64,
    /// Length; never 0.
    pub length: u64,
    /// Where its first byte comes from.
    pub origin: Origin,
}

impl Run {
    fn end(&self) -> u64 {
        self.offset + self.length
    }

    /// Whether `next` continues this run both in the file and in the source.
    fn continues_in(&self, next: &Run) -> bool {
        self.end() == next.offset
            && self.origin.source == next.origin.source
            && self.origin.at + self.length == next.origin.at
    }

    /// The part of the run inside `range`, if any.
    fn within(&self, range: &Range<u64>) -> Option<Run> {
        let (start, end) = (self.offset.max(range.start), self.end().min(range.end));
        (start < end).then(|| Run {
            offset: start,
            length: end - start,
            origin: Origin { source: self.origin.source, at: self.origin.at + (start - self.offset) },
        })
    }
}

/// Runs in order of their offsets, without overlaps; adjacent runs are merged if possible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    runs: Vec<Run>,
}

impl Content {
    /// `length` bytes of `source` from its offset `at`, placed at the start.
    pub fn from_source(source: u64, at: u64, length: u64) -> Content {
        let run = Run { offset: 0, length, origin: Origin { source, at } };
        Content { runs: if length == 0 { Vec::new() } else { vec![run] } }
    }

    /// The runs, in order.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Number of bytes, without gaps.
    pub fn len(&self) -> u64 {
        self.runs.iter().map(|run| run.length).sum()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether this is exactly the first `length` bytes of `source`.
    pub fn is_start_of(&self, source: u64, length: u64) -> bool {
        *self == Content::from_source(source, 0, length)
    }

    /// The part inside `range`, moved so that `range.start` becomes offset 0.
    pub fn slice(&self, range: Range<u64>) -> Content {
        let inside = self.runs.iter().filter_map(|run| run.within(&range));
        Content { runs: inside.map(|run| Run { offset: run.offset - range.start, ..run }).collect() }
    }

    /// Whether any byte of `range` is present.
    pub fn overlaps(&self, range: &Range<u64>) -> bool {
        self.runs.iter().any(|run| run.within(range).is_some())
    }

    /// Puts `piece` at offset `at`, replacing existing bytes.
    pub fn put(&mut self, at: u64, piece: &Content) {
        for run in &piece.runs {
            let run = Run { offset: at + run.offset, ..*run };
            self.clear(run.offset..run.end());
            let index = self.runs.partition_point(|other| other.offset < run.offset);
            self.runs.insert(index, run);
            self.merge_around(index);
        }
    }

    /// Drops all bytes from `length` on.
    pub fn truncate(&mut self, length: u64) {
        self.clear(length..u64::MAX);
    }

    /// The missing ranges of `0..total`, in order.
    pub fn missing(&self, total: u64) -> Vec<Range<u64>> {
        let mut missing = Vec::new();
        let mut next = 0;
        for run in &self.runs {
            if run.offset > next {
                missing.push(next..run.offset);
            }
            next = run.end();
        }
        if next < total {
            missing.push(next..total);
        }
        missing
    }

    fn clear(&mut self, range: Range<u64>) {
        if !self.overlaps(&range) {
            return;
        }
        let before = 0..range.start;
        let after = range.end..u64::MAX;
        let kept = self.runs.iter().flat_map(|run| [run.within(&before), run.within(&after)]);
        self.runs = kept.flatten().collect();
    }

    fn merge_around(&mut self, index: usize) {
        for left in [index, index.wrapping_sub(1)] {
            if let (Some(a), Some(b)) = (self.runs.get(left), self.runs.get(left.wrapping_add(1)))
                && a.continues_in(b)
            {
                let length = b.length;
                self.runs[left].length += length;
                self.runs.remove(left + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_in_order_become_one_run() {
        let mut content = Content::default();
        for (at, length) in [(0, 10), (10, 1), (11, 30)] {
            content.put(at, &Content::from_source(7, at, length));
        }
        assert!(content.is_start_of(7, 41));
        assert_eq!(content.missing(50), vec![41..50]);
    }

    #[test]
    fn a_wrong_byte_range_does_not_merge() {
        let mut content = Content::from_source(7, 0, 10);
        content.put(10, &Content::from_source(7, 11, 10));
        assert_eq!(content.runs().len(), 2);
        assert!(!content.is_start_of(7, 20));
    }

    #[test]
    fn any_order_completes_the_file() {
        let mut content = Content::default();
        content.put(20, &Content::from_source(1, 20, 10));
        content.put(0, &Content::from_source(1, 0, 10));
        assert_eq!(content.missing(40), vec![10..20, 30..40]);
        content.put(10, &Content::from_source(1, 10, 10));
        assert!(content.is_start_of(1, 30));
    }

    #[test]
    fn rewinding_and_overwriting_keep_the_rest() {
        let mut content = Content::from_source(1, 0, 100);
        content.truncate(60);
        assert!(content.is_start_of(1, 60));
        content.put(10, &Content::from_source(2, 0, 20));
        let origins: Vec<_> = content.runs().iter().map(|r| (r.offset, r.length, r.origin.source)).collect();
        assert_eq!(origins, vec![(0, 10, 1), (10, 20, 2), (30, 30, 1)]);
        assert_eq!(content.slice(5..15).len(), 10);
        assert_eq!(content.slice(5..15).runs()[1].origin, Origin { source: 2, at: 0 });
    }
}
