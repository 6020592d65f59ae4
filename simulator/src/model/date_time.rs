//! Calendar times.

/// A second of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Days since 1970.
    pub days: i64,
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
    /// The hour.
    pub hour: i64,
    /// The minute.
    pub minute: i64,
    /// The second.
    pub second: i64,
}

impl Civil {
    /// Converts Unix seconds by counting days from 1 March of year 0, so that leap days come last.
    pub fn at(seconds: i64) -> Civil {
        let days = seconds.div_euclid(86_400);
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let rest = seconds.rem_euclid(86_400);
        Civil { days, year, month, day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60 }
    }

    /// `2022-06-09T10:45:27`.
    pub fn text(&self) -> String {
        let Civil { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// A time in a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    /// The time in UTC, with its fraction as given.
    pub utc: String,
    /// Whether it had an offset instead of `Z`.
    pub has_offset: bool,
}

/// Parses an `Edm.DateTimeOffset`: optional seconds, an optional fraction of up to twelve digits,
/// `Z` or an offset (`oasis-tcs/odata-abnf:abnf/odata-abnf-construction-rules.txt`).
pub fn read(text: &str) -> Option<Given> {
    let (date, time) = text.split_once('T')?;
    let (time, zone) = time.split_at(time.find(['Z', '+', '-'])?);
    let (time, fraction) = time.split_once('.').map_or((time, None), |(time, f)| (time, Some(f)));
    if fraction.is_some_and(|digits| !(1..=12).contains(&digits.len()) || !is_digits(digits)) {
        return None;
    }
    let seconds = days(date)? * 86_400 + of_day(time, fraction.is_some())?;
    let utc = Civil::at(seconds - offset_minutes(zone)? * 60);
    if !(1..=9999).contains(&utc.year) {
        return None;
    }
    let fraction = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
    Some(Given { utc: format!("{}{fraction}Z", utc.text()), has_offset: zone != "Z" })
}

/// The second of the day. A fraction requires seconds before it.
fn of_day(time: &str, has_fraction: bool) -> Option<i64> {
    let minutes = numbers(time, ':', [(2, 23), (2, 59)]).filter(|_| !has_fraction);
    let [hour, minute, second] = match minutes {
        Some([hour, minute]) => [hour, minute, 0],
        None => numbers(time, ':', [(2, 23), (2, 59), (2, 59)])?,
    };
    Some((hour * 60 + minute) * 60 + second)
}

/// Days from 1970 to a date, which must exist.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = numbers(date, '-', [(4, 9999), (2, 12), (2, 31)])?;
    let (from_march, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = from_march.div_euclid(4) - from_march.div_euclid(100) + from_march.div_euclid(400);
    let days = from_march * 365 + leap_days + (153 * shifted + 2) / 5 + day - 1 - 719_468;
    let same = Civil::at(days * 86_400);
    (year > 0 && (same.year, same.month, same.day) == (year, month, day)).then_some(days)
}

/// Offsets go up to 14 hours in either direction.
fn offset_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, offset) = match zone.strip_prefix('+') {
        Some(offset) => (1, offset),
        None => (-1, zone.strip_prefix('-')?),
    };
    let [hours, minutes] = numbers(offset, ':', [(2, 14), (2, 59)])?;
    let minutes = hours * 60 + minutes;
    (minutes <= 14 * 60).then_some(sign * minutes)
}

/// Numbers of exactly this many digits, none above its limit.
fn numbers<const N: usize>(text: &str, separator: char, shape: [(usize, i64); N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, (digits, most)) in numbers.iter_mut().zip(shape) {
        let part = parts.next().filter(|part| part.len() == digits && is_digits(part))?;
        *number = part.parse().ok().filter(|number| *number <= most)?;
    }
    parts.next().is_none().then_some(numbers)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_times() {
        for (text, utc) in [
            ("2020-01-02T03:04:05Z", Some("2020-01-02T03:04:05Z")),
            ("2020-01-02T03:04:05.1234567+00:00", Some("2020-01-02T03:04:05.1234567Z")),
            ("2020-03-01T00:30:00+01:00", Some("2020-02-29T23:30:00Z")),
            ("2019-12-31T23:59:59-00:01", Some("2020-01-01T00:00:59Z")),
            ("1601-01-01T00:00:00Z", Some("1601-01-01T00:00:00Z")),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("9999-12-31T23:59:59.999999999999Z", Some("9999-12-31T23:59:59.999999999999Z")),
            ("2020-01-02T03:04:05-14:00", Some("2020-01-02T17:04:05Z")),
            ("0001-01-01T00:00:00+00:01", None),
            ("9999-12-31T23:59:59-00:01", None),
            ("0000-01-01T00:00:00Z", None),
            ("2020-01-02T03:04:05", None),
            ("2020-01-02T03:04Z", Some("2020-01-02T03:04:00Z")),
            ("2020-01-02T03:04+01:30", Some("2020-01-02T01:34:00Z")),
            ("2020-01-02T03:04.5Z", None),
            ("2020-01-02T03Z", None),
            ("2020-01-02T03:04:05.Z", None),
            ("2020-01-02T03:04:05.1234567890123Z", None),
            ("2020-01-02T03:04:05+0000", None),
            ("2020-01-02T03:04:05+14:01", None),
            ("2020-01-02T03:04:05Zx", None),
            ("2020-13-02T03:04:05Z", None),
            ("2021-02-29T03:04:05Z", None),
            ("2020-04-31T03:04:05Z", None),
            ("2020-01-00T03:04:05Z", None),
            ("2020-01-02T24:00:00Z", None),
            ("2020-01-02T03:60:05Z", None),
            ("2020-01-02T03:04:60Z", None),
            ("2020-1-2T03:04:05Z", None),
            ("20-01-02T03:04:05Z", None),
            ("2020-01-02 03:04:05Z", None),
            ("yesterday", None),
        ] {
            assert_eq!(read(text).map(|given| given.utc).as_deref(), utc, "{text}");
        }
        assert!(!read("2020-01-02T03:04:05Z").unwrap().has_offset);
        assert!(read("2020-01-02T03:04:05+00:00").unwrap().has_offset);
    }
}
