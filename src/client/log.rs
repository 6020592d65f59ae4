//! The log.

use std::fmt;
use std::sync::Arc;

use crate::host::calling_back;

/// How weighty a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something went wrong and the library deals with it.
    Warning,
    /// A request and what came back.
    Info,
}

/// Takes a line of the log. No token and no upload URL is ever in it.
pub type LogCallback = Arc<dyn Fn(LogLevel, &str) + Send + Sync>;

/// The log, if anyone takes it.
pub(crate) struct Log(pub(super) Option<LogCallback>);

impl Log {
    /// Writes a line, which is only made when someone takes it.
    pub fn write(&self, level: LogLevel, line: impl FnOnce() -> String) {
        if let Some(callback) = &self.0 {
            let line = line();
            calling_back(None, || callback(level, &line));
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Log(on)" } else { "Log(off)" })
    }
}
