//! The log.

use std::fmt;
use std::sync::Arc;

use crate::host::calling_back;

/// Severity of a log message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// A fault that the library handles.
    Warning,
    /// A request and its outcome.
    Info,
}

/// Receives log messages. They never contain a token or an upload URL.
pub type LogCallback = Arc<dyn Fn(LogLevel, &str) + Send + Sync>;

/// The log callback, if one is set.
pub(crate) struct Log(pub(super) Option<LogCallback>);

impl Log {
    /// Logs a message, which is built only if a callback is set.
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
