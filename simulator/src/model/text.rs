//! Times and escapes in the service's forms.

use std::fmt::Write;

use super::date_time::Civil;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Characters of an id that stay unescaped in a path segment; ids contain `=`, `-` and `_`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'=');
/// As above, with `=` escaped too.
const SEGMENT_TIGHT: &AsciiSet = &SEGMENT.add(b'=');

/// Escapes a path segment, except `=`.
pub fn escape(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// Escapes a path segment, including `=`.
pub fn escape_tight(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT_TIGHT).to_string()
}

/// Escapes a path segment, writing non-ASCII characters as `%uXXXX`, in UTF-16.
pub fn escape_unicode(segment: &str) -> String {
    segment.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii() {
            text += &escape_tight(c.encode_utf8(&mut [0; 4]));
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(text, "%u{unit:04x}");
            }
        }
        text
    })
}

/// Decodes percent escapes once. `None` if an escape is malformed or the result is not UTF-8.
pub fn unescape(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let malformed =
        |i: usize| !bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if bytes.iter().enumerate().any(|(i, byte)| *byte == b'%' && malformed(i)) {
        return None;
    }
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A time as `2022-06-09T10:45:27.4324526Z`: seven digits of a second, of which the last four carry
/// no information here.
pub fn iso7(ms: u64) -> String {
    format!("{}.{:03}4526Z", civil(ms).text(), ms % 1000)
}

/// A time as `2022-06-09T10:45:27Z`.
pub fn iso(ms: u64) -> String {
    format!("{}Z", civil(ms).text())
}

/// A time as `5/31/2019 7:33:29 AM`.
pub fn us_time(ms: u64) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = civil(ms);
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{month}/{day}/{year} {}:{minute:02}:{second:02} {half}", (hour + 11) % 12 + 1)
}

/// A time in the form of the `Date` header.
pub fn http_date(ms: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { days, year, month, day, hour, minute, second } = civil(ms);
    let (weekday, month) = (DAYS[(days % 7) as usize], MONTHS[month as usize - 1]);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

fn civil(ms: u64) -> Civil {
    Civil::at((ms / 1000) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(us_time(1_559_288_009_000), "5/31/2019 7:33:29 AM");
        assert_eq!(us_time(951_782_400_000), "2/29/2000 12:00:00 AM");
        assert_eq!(iso7(1_654_771_527_432), "2022-06-09T10:45:27.4324526Z");
    }

    #[test]
    fn escapes() {
        assert_eq!(escape("AAMk-_/+é="), "AAMk-_%2F%2B%C3%A9=");
        assert_eq!(escape_unicode("a b=\u{e4}\u{1f600}"), "a%20b%3D%u00e4%ud83d%ude00");
        assert_eq!(unescape("AAMk%3D%2525").as_deref(), Some("AAMk=%25"));
        assert_eq!(unescape("50%"), None);
        assert_eq!(unescape("%zz"), None);
        assert_eq!(unescape("%ff"), None);
    }
}
