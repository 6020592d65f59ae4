//! The heads of responses, as they arrive byte by byte or at once.

use graph_upload::fuzzing::HeadScanner;

/// The limit of the transport.
const MAX_HEAD: usize = 64 * 1024;

/// Input: a byte that says how the rest is cut, and what arrives.
pub fn run(data: &[u8]) {
    let Some((&cut, text)) = data.split_first() else { return };
    let (whole, _) = arrive(text, text.len().max(1));
    let (cut, scanner) = arrive(text, usize::from(cut) + 1);
    if let Ok(Some(end)) = cut {
        let kept = scanner.kept();
        assert!(end <= MAX_HEAD && end <= kept.len());
        assert!(kept.starts_with(b"HTTP/1.") && kept[..end].ends_with(b"\n"));
        for (name, value) in scanner.headers(end) {
            assert!(!name.contains('\n') && !value.contains('\n'));
        }
    }
    // Far below the limits nothing depends on how the bytes arrive.
    if text.len() < MAX_HEAD / 2 {
        assert_eq!(whole, cut);
    }
}

/// Lets a text arrive in pieces of a length, up to the end of the head.
fn arrive(text: &[u8], length: usize) -> (Result<Option<usize>, String>, HeadScanner) {
    let mut scanner = HeadScanner::default();
    let mut seen = Ok(None);
    for piece in text.chunks(length) {
        seen = scanner.arrive(piece);
        if !matches!(seen, Ok(None)) {
            break;
        }
    }
    (seen, scanner)
}
