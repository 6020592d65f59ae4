//! Times as the service writes them.

use std::time::UNIX_EPOCH;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::graph::response::Response;
use crate::graph::retry_after::server_time;

/// A time (RFC 3339, any number of fraction digits) in milliseconds since 1970; `None` if it is not one.
pub fn unix_ms(text: &str) -> Option<u64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

/// When the service sent a response, by its own clock, in milliseconds since 1970.
pub fn sent_at_ms(response: &Response) -> Option<u64> {
    let since = server_time(response)?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    #[test]
    fn times_in_every_form_that_was_seen() {
        for (text, expected) in [
            ("2015-01-29T09:21:55.523Z", Some(1_422_523_315_523)),
            ("2022-06-09T10:45:27.4324526Z", Some(1_654_771_527_432)),
            ("2015-03-28T01:51:08.2520582+00:00", Some(1_427_507_468_252)),
            ("2015-03-28T03:51:08.123456789012+02:00", Some(1_427_507_468_123)),
            ("2015-03-28T01:51:08Z", Some(1_427_507_468_000)),
            ("1969-12-31T00:00:00Z", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(unix_ms(text), expected, "{text}");
        }
    }

    #[test]
    fn the_clock_of_the_service_is_the_date_of_its_response() {
        let response = |headers: &[(&str, &str)]| Response {
            status: 200,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            end: BodyEnd::Whole,
            early: false,
        };
        assert_eq!(sent_at_ms(&response(&[("date", "Thu, 01 Jan 1970 00:01:00 GMT")])), Some(60_000));
        assert_eq!(sent_at_ms(&response(&[("Date", "now")])), None);
        assert_eq!(sent_at_ms(&response(&[])), None);
    }
}
