//! How a call or an upload ends.

use std::fmt;

use crate::error::{Details, Error};
use crate::upload::setback::Setback;

/// What has gone wrong, for the states to decide on, and the error in the making, which leaves at the end.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    cause: Setback,
    error: Error,
}

impl Failure {
    /// What has gone wrong.
    pub fn cause(&self) -> &Setback {
        &self.cause
    }

    /// Fills in parts of the error.
    pub fn with(self, fill: impl FnOnce(&mut Details)) -> Self {
        self.map(|error| error.with(fill))
    }

    /// Makes another error of the error.
    pub fn map(self, map: impl FnOnce(Error) -> Error) -> Self {
        Self { cause: self.cause, error: map(self.error) }
    }
}

impl From<Setback> for Failure {
    fn from(cause: Setback) -> Self {
        Self { error: cause.error(), cause }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}
