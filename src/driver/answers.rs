//! What an upload wants before a request, and between two of them.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::client::{LogLevel, Place};
use crate::credentials::Token;
use crate::driver::{Drive, Granted};
use crate::host::{calling_back, random_up_to};
use crate::net::Cancel;
use crate::progress::WAIT_INTERVAL;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::policy::throttle::spread_ms;
use graph_upload_core::upload::{Event, Grant, Input, Permit, TokenAnswer, Wait, WaitsFor};

/// How often a wait looks whether it is to be reported, at first.
const FIRST_WAIT_REPORT: Duration = Duration::from_millis(100);

impl<'a> Drive<'a> {
    pub(super) fn heard(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Note(note) => self.client.log().write(LogLevel::Warning, || note),
            Event::Confirmed(confirmed) => {
                if let Some(shown) = self.confirmed {
                    shown.store(confirmed, Ordering::Relaxed);
                }
                if !self.meter.confirmed(confirmed) && !self.upload.is_over() {
                    return Err(self.upload.interrupted());
                }
            }
        }
        Ok(())
    }

    /// Lets a request go, after those of other uploads that change the same message, and not while its scope has to be
    /// quiet.
    pub(super) fn permit(&mut self, permit: Permit) -> Result<(), Error> {
        let quiet = self.client.throttle().quiet_until(self.client.now(), &permit.scope);
        let line = permit.line.filter(|_| quiet.is_none() && self.patience.is_none());
        let place = match line {
            Some(line) => self.enter(&line)?,
            None => None,
        };
        self.granted = Some(Granted { scope: permit.scope, place });
        self.tell(Input::Permit(quiet.map_or(Grant::Now, Grant::NotBefore)));
        Ok(())
    }

    fn enter(&mut self, line: &str) -> Result<Option<Place<'a>>, Error> {
        let client = self.client;
        let in_line = Wait { reason: WaitsFor::InLine, code: String::new() };
        let (since, mut stopped) = (Instant::now(), false);
        let place = client.lines().enter(line, || {
            let left = client.commit_reply_limit().saturating_sub(since.elapsed());
            stopped = !self.meter.waits(left, &in_line) || self.cancel.is_some_and(Cancel::is_requested);
            !stopped && !left.is_zero()
        });
        match stopped {
            true => Err(self.upload.interrupted()),
            // The first may itself wait for this one, in a callback of the host. At worst the service refuses.
            false => Ok(place),
        }
    }

    /// Gets a token for the request on its way, or another one in place of the one that was refused.
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

    /// The token to send. A request that nobody wants to wait for gets the one that is there.
    fn current(&mut self) -> Result<Token, Error> {
        let credentials = self.client.credentials();
        match self.patience {
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

    /// The host may leave a callback of the request without returning, and its place in line with it.
    pub(super) fn in_place<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let place = self.granted.as_ref().and_then(|granted| granted.place.as_ref());
        match place.map(|place| place.left().clone()) {
            Some(left) => calling_back(Some(&left), || act(self)),
            None => act(self),
        }
    }

    /// Waits without missing the caller's wish to stop, and tells whoever watches for how long.
    pub(super) fn wait(&mut self, until: Millis, why: &Wait) -> Result<(), Error> {
        let until = self.spread(until, why);
        let mut slice = FIRST_WAIT_REPORT;
        loop {
            let rest = Duration::from_millis(until.saturating_sub(self.client.now()));
            if rest.is_zero() {
                return if self.meter.goes_on() { Ok(()) } else { Err(self.upload.interrupted()) };
            }
            let go_on = self.meter.waits(rest, why);
            let part = if self.meter.is_watched() { rest.min(slice) } else { rest };
            if !go_on || Cancel::wait(self.cancel, part) {
                return Err(self.upload.interrupted());
            }
            slice = WAIT_INTERVAL;
        }
    }

    /// Those who were told to wait for as long as others do not come back all at once.
    fn spread(&self, until: Millis, why: &Wait) -> Millis {
        let wait = until.saturating_sub(self.client.now());
        let most = if why.reason == WaitsFor::Throttled { spread_ms(wait) } else { 0 };
        until.saturating_add(random_up_to(most))
    }
}
