//! Texts in PEM (RFC 7468). What is read of them is wiped, since a private key can be anywhere in them, which the parser
//! of the TLS library does not do with its buffers.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

/// One part of a text, between its marks.
pub(crate) struct Section<'a> {
    pub(crate) label: &'a [u8],
    lines: &'a [u8],
}

/// All parts of a text; `None` when one has no end.
pub(crate) fn sections(text: &[u8]) -> Option<Vec<Section<'_>>> {
    let (mut sections, mut rest) = (Vec::new(), text);
    while let Some((_, after)) = split(rest, b"-----BEGIN ") {
        let (label, after) = split(after, b"-----")?;
        let (lines, after) = split(after, b"-----END ")?;
        sections.push(Section { label, lines });
        rest = after;
    }
    Some(sections)
}

/// What stands before a mark and behind it.
fn split<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

impl Section<'_> {
    /// What the base64 text stands for.
    pub(crate) fn der(&self) -> Option<Zeroizing<Vec<u8>>> {
        let mut base64 = Zeroizing::new(Vec::with_capacity(self.lines.len()));
        base64.extend(self.lines.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let mut der = Zeroizing::new(vec![0; base64.len()]);
        let count = BASE64_STANDARD.decode_slice(&base64, &mut der).ok()?;
        der.truncate(count);
        Some(der)
    }
}
