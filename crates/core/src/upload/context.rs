//! What the states of one upload share: its plan, what is left of its budget, and what is known of earlier sessions.

use std::collections::VecDeque;

use crate::graph::endpoint::UploadHost;
use crate::kinds::{Family, Rules};
use crate::policy::baseline::{self, BaselineRule};
use crate::policy::forecast::Forecast;
use crate::policy::piece_size::PieceSize;
use crate::policy::retry::{Budget, Millis, Repeats};
use crate::policy::throttle;
use crate::upload::history::History;
use crate::upload::listing::Baseline;
use crate::upload::output::Event;
use crate::upload::plan::Plan;
use crate::upload::since::Since;
use crate::upload::state::State;
use crate::upload::waits::Waits;

/// How the file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Through an upload session.
    Session,
    /// In one request.
    Inline,
}

/// What the states share.
#[derive(Debug)]
pub(super) struct Context {
    pub plan: Plan,
    pub budget: Budget,
    pub repeats: Repeats,
    pub pieces: PieceSize,
    pub forecast: Forecast,
    pub waits: Waits,
    /// How a lost response is resolved.
    pub rule: BaselineRule,
    pub baseline: Baseline,
    /// What is known of when this upload began, by the service's clock.
    pub since: Since,
    pub history: History,
    pub way: Way,
    /// The QuickXorHash of the whole file, once it is known.
    pub hash: Option<String>,
    /// The host of the last request.
    pub host: String,
    /// Whether the last request carried the token.
    pub sent_token: bool,
    /// The caller has given all bytes and wants the file to be made.
    pub may_commit: bool,
    /// What happened and was not told yet.
    pub events: VecDeque<Event>,
    pub request_ids: fastrand::Rng,
}

impl Context {
    pub fn new(plan: Plan) -> Self {
        let rules = plan.target.rules();
        // A drive is no mailbox, though folders in it can be named like the way to one.
        let has_mailbox = matches!(rules.upload_host, UploadHost::Graph | UploadHost::Outlook);
        let place = plan.target.look().filter(|_| has_mailbox);
        let mailbox = place.and_then(|call| throttle::mailbox_in(&call.path));
        let rule = baseline::rule(&*plan.target, plan.size, plan.round_trips);
        let is_unlooked = rule != BaselineRule::Before && plan.target.look().is_some();
        let one_request = plan.round_trips.one_request.min(plan.target.one_request_max());
        let is_small = plan.size < rules.session_min || plan.size <= one_request;
        Self {
            budget: Budget::new(plan.policy.clone(), plan.seed),
            repeats: Repeats::default(),
            pieces: PieceSize::new(rules.piece, plan.piece),
            forecast: Forecast::new(plan.size),
            waits: Waits::new(mailbox.unwrap_or_else(|| rules.kind.to_owned())),
            rule,
            baseline: if is_unlooked { Baseline::Unlooked } else { Baseline::Unknown },
            since: Since::default(),
            history: History::default(),
            way: if is_small { Way::Inline } else { Way::Session },
            hash: None,
            host: String::new(),
            sent_token: false,
            may_commit: false,
            events: VecDeque::new(),
            request_ids: request_ids(plan.seed),
            plan,
        }
    }

    /// Draws other waits and request ids from now on.
    pub fn reseed(&mut self, seed: u64) {
        self.plan.seed = seed;
        self.budget.reseed(seed);
        self.request_ids = request_ids(seed);
    }

    pub fn rules(&self) -> &'static Rules {
        self.plan.target.rules()
    }

    pub fn family(&self) -> Family {
        self.rules().family
    }

    /// Whether there is anything to look at.
    pub fn can_look(&self) -> bool {
        self.plan.target.look().is_some()
    }

    /// The first request that can store anything.
    pub fn begin(&self) -> State {
        match self.way {
            Way::Inline => State::inline(),
            Way::Session => State::creating(),
        }
    }

    /// Changes the way. Done once, so that two refusals end the upload.
    pub fn reroute(&mut self, way: Way) {
        self.note(match way {
            Way::Inline => "going in one request",
            Way::Session => "going by upload session",
        });
        self.history.rerouted = true;
        self.way = way;
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.events.push_back(Event::Note(text.into()));
    }

    /// A wait of this many first backoffs, in milliseconds. It follows the caller's own pace.
    pub fn backoffs(&self, count: u64) -> Millis {
        let policy = &self.plan.policy;
        policy.backoff_first_ms.saturating_mul(count).min(policy.backoff_max_ms)
    }

    /// A byte was newly confirmed.
    pub fn progressed(&mut self) {
        self.budget.progressed();
        self.repeats = Repeats::default();
        self.history.replaced = 0;
        self.history.ever_held = true;
    }
}

/// Draws the request ids of an upload, from other numbers than its waits.
fn request_ids(seed: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed.rotate_left(32) ^ 0x5DEE_CE66_D1CE_4E5B)
}
