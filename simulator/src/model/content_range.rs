//! `Content-Range`, parsed strictly.

use std::ops::Range;

/// The range of a piece, and its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRange {
    /// The offsets of its bytes.
    pub range: Range<u64>,
    /// The size of the file; `None` for `*`, an unknown total.
    pub total: Option<u64>,
}

impl PieceRange {
    /// Whether the piece ends its file.
    pub fn is_last(&self) -> bool {
        self.total == Some(self.range.end)
    }
}

/// Parses `bytes {start}-{end}/{total}`: one space, decimal digits or `*` for the total, nothing
/// else.
pub fn content_range(text: &str) -> Option<PieceRange> {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (start, last) = range.split_once('-')?;
    let (start, last) = (number(start)?, number(last)?);
    let total = if total == "*" { None } else { Some(number(total)?) };
    let lawful = start <= last && last < total.unwrap_or(u64::MAX);
    lawful.then(|| PieceRange { range: start..last + 1, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_content_range() {
        assert_eq!(content_range("bytes 0-0/1"), Some(PieceRange { range: 0..1, total: Some(1) }));
        assert_eq!(content_range("bytes 5-9/10"), Some(PieceRange { range: 5..10, total: Some(10) }));
        assert_eq!(content_range("bytes 5-9/*"), Some(PieceRange { range: 5..10, total: None }));
        for wrong in [
            "",
            "bytes",
            "bytes  0-0/1",
            "bytes=0-0/1",
            "Bytes 0-0/1",
            "0-0/1",
            "bytes 0-0/**",
            "bytes 18446744073709551615-18446744073709551615/*",
            "bytes */1",
            "bytes 0--1/0",
            "bytes 0-0/0",
            "bytes 1-0/2",
            "bytes 0-1/1",
            "bytes +0-0/1",
            "bytes 0-0/1 ",
            "bytes 0-0/99999999999999999999",
            "bytes 0 -0/1",
            "bytes 0-0",
        ] {
            assert_eq!(content_range(wrong), None, "{wrong:?}");
        }
    }
}
