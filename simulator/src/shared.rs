//! State shared by the listeners, the control API and the owner of the simulator: the service, and
//! the record of requests.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::about::About;
use crate::control::files::Hashes;
use crate::control::ids;
use crate::faults::{Action, FaultResponse, Plan};
use crate::link::Link;
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::message::{Head, Request, Response};
use crate::records::{Recorded, Records};
use crate::service::{Outcome, Service};
use crate::settings::Settings;

/// Called with each completed request.
pub type Log = Box<dyn Fn(&Recorded) + Send + Sync>;

/// The state behind all listeners.
pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    watched: watch::Sender<()>,
    /// The state after a reset.
    pub start: (Config, Settings),
    /// What clients need to use the simulator.
    pub about: About,
    /// Whether received bytes are kept.
    pub keep_bytes: bool,
    /// Whether bodies are hashed.
    pub hash_bodies: bool,
    /// Whether the part of a piece that arrived before its connection broke is stored.
    pub keep_broken: bool,
    /// The network state that connections share.
    pub link: Arc<Link>,
    log: Option<Log>,
}

/// The mutable part.
pub struct State {
    /// The service.
    pub service: Service,
    /// All requests, in order of arrival.
    pub requests: Records,
    /// Number of connections accepted, without those of the control API.
    pub connections: u64,
    /// Number of connections accepted.
    pub accepted: u64,
    /// Number of them that the link has cut.
    pub cuts: u64,
    /// Number of TLS handshakes that resumed a session.
    pub resumed: u64,
    /// The settings given as text, by name, at the start or since.
    pub settings: Settings,
    /// Cached hashes of stored files.
    pub hashes: Hashes,
    ahead_ms: u64,
}

impl Shared {
    /// A new state.
    pub fn new(service: Service, settings: Settings, about: About, log: Option<Log>) -> Shared {
        let start = (service.model.config().clone(), settings.clone());
        let state = State {
            service,
            requests: Records::new(),
            connections: 0,
            accepted: 0,
            cuts: 0,
            resumed: 0,
            settings,
            hashes: Hashes::default(),
            ahead_ms: 0,
        };
        Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            watched: watch::Sender::new(()),
            start,
            about,
            keep_bytes: true,
            hash_bodies: true,
            keep_broken: false,
            link: Arc::default(),
            log,
        }
    }

    /// The state, for reading. After a panic elsewhere it is still the best available.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes those who wait for a condition.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        self.watched.send_replace(());
        result
    }

    /// Waits until a condition holds; `false` on timeout.
    pub fn wait_for(&self, limit: Duration, mut condition: impl FnMut(&State) -> bool) -> bool {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        loop {
            if condition(&state) {
                return true;
            }
            let Some(left) = end.checked_duration_since(Instant::now()) else { return false };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Decides about a request whose head has arrived and records it; returns the decision and the
    /// request's id. In one step: whoever waits for a request may change the script as soon as it
    /// arrives.
    pub fn arrived(&self, head: &Head, connection: u64) -> (Plan, u64) {
        self.change(|state| {
            let mut plan = state.service.script.plan(head);
            if state.service.model.enters(head) && plan.fault.is_none() {
                plan.action = Action::Instead(too_many());
            }
            let session = state.service.model.session_at(head).map(|(kind, id)| ids::short(kind, &id));
            let number = state.requests.arrived(head, connection, plan.fault.clone(), session);
            (plan, number)
        })
    }

    /// A request that has arrived is over, or its connection is.
    pub fn left(&self, head: &Head) {
        self.change(|state| state.service.model.leaves(head));
    }

    /// Changes the record of a request.
    pub fn update(&self, number: u64, change: impl FnOnce(&mut Recorded)) {
        self.change(|state| state.requests.update(number, change));
    }

    /// Completes the record of a request.
    pub fn ended(&self, number: u64, response: Option<&Response>) {
        let recorded = self.change(|state| state.requests.ended(number, response).cloned());
        if let (Some(log), Some(recorded)) = (&self.log, recorded) {
            log(&recorded);
        }
    }

    /// Waits for the next change without blocking a thread. Changes before the call to `subscribe`
    /// do not count.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.watched.subscribe()
    }
}

impl State {
    /// The time: the system's, plus the advance.
    pub fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX) + self.ahead_ms
    }

    /// Advances the time.
    pub fn advance(&mut self, ms: u64) {
        self.ahead_ms += ms;
    }

    /// Handles a request that the script has decided about.
    pub fn answer(&mut self, number: u64, request: &Request, plan: &Plan) -> Outcome {
        let outcome = self.service.answer(self.now_ms(), request, plan);
        if let (Kind::Create, Some(response)) = (Kind::of(&request.head), &outcome.response) {
            let url = response.value()["uploadUrl"].as_str().map(str::to_owned);
            let session = url.and_then(|url| ids::of_url(&self.service.model, &url));
            self.requests.update(number, |recorded| recorded.session = session);
        }
        outcome
    }

    /// The current service, with due commits done.
    pub fn settled(&mut self) -> (u64, &mut Service) {
        let now_ms = self.now_ms();
        self.service.model.settle(now_ms);
        (now_ms, &mut self.service)
    }

    /// Restores the state of the start: nothing stored or recorded, and another seed, so that old
    /// upload URLs lead nowhere.
    pub fn reset(&mut self, (config, settings): &(Config, Settings), keep_token: bool) {
        let token = if keep_token { self.service.model.config().token.clone() } else { config.token.clone() };
        self.service = Service::new(Config { token, seed: crate::random(), ..config.clone() });
        self.settings = settings.clone();
        self.requests.clear();
        (self.connections, self.cuts, self.resumed, self.ahead_ms) = (0, 0, 0, 0);
    }
}

/// The refusal of a mailbox that has as many requests as it takes.
fn too_many() -> FaultResponse {
    let message = "Application is over its MailboxConcurrency limit.";
    FaultResponse::new(429).with("Retry-After", "1").error("ApplicationThrottled", message)
}
