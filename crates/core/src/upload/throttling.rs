//! What the service asks this upload, and others beside it, to wait.

use crate::error::{Error, Status};
use crate::graph::endpoint::{Endpoint, UploadHost};
use crate::graph::request::{Purpose, Request};
use crate::kinds::Family;
use crate::policy::retry::Millis;
use crate::policy::throttle::{self, Scope};
use crate::upload::machine::Machine;
use crate::upload::state::{After, Discarding, State};

impl Machine {
    /// When the next request may go out. Whoever gives up an upload is not kept waiting by what it has met.
    pub(super) fn due(&self) -> Millis {
        let waits = &self.context.waits;
        match &self.state {
            State::Discarding(Discarding { after: After::Fail(_), .. }) => 0,
            // The wait is for the name to be free, and deleting the session is what frees it.
            State::Discarding(Discarding { after: After::Create, .. }) => waits.throttled_until(),
            _ => waits.due(),
        }
    }

    pub(super) fn wait_is_too_long(&self, now: Millis) -> bool {
        let until = self.context.waits.throttled_until().min(self.due());
        until > now && self.context.waits.held_back(now, until) > self.context.plan.policy.elapsed_ms
    }

    /// What a request changes together with others, which it must not overlap: creations and completions at one message
    /// or event.
    pub(super) fn line(&self, request: &Request) -> Option<String> {
        let changes =
            matches!(request.purpose, Purpose::Create | Purpose::Inline | Purpose::Piece { last: true, .. });
        let exchange = matches!(self.context.family(), Family::Exchange);
        let look = self.context.plan.target.look().filter(|_| changes && exchange)?;
        look.path.split('?').next().map(str::to_owned)
    }

    /// What the service throttles together with a request.
    pub(super) fn scope(&self, request: &Request) -> Scope {
        Scope::new(&Endpoint::origin_and_path(request.url.expose()).0, &self.context.waits.throttled_with)
    }

    /// Other uploads of the client went first since the next request was chosen. However long that takes, it says nothing about
    /// the service: no budget is used up.
    pub(super) fn stood_in_line(&mut self, now: Millis) {
        let waited = now.saturating_sub(self.chosen_at);
        self.context.budget.waits(waited);
        self.context.waits.stood_in_line(waited);
        self.chosen_at = now;
    }

    /// Another upload was told that the scope of the next request has to be quiet until then.
    pub(super) fn hold_back(&mut self, now: Millis, until: Millis) {
        let until = self.context.budget.spread(now, until);
        self.context.waits.hold_back(now, until);
        self.context
            .note(format!("another upload was asked to wait, so waiting {} ms", until.saturating_sub(now)));
    }

    /// The error of a call that ends because the wait is too long, with the refusal that is to be looked into, if any.
    pub(super) fn still_throttled(&self, now: Millis) -> Error {
        let wait = self.context.waits.throttled_until().saturating_sub(now);
        let message =
            format!("the service asked to wait another {wait} ms, which is longer than the retry budget");
        let error = match self.state.to_settle() {
            Some(refusal) => refusal.with(|details| {
                details.message = format!("{message}; before that, {}", details.message);
                details.status = Status::Throttled;
            }),
            None => Error::new(Status::Throttled, message),
        };
        error.with(|details| details.retry_after_ms = Some(wait))
    }

    /// Where no target tells the mailbox that is throttled as one, an upload URL may.
    pub(super) fn throttle_like(&mut self, url: &str) {
        let mailbox = match self.rules().upload_host {
            _ if self.context.can_look() => None,
            UploadHost::Graph | UploadHost::Outlook => throttle::mailbox_in(Endpoint::origin_and_path(url).1),
            UploadHost::Drive | UploadHost::Print => None,
        };
        if let Some(mailbox) = mailbox {
            self.context.waits.throttled_with = mailbox;
        }
    }
}
