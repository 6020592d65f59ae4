//! When a drive considers two names equal, and the names that it gives to a file whose own name is
//! taken.
//!
//! A drive stores names in Unicode's form NFC (OneDrive/onedrive-api-docs issue 351), without
//! spaces at the ends and dots at the end, and compares them ignoring case (rclone/rclone:
//! docs/content/onedrive.md). Some responses percent-encode them (tonimelisma/onedrive-go:
//! spec/reference/graph-api-quirks.md).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::kinds::name::composed;

/// Whether a file uploaded as `wanted` can be stored as `stored`.
pub(super) fn same_name(stored: &str, wanted: &str) -> bool {
    let wanted = folded(wanted);
    spellings(stored).any(|stored| folded(&stored) == wanted)
}

/// Whether a file uploaded as `wanted` under `rename` can be stored as `stored`: under its own
/// name, or with a number after the stem, `report 1.pdf` for `report.pdf`.
pub(super) fn could_be_named(stored: &str, wanted: &str) -> bool {
    same_name(stored, wanted) || {
        let wanted = folded(wanted);
        spellings(stored).any(|stored| is_numbered(&folded(&stored), &wanted))
    }
}

/// A name as given, and decoded if it is percent-encoded.
fn spellings(name: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = percent_decode_str(name).decode_utf8().ok();
    [Cow::Borrowed(name)].into_iter().chain(decoded)
}

/// A name in the form used for comparison. Letters whose lower case is longer than one character
/// stay: to the service, whose rules are no language's, `İ` (U+0130) is not `i`, and neither is `ı`
/// (U+0131).
fn folded(name: &str) -> String {
    let stored = composed(name);
    let kept = stored.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    // A name of only dots is invalid; it is compared as it is.
    let kept = if kept.is_empty() { stored.as_str() } else { kept };
    kept.chars().map(small).collect()
}

fn small(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Whether `stored` is `wanted` with a space and a number before the extension. Both are folded.
fn is_numbered(stored: &str, wanted: &str) -> bool {
    let (stem, extension) = match wanted.rfind('.') {
        Some(dot) if dot > 0 => wanted.split_at(dot),
        _ => (wanted, ""),
    };
    let number = stored.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension));
    number
        .and_then(|rest| rest.strip_prefix(' '))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_the_same_to_a_drive() {
        for (stored, wanted, expected) in [
            ("report.pdf", "report.pdf", true),
            ("Report.PDF", "report.pdf", true),
            // NFC of what came as NFD, and the other way about.
            ("\u{e9}t\u{e9}.txt", "e\u{301}te\u{301}.txt", true),
            ("e\u{301}t\u{e9}.txt", "\u{e9}te\u{301}.txt", true),
            ("\u{c9}T\u{c9}.txt", "e\u{301}te\u{301}.txt", true),
            ("ete.txt", "\u{e9}t\u{e9}.txt", false),
            ("\u{d55c}\u{ae00}.txt", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}.txt", true),
            ("\u{d55c}.txt", "\u{d558}.txt", false),
            // Two marks in either order are one letter.
            ("a\u{323}\u{302}", "a\u{302}\u{323}", true),
            // What only looks alike is another name.
            ("\u{fb01}le", "file", false),
            ("\u{ff41}", "a", false),
            // Ends.
            ("a.txt", " a.txt", true),
            ("a.txt", "a.txt ", true),
            ("a", "a.", true),
            ("a", "a. . ", true),
            (".a", "a", false),
            ("a b", "a  b", false),
            ("...", "..", false),
            // Letters of languages with rules of their own.
            ("I", "i", true),
            ("\u{130}", "i", false),
            ("\u{131}", "i", false),
            ("\u{130}.txt", "I\u{307}.txt", true),
            ("\u{df}", "ss", false),
            ("\u{416}", "\u{436}", true),
            // Percent-encoded responses, and names that hold such text themselves.
            ("a%20b.txt", "a b.txt", true),
            ("%C3%A9.txt", "e\u{301}.txt", true),
            ("a%20b.txt", "a%20b.txt", true),
            ("a b.txt", "a%20b.txt", false),
            ("100%25.txt", "100%.txt", true),
            ("%ff", "%ff", true),
        ] {
            assert_eq!(same_name(stored, wanted), expected, "{stored:?} {wanted:?}");
            assert!(!expected || could_be_named(stored, wanted), "{stored:?} {wanted:?}");
        }
    }

    #[test]
    fn names_of_files_whose_own_is_taken() {
        for (stored, wanted, expected) in [
            ("report 1.pdf", "report.pdf", true),
            ("report 12.pdf", "report.pdf", true),
            ("REPORT 1.pdf", "report.PDF", true),
            ("a%20b 1.txt", "a b.txt", true),
            ("\u{e9} 1.txt", "e\u{301}.txt", true),
            ("report 1.pdf", " report.pdf.", true),
            ("report 1", "report", true),
            (".profile 1", ".profile", true),
            ("a.tar 1.gz", "a.tar.gz", true),
            ("report1.pdf", "report.pdf", false),
            ("report .pdf", "report.pdf", false),
            ("report 1.txt", "report.pdf", false),
            ("report -1.pdf", "report.pdf", false),
            ("reports.pdf", "report.pdf", false),
            ("my report.pdf", "report.pdf", false),
        ] {
            assert_eq!(could_be_named(stored, wanted), expected, "{stored:?} {wanted:?}");
        }
    }
}
