//! Why an exchange failed.

use std::io;

use crate::net::resources;
use graph_upload_core::graph::response::Cause;

/// Why an exchange failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) why: Cause,
    pub(crate) detail: String,
    pub(crate) os_error: i32,
}

impl Failure {
    pub(crate) fn new(why: Cause, detail: impl Into<String>) -> Self {
        Self { why, detail: detail.into(), os_error: 0 }
    }

    /// The system's own text. Library errors are reduced to their kind, because their texts can
    /// quote. A lack of local resources is reported as such, whatever was tried.
    pub(crate) fn io(why: Cause, error: &io::Error) -> Self {
        if let Some(failure) = resources::lacking(error) {
            return failure;
        }
        let (detail, os_error) = match error.raw_os_error() {
            Some(code) => (io::Error::from_raw_os_error(code).to_string(), code),
            None => (error.kind().to_string(), 0),
        };
        Self { why, detail, os_error }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(Cause::Cancelled, "")
    }

    pub(crate) fn closed() -> Self {
        Self::new(Cause::Closed, "the peer closed the connection")
    }
}
