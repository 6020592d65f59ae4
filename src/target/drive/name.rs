//! The names that the service gives to a file whose own name is taken: `report 1.pdf` for `report.pdf`.

use percent_encoding::percent_decode_str;

/// Whether a file that was uploaded as `wanted` under `rename` can be stored as `stored`. Names are compared without
/// regard to case, and some replies have them percent-encoded (tonimelisma/onedrive-go:
/// spec/reference/graph-api-quirks.md).
pub(super) fn could_be_named(stored: &str, wanted: &str) -> bool {
    is_twin(stored, wanted)
        || percent_decode_str(stored).decode_utf8().is_ok_and(|name| is_twin(&name, wanted))
}

fn is_twin(stored: &str, wanted: &str) -> bool {
    let (stored, wanted) = (stored.to_lowercase(), wanted.to_lowercase());
    if stored == wanted {
        return true;
    }
    let (stem, extension) = match wanted.rfind('.') {
        Some(dot) if dot > 0 => wanted.split_at(dot),
        _ => (wanted.as_str(), ""),
    };
    let number = stored.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension));
    number
        .and_then(|rest| rest.strip_prefix(' '))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::could_be_named;

    #[test]
    fn twins() {
        for (stored, wanted, expected) in [
            ("report.pdf", "report.pdf", true),
            ("Report.PDF", "report.pdf", true),
            ("report 1.pdf", "report.pdf", true),
            ("report 12.pdf", "report.pdf", true),
            ("a%20b 1.txt", "a b.txt", true),
            ("report", "report", true),
            ("report 1", "report", true),
            (".profile 1", ".profile", true),
            ("report1.pdf", "report.pdf", false),
            ("report .pdf", "report.pdf", false),
            ("report 1.txt", "report.pdf", false),
            ("reports.pdf", "report.pdf", false),
            ("my report.pdf", "report.pdf", false),
        ] {
            assert_eq!(could_be_named(stored, wanted), expected, "{stored} {wanted}");
        }
    }
}
