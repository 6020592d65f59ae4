//! The bytes behind contents, if there are any.

use std::collections::BTreeMap;

use super::content::{Content, Run};
use super::quickxor::Ring;

/// Source numbers from here on are blobs; smaller ones belong to the caller.
const FIRST: u64 = 1 << 63;

/// Received bytes, each body under its own source number.
#[derive(Debug, Default, Clone)]
pub struct Blobs {
    made: u64,
    kept: BTreeMap<u64, Blob>,
}

/// The bytes of one received body, or, if bytes are not kept, only their number and hash state.
#[derive(Debug, Default, Clone)]
pub struct Blob {
    bytes: Vec<u8>,
    length: u64,
    ring: Ring,
}

impl Blob {
    /// An empty blob for about `expected` bytes.
    pub fn with_capacity(expected: u64) -> Blob {
        // A declared length is only a claim; reserves no more than the largest piece of any kind.
        let capacity = usize::try_from(expected.min(64 << 20)).unwrap_or(0);
        Blob { bytes: Vec::with_capacity(capacity), ..Blob::default() }
    }

    /// Adds bytes; with `keep` false only their number and hash are kept.
    pub fn push(&mut self, bytes: &[u8], keep: bool) {
        self.ring.update(bytes);
        self.length += bytes.len() as u64;
        if keep {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Number of bytes added.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl Blobs {
    /// Stores a blob and describes its bytes.
    pub fn add(&mut self, blob: Blob) -> Content {
        let source = FIRST + self.made;
        self.made += 1;
        let content = Content::from_source(source, 0, blob.length);
        if blob.length > 0 {
            self.kept.insert(source, blob);
        }
        content
    }

    /// The bytes of `content`, or `None` if some were not kept or come from a caller's source.
    pub fn bytes(&self, content: &Content) -> Option<Vec<u8>> {
        let mut all = Vec::with_capacity(usize::try_from(content.len()).ok()?);
        for run in content.runs() {
            let start = usize::try_from(run.origin.at).ok()?;
            let end = start + usize::try_from(run.length).ok()?;
            all.extend_from_slice(self.kept.get(&run.origin.source)?.bytes.get(start..end)?);
        }
        Some(all)
    }

    /// The QuickXorHash of `content`, or `None` if the bytes are not known well enough.
    pub fn quick_xor(&self, content: &Content) -> Option<String> {
        let mut ring = Ring::default();
        for run in content.runs() {
            ring.join(&self.ring_of(run)?);
        }
        Some(ring.finish())
    }

    fn ring_of(&self, run: &Run) -> Option<Ring> {
        let blob = self.kept.get(&run.origin.source)?;
        if run.origin.at == 0 && run.length == blob.length {
            return Some(blob.ring.clone());
        }
        let start = usize::try_from(run.origin.at).ok()?;
        let part = blob.bytes.get(start..start + usize::try_from(run.length).ok()?)?;
        let mut ring = Ring::default();
        ring.update(part);
        Some(ring)
    }

    /// Removes blobs that none of `live` refers to.
    pub fn keep_only<'a>(&mut self, live: impl Iterator<Item = &'a Content>) {
        if self.kept.is_empty() {
            return;
        }
        let sources: std::collections::BTreeSet<u64> =
            live.flat_map(|content| content.runs()).map(|run| run.origin.source).collect();
        self.kept.retain(|source, _| sources.contains(source));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(bytes: &[u8], keep: bool) -> Blob {
        let mut blob = Blob::default();
        blob.push(bytes, keep);
        blob
    }

    #[test]
    fn bytes_come_back_in_file_order() {
        let mut blobs = Blobs::default();
        let mut file = blobs.add(blob(b"hello ", true));
        let second = blobs.add(blob(b"wordworld", true));
        file.put(6, &second.slice(4..9));
        assert_eq!(blobs.bytes(&file).unwrap(), b"hello world");
        assert_eq!(blobs.quick_xor(&file).unwrap(), "aCgDG9jwBhDc4Q1yawMZAAAAAAA=");
        blobs.keep_only(std::iter::empty());
        assert_eq!(blobs.bytes(&file), None);
    }

    #[test]
    fn discarded_bytes_still_have_a_hash() {
        let mut blobs = Blobs::default();
        let mut file = blobs.add(blob(b"hello ", false));
        let second = blobs.add(blob(b"world", false));
        file.put(6, &second);
        assert_eq!(blobs.bytes(&file), None);
        assert_eq!(blobs.quick_xor(&file).unwrap(), "aCgDG9jwBhDc4Q1yawMZAAAAAAA=");
    }
}
