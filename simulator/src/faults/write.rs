//! Formatting faults in the form that is parsed.

use std::fmt::{self, Display, Formatter};

use super::{Action, Fault, FaultResponse, When};

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.when)?;
        match (self.delay_ms, &self.action) {
            (ms, Action::Nothing) => write!(f, "delay:{ms}"),
            (0, action) => write!(f, "{action}"),
            (ms, action) => write!(f, "delay:{ms},{action}"),
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map_or("any", |kind| kind.name());
        f.write_str(if self.last_piece { "last" } else { kind })?;
        match (self.first, self.times) {
            (1, 1) => {}
            (1, u64::MAX) => f.write_str(":*")?,
            (first, 1) => write!(f, ":{first}")?,
            (first, u64::MAX) => write!(f, ":{first}x*")?,
            (first, times) => write!(f, ":{first}x{times}")?,
        }
        if let Some(bytes) = self.longer_than {
            write!(f, ">{bytes}")?;
        }
        match (&self.method, &self.part) {
            (None, None) => Ok(()),
            (None, Some(part)) => write!(f, "@{part}"),
            // Text has no syntax for a method alone; the part starts with it.
            (Some(method), part) => write!(f, "@{method} {}", part.as_deref().unwrap_or_default()),
        }
    }
}

impl Display for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Action::Nothing => f.write_str("delay:0"),
            Action::Instead(response) => write!(f, "{response}"),
            Action::After(response) => write!(f, "after:{response}"),
            Action::LoseResponse => f.write_str("lose"),
            Action::Cut { after, keep: false } => write!(f, "cut:{after}"),
            Action::Cut { after, keep: true } => write!(f, "cut-keep:{after}"),
            Action::Stall(after) => write!(f, "stall:{after}"),
            Action::Early { response, hold: false } => write!(f, "early:{response}"),
            Action::Early { response, hold: true } => write!(f, "hold:{response}"),
            Action::Keep(bytes) => write!(f, "keep:{bytes}"),
            Action::KeepThen(bytes, response) => write!(f, "keep-then:{bytes}:{response}"),
            Action::CommitLater(ms, response) => write!(f, "commit-later:{ms}:{response}"),
            Action::Ranges(ranges) => write!(f, "ranges:{}", ranges.join(",")),
            Action::Truncate(bytes) => write!(f, "truncate:{bytes}"),
            Action::Forget => f.write_str("forget"),
            Action::ForgetThen(response) => write!(f, "forget-then:{response}"),
            Action::Rewind(length) => write!(f, "rewind:{length}"),
            Action::RotateToken => f.write_str("rotate-token"),
            Action::OtherWrites(bytes, address) => write!(f, "other-writes:{bytes}:{address}"),
            Action::OtherRemoves(address) => write!(f, "other-removes:{address}"),
            Action::Quota(None) => f.write_str("quota:none"),
            Action::Quota(Some(bytes)) => write!(f, "quota:{bytes}"),
            Action::ShiftDate(ms) => write!(f, "shift-date:{ms}"),
            Action::Throttle(ms, 429) => write!(f, "throttle:{ms}"),
            Action::Throttle(ms, status) => write!(f, "throttle:{ms}:{status}"),
        }
    }
}

impl Display for FaultResponse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        for (name, value) in &self.headers {
            write!(f, ";{name}: {value}")?;
        }
        if self.body.is_empty() { Ok(()) } else { write!(f, ";body={}", self.body) }
    }
}
