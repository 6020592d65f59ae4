//! Answers to what an upload asks for before and between requests.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::client::{Entered, LogLevel};
use crate::credentials::Token;
use crate::driver::Drive;
use crate::host::{calling_back, random_up_to};
use crate::net::Cancel;
use crate::progress::WAIT_INTERVAL;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::policy::governor::{Ask, Why};
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::policy::throttle::spread_ms;
use graph_upload_core::upload::{Event, Grant, Input, Permit, TokenAnswer, Wait, WaitsFor};

/// Initial interval for checking whether a wait is to be reported.
const FIRST_WAIT_REPORT: Duration = Duration::from_millis(100);

/// How often a wait looks whether it is to rest.
const REST_CHECK: Duration = Duration::from_millis(50);

impl<'a> Drive<'a> {
    pub(super) fn heard(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Note(note) => self.client.log().write(LogLevel::Warning, || note),
            Event::Late(late) => self.client.log().write(LogLevel::Warning, || late.to_string()),
            Event::Confirmed(confirmed) => {
                if let Some(shown) = self.confirmed {
                    shown.store(confirmed, Ordering::Relaxed);
                }
                self.meter.late_by(self.upload.late_by_ms());
                if !self.meter.confirmed(confirmed) && !self.upload.is_over() {
                    return Err(self.upload.interrupted());
                }
            }
        }
        Ok(())
    }

    /// Lets a request go when the governor does. Nobody waits for one that tidies up.
    pub(super) fn permit(&mut self, permit: Permit) -> Result<(), Error> {
        // What was granted to a request that did not leave.
        self.place = None;
        let Permit { scope, line, bytes, late } = permit;
        let ask = Ask { scope, line, bytes, late, who: self.number };
        let mut rests = false;
        let entered = match self.time_limit {
            Some(_) => self.client.slots().take(ask),
            None => self.enter(ask, &mut rests),
        };
        let grant = match entered {
            Entered::Goes(place) => {
                self.place = Some(place);
                Grant::Now
            }
            Entered::Quiet(until) => Grant::NotBefore(self.clock.at(until)),
            // The upload asks once more, at the latest when it goes on.
            Entered::Stopped if rests => return Ok(()),
            Entered::Stopped => return Err(self.upload.interrupted()),
        };
        self.tell(Input::Permit(grant));
        Ok(())
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(Cancel::is_requested)
    }

    fn enter(&mut self, ask: Ask, rests: &mut bool) -> Entered<'a> {
        let client = self.client;
        client.slots().enter(ask, client.commit_response_limit(), |why, rest| {
            let reason = match why {
                Why::Line | Why::AtOnce => WaitsFor::InLine,
                Why::Quiet | Why::Paced | Why::Bytes => WaitsFor::Throttled,
            };
            let wait = Wait { reason, code: String::new() };
            let goes_on = self.meter.waits(rest, &wait) && !self.is_cancelled();
            *rests = goes_on && self.is_to_rest();
            goes_on && !*rests
        })
    }

    /// Gets a token for the current request, or another one if the service rejected it.
    pub(super) fn renewed(&mut self, rejected: bool, claims: &str) {
        let answer = match (rejected, &self.token) {
            (false, _) => self.in_place(Self::current).map(|token| {
                self.token = Some(token);
                true
            }),
            (true, None) => Ok(false),
            (true, Some(refused)) => self.client.credentials().renew(refused, claims, self.cancel),
        };
        self.tell(Input::Token(match answer {
            Ok(true) => TokenAnswer::Ready,
            Ok(false) => TokenAnswer::NoOther,
            Err(error) => TokenAnswer::Failed(error),
        }));
    }

    /// Returns the token to send. A request with a deadline takes the one at hand.
    fn current(&mut self) -> Result<Token, Error> {
        let credentials = self.client.credentials();
        match self.time_limit {
            None => credentials.current(self.cancel),
            Some(_) => credentials.at_hand().ok_or_else(|| Error::new(Status::SignIn, "no token is at hand")),
        }
    }

    pub(super) fn persist(&mut self) {
        let saved = match &mut self.keeper {
            Some(keeper) => keeper.write(self.upload, self.hash.as_deref()),
            None => Ok(()),
        };
        self.tell(Input::Persisted(saved));
    }

    /// The host may leave a callback of the request without returning, which must give up its place
    /// in line.
    pub(super) fn in_place<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        match self.place.as_ref().map(|place| place.left().clone()) {
            Some(left) => calling_back(Some(&left), || act(self)),
            None => act(self),
        }
    }

    /// Waits, watching for cancellation and reporting how long it waits.
    pub(super) fn wait(&mut self, until: Millis, why: &Wait) -> Result<(), Error> {
        let until = self.spread(until, why);
        let mut slice = FIRST_WAIT_REPORT;
        loop {
            let rest = Duration::from_millis(until.saturating_sub(self.now()));
            if rest.is_zero() || self.is_to_rest() {
                return if self.meter.goes_on() { Ok(()) } else { Err(self.upload.interrupted()) };
            }
            let go_on = self.meter.waits(rest, why);
            let part = if self.meter.is_watched() { rest.min(slice) } else { rest };
            if !go_on || self.pass(part) {
                return Err(self.upload.interrupted());
            }
            slice = WAIT_INTERVAL;
        }
    }

    /// Lets time pass, less where it is to rest; answers whether the caller has cancelled.
    fn pass(&self, time: Duration) -> bool {
        if self.rest.is_none() {
            return Cancel::wait(self.cancel, time);
        }
        let begin = Instant::now();
        loop {
            let left = time.saturating_sub(begin.elapsed());
            let cancelled = Cancel::wait(self.cancel, left.min(REST_CHECK));
            if cancelled || left.is_zero() || self.is_to_rest() {
                return cancelled;
            }
        }
    }

    /// Jitter: uploads told to wait equally long do not return all at once.
    fn spread(&self, until: Millis, why: &Wait) -> Millis {
        let wait = until.saturating_sub(self.now());
        let most = if why.reason == WaitsFor::Throttled { spread_ms(wait) } else { 0 };
        until.saturating_add(random_up_to(most))
    }
}
