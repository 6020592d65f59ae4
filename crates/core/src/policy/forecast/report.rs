//! What a forecast says.

use std::fmt;

use crate::policy::forecast::LATE_SHARE;

/// The rest of a file, and the life of its upload session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Bytes that the service does not hold yet.
    pub left_bytes: u64,
    /// How long they take at the speed of the last minutes, in milliseconds.
    pub takes_ms: u64,
    /// When the session expires, in milliseconds from now.
    pub expires_in_ms: u64,
    /// The speed of the last minutes.
    pub bytes_per_second: u64,
    /// At this speed the whole file takes longer than a session lives.
    pub never: bool,
    /// Larger pieces may save time: round trips take a good part of it, or that is not known. If not,
    /// bandwidth is the limit, and no size of pieces helps.
    pub larger_pieces: bool,
}

impl Late {
    /// By how much the session expires too early, in milliseconds: 0 if in time.
    pub fn late_by_ms(&self) -> u64 {
        let late = self.takes_ms.saturating_sub(self.expires_in_ms);
        if late > self.expires_in_ms / LATE_SHARE { late } else { 0 }
    }
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left_bytes, bytes_per_second, .. } = self;
        write!(
            f,
            "the upload session expires in {}, but the {left_bytes} bytes left take {} at the speed of the last \
             minutes ({bytes_per_second} bytes per second)",
            Span(self.expires_in_ms),
            Span(self.takes_ms)
        )?;
        if self.never {
            f.write_str("; at this speed the file cannot be sent within the life of a session")?;
        }
        if self.larger_pieces {
            f.write_str("; sending larger pieces")?;
        }
        Ok(())
    }
}

/// A session that would expire no further than an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hopeless {
    /// The size of the file.
    pub size: u64,
    /// How many bytes an expired session held at best.
    pub reached: u64,
    /// How many the present one would hold when it expires.
    pub would_reach: u64,
    /// How long such a session lives, in milliseconds.
    pub life_ms: u64,
    /// The speed.
    pub bytes_per_second: u64,
}

impl fmt::Display for Hopeless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, reached, would_reach, bytes_per_second, .. } = self;
        write!(
            f,
            "the file cannot be sent within the life of an upload session: it has {size} bytes, an upload session \
             expired after {} with {reached} of them, and at {bytes_per_second} bytes per second the next one would \
             expire with {would_reach}; a faster link, a higher rate limit (if one is set), a smaller file, or a \
             target whose sessions live longer would help",
            Span(self.life_ms)
        )
    }
}

/// A time for a person, in milliseconds.
struct Span(u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] = [(86_400_000, "days"), (3_600_000, "h"), (60_000, "min")];
        for (ms, name) in UNITS {
            // Two of a unit or more, so that a tenth is precise enough.
            if self.0 >= 2 * ms {
                let tenths = self.0.div_euclid(ms / 10);
                return write!(f, "{}.{} {name}", tenths / 10, tenths % 10);
            }
        }
        write!(f, "{} s", self.0.div_ceil(1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_a_person() {
        for (ms, expected) in [
            (0, "0 s"),
            (1, "1 s"),
            (119_000, "119 s"),
            (120_000, "2.0 min"),
            (900_000, "15.0 min"),
            (86_400_000, "24.0 h"),
            (5 * 86_400_000 / 2, "2.5 days"),
        ] {
            assert_eq!(Span(ms).to_string(), expected);
        }
    }
}
