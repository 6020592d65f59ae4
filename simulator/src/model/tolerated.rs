//! Requests that the service takes although a careful client would not send them.

use super::Model;
use super::message::Head;

/// What a request has that is tolerated. Filled where requests are read, reported once by [`Model::report`].
#[derive(Debug, Clone, Default)]
pub struct Tolerated(Vec<String>);

impl Tolerated {
    /// Notes something, in words that follow "a request with".
    pub fn note(&mut self, what: impl Into<String>) {
        self.0.push(what.into());
    }

    /// How many things there are.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Adds what another part of the reading has noted.
    pub fn append(&mut self, other: Tolerated) {
        self.0.extend(other.0);
    }
}

impl Model {
    /// Makes violations of what was tolerated, if the service is strict.
    pub(super) fn report(&mut self, head: &Head, tolerated: Tolerated) {
        if self.config.strict {
            let violations = tolerated.0.iter().map(|what| format!("{} with {what}", head.method));
            self.violations.extend(violations);
        }
    }

    /// Reports a single thing that is tolerated.
    pub(super) fn tolerate(&mut self, head: &Head, what: impl Into<String>) {
        self.report(head, Tolerated(vec![what.into()]));
    }
}
