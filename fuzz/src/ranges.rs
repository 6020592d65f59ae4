//! Lists of ranges: whatever stands in one, what is read from it is sorted, disjoint, and within the file.

use std::ops::Range;

use graph_upload_core::graph::ranges::Missing;
use serde_json::Value;

/// Input: the file's size, a line break, and the list as JSON.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (size, list) = crate::halves(&text, '\n');
    let size = size.trim().parse().unwrap_or(100);
    let Ok(list) = serde_json::from_str::<Value>(list) else { return };
    let Some(holes) = Missing::parse(Some(&list), size) else { return };
    let ranges = lawful(&holes, size);
    let low = ranges.first().map_or(size, |range| range.start);
    let high = ranges.last().map_or(size, |range| range.end);

    assert_eq!(lawful(&holes.in_order(size), size), full(low, size), "everything from the first on");
    for start in [0, low, low.saturating_add(1), high, size] {
        let more = lawful(&holes.and_from(start.min(size), size), size);
        assert!(ranges.iter().all(|range| covers(&more, range)), "nothing is lost");
        assert!(start >= size || covers(&more, &(start..size)), "and the rest is wanted");
    }
    for piece in [0..low, low..high, low..low.saturating_add(1).min(size), 0..size] {
        let mut rest = holes.clone();
        rest.remove(&piece);
        let left = lawful(&rest, size);
        assert_eq!(left.is_empty(), holes.completed_by(&piece), "{piece:?} of {ranges:?}");
        assert!(left.iter().all(|range| range.end <= piece.start || range.start >= piece.end));
    }
}

/// The ranges, taken out one by one.
fn lawful(holes: &Missing, size: u64) -> Vec<Range<u64>> {
    let mut rest = holes.clone();
    let mut ranges: Vec<Range<u64>> = Vec::new();
    while let Some(first) = rest.first() {
        assert_eq!(rest.start(), Some(first.start));
        assert!(first.start < first.end && first.end <= size, "{first:?} of {size}");
        assert!(ranges.last().is_none_or(|last| last.end < first.start), "{ranges:?} {first:?}");
        rest.remove(&first);
        ranges.push(first);
    }
    assert!(rest.is_empty() && rest.bytes() == 0);
    let bytes: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    assert_eq!(holes.bytes(), bytes);
    ranges
}

fn full(start: u64, size: u64) -> Vec<Range<u64>> {
    (start < size).then_some(start..size).into_iter().collect()
}

fn covers(ranges: &[Range<u64>], wanted: &Range<u64>) -> bool {
    ranges.iter().any(|range| range.start <= wanted.start && wanted.end <= range.end)
}
