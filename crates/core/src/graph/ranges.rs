//! `nextExpectedRanges`: the missing bytes.
//!
//! The service writes them in many forms: `"0-"`, `"26-"`, `"12345-55232"`, a bare `"2097152"`,
//! several of them, an end one past the last byte, an empty list, or no list (MicrosoftDocs:
//! resources/uploadsession.md; OneDrive/onedrive-api-docs issues 75 and 1273).

use std::ops::Range;

use serde_json::Value;

/// The missing ranges: sorted, disjoint, none empty, none beyond the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Missing(Vec<Range<u64>>);

impl Missing {
    /// Everything from `start` to the end of the file.
    pub fn from_start(start: u64, size: u64) -> Self {
        Self((start < size).then_some(start..size).into_iter().collect())
    }

    /// Nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first missing byte, or `None` if the file is complete.
    pub fn start(&self) -> Option<u64> {
        self.first().map(|range| range.start)
    }

    /// The lowest missing range.
    pub fn first(&self) -> Option<Range<u64>> {
        self.0.first().cloned()
    }

    /// Number of missing bytes.
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }

    /// Whether sending `piece` would leave nothing missing.
    pub fn completed_by(&self, piece: &Range<u64>) -> bool {
        self.0.iter().all(|range| piece.start <= range.start && range.end <= piece.end)
    }

    /// The same for a kind that takes bytes in order only: everything from the first missing byte
    /// on must be sent again (OneDrive/onedrive-api-docs issue 93).
    pub fn in_order(&self, size: u64) -> Self {
        Self::from_start(self.start().unwrap_or(size), size)
    }

    /// The same, plus everything from `start` on, which was never sent.
    pub fn and_from(&self, start: u64, size: u64) -> Self {
        let mut ranges = self.0.clone();
        ranges.extend(Self::from_start(start, size).0);
        ranges.sort_by_key(|range| (range.start, range.end));
        Self(merge(ranges))
    }

    /// Removes bytes that have arrived.
    pub fn remove(&mut self, piece: &Range<u64>) {
        let rest = self.0.iter().flat_map(|range| {
            let before = range.start..range.end.min(piece.start);
            let after = range.start.max(piece.end)..range.end;
            [before, after]
        });
        self.0 = rest.filter(|range| range.start < range.end).collect();
    }

    /// Parses a list of the service. `None` if there is no list, or one that cannot be parsed: both
    /// mean that the service has not reported its position.
    pub fn parse(list: Option<&Value>, size: u64) -> Option<Self> {
        let entries = match list? {
            Value::Array(entries) => entries.iter().map(|entry| parse_entry(entry, size)).collect(),
            single => parse_entry(single, size).map(|range| vec![range]),
        };
        let mut ranges: Vec<Range<u64>> = entries?;
        ranges.retain(|range| range.start < range.end);
        ranges.sort_by_key(|range| (range.start, range.end));
        Some(Self(merge(ranges)))
    }
}

/// One entry, clamped to the file; an entry that starts at or beyond the end is an empty range.
fn parse_entry(entry: &Value, size: u64) -> Option<Range<u64>> {
    let text = match entry {
        Value::String(text) => text.trim(),
        Value::Number(number) => return number.as_u64().map(|start| start.min(size)..size),
        _ => return None,
    };
    let (start, end) = text.split_once('-').unwrap_or((text, ""));
    let start = number(start)?;
    let end = match end.trim() {
        "" => size,
        last => number(last)?.saturating_add(1).min(size),
    };
    if end <= start && start < size {
        return None;
    }
    Some(start.min(size)..end.max(start.min(size)))
}

fn number(text: &str) -> Option<u64> {
    let digits = text.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn merge(sorted: Vec<Range<u64>>) -> Vec<Range<u64>> {
    let mut merged: Vec<Range<u64>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
// Lists of ranges are what is tested here, and some have one entry.
#[allow(clippy::single_range_in_vec_init)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(list: Value) -> Option<Vec<Range<u64>>> {
        Missing::parse(Some(&list), 100).map(|missing| missing.0)
    }

    #[test]
    fn every_documented_form() {
        let cases: Vec<(Value, Option<Vec<Range<u64>>>)> = vec![
            (json!(["0-"]), Some(vec![0..100])),
            (json!(["26-"]), Some(vec![26..100])),
            (json!(["26"]), Some(vec![26..100])),
            (json!([26]), Some(vec![26..100])),
            (json!("26-"), Some(vec![26..100])),
            (json!([" 26 - "]), Some(vec![26..100])),
            (json!(["26-99"]), Some(vec![26..100])),
            (json!(["26-100"]), Some(vec![26..100])),
            (json!(["99-99"]), Some(vec![99..100])),
            (json!(["40-49", "10-19"]), Some(vec![10..20, 40..50])),
            (json!([]), Some(vec![])),
            (json!(["100-"]), Some(vec![])),
            (json!(["100"]), Some(vec![])),
            (json!(["250-300"]), Some(vec![])),
            (json!(["18446744073709551615-"]), Some(vec![])),
            (json!(["10-18446744073709551615"]), Some(vec![10..100])),
        ];
        for (list, expected) in cases {
            assert_eq!(parsed(list.clone()), expected, "{list}");
        }
    }

    #[test]
    fn what_says_nothing() {
        for list in [
            json!(["-"]),
            json!(["-5"]),
            json!(["x-"]),
            json!(["5-x"]),
            json!(["9-5"]),
            json!(["9-8"]),
            json!([null]),
            json!({}),
            json!(null),
            json!([-1]),
            json!([1.5]),
            json!(["+5-"]),
            json!(["99999999999999999999-"]),
        ] {
            assert_eq!(parsed(list.clone()), None, "{list}");
        }
        assert_eq!(Missing::parse(None, 100), None);
    }

    #[test]
    fn several_missing_ranges() {
        let list = json!(["50-59", "10-19", "15-24", "25-26", "90-100"]);
        let mut missing = Missing::parse(Some(&list), 100).expect("a list");
        assert_eq!(missing.0, vec![10..27, 50..60, 90..100]);
        assert_eq!(missing.bytes(), 37);
        assert!(!missing.completed_by(&(10..27)));
        assert!(missing.completed_by(&(10..100)));
        missing.remove(&(12..55));
        assert_eq!(missing.0, vec![10..12, 55..60, 90..100]);
        missing.remove(&(0..100));
        assert!(missing.is_empty());
    }
}
