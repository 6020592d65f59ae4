//! What the service asks this upload, and others beside it, to wait.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::endpoint::{Endpoint, UploadHost};
use crate::graph::reply::Reply;
use crate::graph::request::{Purpose, Request};
use crate::graph::retry_after;
use crate::kinds::Family;
use crate::policy::retry::Millis;
use crate::policy::throttle::{self, Scope};
use crate::upload::machine::Upload;
use crate::upload::state::State;

impl Upload {
    /// Takes over the wait that a reply asks for, whatever else it says. Kept beyond a pause: the service's wish
    /// outlives the caller's patience.
    pub(super) fn note_retry_after(&mut self, now: Millis, reply: &Reply) {
        if is_made(Defect::RetryAfterIgnored) {
            return;
        }
        if let Some(wait) = retry_after::retry_after_ms(reply) {
            self.throttled_until = self.throttled_until.max(now.saturating_add(wait));
        }
    }

    pub(super) fn wait_is_too_long(&self, now: Millis) -> bool {
        let since = self.held_back_since.unwrap_or(now);
        let until = self.throttled_until.min(self.resting_until());
        until > now && until.saturating_sub(since) > self.plan.policy.elapsed_ms
    }

    /// What a request changes together with others, which it must not overlap: creations and completions at one message
    /// or event.
    pub fn line(&self, request: &Request) -> Option<String> {
        let changes =
            matches!(request.purpose, Purpose::Create | Purpose::Inline | Purpose::Piece { last: true, .. });
        let exchange = matches!(self.family(), Family::Exchange);
        let look = self.plan.target.look().filter(|_| changes && exchange)?;
        look.path.split('?').next().map(str::to_owned)
    }

    /// What the service throttles together with a request.
    pub fn scope(&self, request: &Request) -> Scope {
        Scope::new(&Endpoint::origin_and_path(request.url.expose()).0, &self.throttled_with)
    }

    /// The request of the last step was held back, because another upload was told that its scope has to be quiet until
    /// then. Answers `false` where it has to go out all the same: deleting a session is no burden.
    pub fn hold_back(&mut self, now: Millis, until: Millis) -> bool {
        if matches!(self.state, State::Discarding(..)) {
            return false;
        }
        self.not_sent();
        self.held_back_since.get_or_insert(now);
        let until = self.budget.spread(now, until);
        self.throttled_until = self.throttled_until.max(until);
        self.note(format!("another upload was asked to wait, so waiting {} ms", until.saturating_sub(now)));
        true
    }

    /// Until when nothing is sent because the service asked this upload, or another one, to wait.
    pub fn throttled_until(&self, now: Millis) -> Option<Millis> {
        Some(self.throttled_until).filter(|until| *until > now && *until <= self.resting_until())
    }

    pub(super) fn still_throttled(&self, now: Millis) -> Error {
        let wait = self.throttled_until.saturating_sub(now);
        let message =
            format!("the service asked to wait another {wait} ms, which is longer than the retry budget");
        self.with_facts(Error::new(Status::Throttled, message).with(|details| {
            details.retry_after_ms = Some(wait);
        }))
    }

    /// Where no target tells the mailbox that is throttled as one, an upload URL may.
    pub(super) fn throttle_like(&mut self, url: &str) {
        let mailbox = match self.rules().upload_host {
            _ if self.can_look() => None,
            UploadHost::Graph | UploadHost::Outlook => throttle::mailbox_in(Endpoint::origin_and_path(url).1),
            UploadHost::Drive | UploadHost::Print => None,
        };
        if let Some(mailbox) = mailbox {
            self.throttled_with = mailbox;
        }
    }
}
