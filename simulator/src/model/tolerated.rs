//! Requests that the service accepts although a careful client would not send them.

use super::Model;
use super::message::Head;

/// The tolerated deviations of a request. Collected while parsing, reported once by
/// [`Model::report`].
#[derive(Debug, Clone, Default)]
pub struct Tolerated(Vec<String>);

impl Tolerated {
    /// Notes a deviation, in words that follow "a request with".
    pub fn note(&mut self, what: impl Into<String>) {
        self.0.push(what.into());
    }

    /// Number of deviations.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Adds the notes of another part.
    pub fn append(&mut self, other: Tolerated) {
        self.0.extend(other.0);
    }
}

impl Model {
    /// Turns the deviations into violations, if the service is strict.
    pub(super) fn report(&mut self, head: &Head, tolerated: Tolerated) {
        if self.config.strict {
            let violations = tolerated.0.iter().map(|what| format!("{} with {what}", head.method));
            self.violations.extend(violations);
        }
    }

    /// Reports a single deviation.
    pub(super) fn tolerate(&mut self, head: &Head, what: impl Into<String>) {
        self.report(head, Tolerated(vec![what.into()]));
    }
}
