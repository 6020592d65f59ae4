//! Names in stored form.

use unicode_normalization::UnicodeNormalization;

/// A name in stored form: Unicode's NFC, without white space at the ends.
pub(crate) fn composed(name: &str) -> String {
    name.trim().nfc().collect()
}

/// Whether two names of attachments are equal. Case matters, and so do dots at the end: a mailbox
/// uses the name as a label, not as a key, so that two attachments can have the same one.
pub(crate) fn same_label(stored: &str, wanted: &str) -> bool {
    composed(stored) == composed(wanted)
}

#[cfg(test)]
mod tests {
    use super::same_label;

    #[test]
    fn names_of_attachments() {
        for (stored, wanted, same) in [
            ("a.txt", "a.txt", true),
            ("\u{e9}.txt", "e\u{301}.txt", true),
            ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}", true),
            ("a.txt", " a.txt ", true),
            ("A.txt", "a.txt", false),
            ("a", "a.", false),
            ("a b", "a%20b", false),
        ] {
            assert_eq!(same_label(stored, wanted), same, "{stored:?} {wanted:?}");
        }
    }
}
