//! `Retry-After` and the service's clock.

use std::time::SystemTime;

use crate::graph::response::Response;

/// The wait that a response asks for, in milliseconds: whole seconds, decimal seconds
/// (MicrosoftDocs: concepts/throttling.md shows `2.128`) or a date, which is compared with the
/// response's own `Date`. No value, a negative number and a past date ask for no particular wait;
/// of several the longest counts.
pub fn retry_after_ms(response: &Response) -> Option<u64> {
    let waits = response.all("Retry-After").filter_map(|value| wait_ms(value.trim(), response));
    waits.max().filter(|wait| *wait > 0)
}

fn wait_ms(value: &str, response: &Response) -> Option<u64> {
    if value.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return decimal_ms(value);
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let wait = until.duration_since(server_time(response)?).ok()?;
    u64::try_from(wait.as_millis()).ok()
}

/// When the service sent the response, by its own clock. The local clock may be wrong and is never
/// used.
pub fn server_time(response: &Response) -> Option<SystemTime> {
    httpdate::parse_http_date(response.header("Date")?.trim()).ok()
}

/// Seconds with an optional fraction as milliseconds, rounded up.
fn decimal_ms(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = if whole.is_empty() { 0 } else { whole.parse::<u64>().unwrap_or(u64::MAX) };
    let digit = |place: usize| fraction.as_bytes().get(place).map_or(0, |byte| u64::from(byte - b'0'));
    let rest = u64::from(fraction.bytes().skip(3).any(|byte| byte != b'0'));
    let thousandths = digit(0) * 100 + digit(1) * 10 + digit(2) + rest;
    Some(seconds.saturating_mul(1000).saturating_add(thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    fn response(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Response { status: 429, headers, body: Vec::new(), end: BodyEnd::Whole, early: false }
    }

    #[test]
    fn retry_after_in_all_forms() {
        let cases = [
            ("120", Some(120_000)),
            ("3600", Some(3_600_000)),
            ("2.128", Some(2_128)),
            ("0.249", Some(249)),
            ("0.0001", Some(1)),
            (".5", Some(500)),
            ("1.", Some(1_000)),
            (" 7 ", Some(7_000)),
            ("0", None),
            ("-5", None),
            ("soon", None),
            ("1e3", None),
            ("1.5s", None),
            ("", None),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10_000)),
            ("Sun, 06 Nov 1994 08:49:30 GMT", None),
        ];
        for (value, expected) in cases {
            let response = response(&[("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", value)]);
            assert_eq!(retry_after_ms(&response), expected, "{value:?}");
        }
        assert_eq!(retry_after_ms(&response(&[])), None);
        let several =
            [("Retry-After", "1"), ("retry-after", "7"), ("Retry-After", "soon"), ("Retry-After", "2")];
        assert_eq!(retry_after_ms(&response(&several)), Some(7_000));
        let no_date = response(&[("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")]);
        assert_eq!(retry_after_ms(&no_date), None, "without the service's clock a date says nothing");
    }
}
