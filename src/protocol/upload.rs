//! The state machine of one upload.

use std::mem;

use std::sync::Arc;

use crate::error::{Error, Status};
use crate::protocol::asking::doing;
use crate::protocol::ending::After;
use crate::protocol::endpoint::Endpoint;
use crate::protocol::item::Item;
use crate::protocol::look_up::{Baseline, Listing, Looking};
use crate::protocol::pieces::Doubt;
use crate::protocol::problem;
use crate::protocol::reply::{Lost, LostWhy, Reply, Sent};
use crate::protocol::request::{Method, Purpose, Request};
use crate::protocol::retry::{Budget, Millis, Policy};
use crate::protocol::session::Session;
use crate::protocol::token::TokenState;
use crate::target::{PieceRule, Rules, Target};

/// What an upload is about; fixed for its life.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where the file goes.
    pub target: Arc<dyn Target>,
    /// Where Graph is.
    pub endpoint: Arc<Endpoint>,
    /// How many bytes the file has.
    pub size: u64,
    /// The caller's patience.
    pub policy: Policy,
    /// The size of the pieces, where the caller has a wish; never more than the kind allows.
    pub piece: Option<u64>,
    /// Decides jitter and request ids.
    pub seed: u64,
}

/// The bytes that the source can give now, as offsets in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first byte it still has.
    pub start: u64,
    /// The end of what it has already.
    pub end: u64,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this and report what came back.
    Request(Request),
    /// Nothing is to be sent before this time.
    Wait {
        /// When to ask again.
        until: Millis,
    },
    /// The token was refused: get another and say so with [`Upload::on_token`].
    NeedToken,
    /// More bytes are needed, from here on.
    NeedBytes {
        /// The first byte that is not in the window.
        from: u64,
    },
    /// Bytes are wanted that lie before the window.
    Rewind {
        /// The first byte that is wanted.
        to: u64,
    },
    /// This attempt ends here, but the upload lives: the next step goes on with it.
    Paused(Error),
    /// The file is stored, once and whole.
    Done(Item),
    /// The upload is over and the file is not stored by it, unless the error is in doubt.
    Failed(Error),
    /// The upload was discarded.
    Discarded,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The first byte that the service has not confirmed.
    pub confirmed: u64,
    /// Whether there is an upload session now.
    pub has_session: bool,
}

/// A request that was sent and not answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) purpose: Purpose,
    token: bool,
}

/// The state of an upload, with the data that belongs to it.
#[derive(Debug)]
pub(super) enum State {
    /// Lists what stands at the target before anything is created.
    Baseline(Listing),
    /// Creates a session.
    Creating,
    /// The position is known and bytes can go.
    Sending(Session),
    /// The position is not known.
    Asking(Session, Doubt),
    /// Looks whether the file is stored.
    Looking(Looking),
    /// All bytes are there and wait to become the file.
    Committing(Session),
    /// Sends the whole file in one request.
    Inline,
    /// Deletes a session.
    Discarding(Session, After),
    /// The file is stored.
    Done(Item),
    /// The upload is over.
    Failed(Error),
    /// The upload is over because the caller did not want it any more.
    Discarded,
}

/// One upload: what to say next, given what came back.
#[derive(Debug)]
pub struct Upload {
    pub(super) plan: Plan,
    pub(super) budget: Budget,
    pub(super) state: State,
    pub(super) not_before: Millis,
    /// The service does not want to be asked again before this time.
    throttled_until: Millis,
    pub(super) baseline: Baseline,
    /// Why earlier sessions of this upload ended.
    pub(super) ended: Vec<String>,
    /// A session may have been created whose URL never arrived.
    pub(super) creation_unseen: bool,
    /// The way, by session or in one request, was changed once because the service wanted the other.
    pub(super) rerouted: bool,
    /// A look-up has ended with nothing found; what it looked for may still show.
    pub(super) given_up_looking: bool,
    /// A refusal after that was looked into.
    pub(super) looked_again: bool,
    /// The largest piece, after the service found one too large.
    pub(super) piece_limit: Option<u64>,
    inline: bool,
    pub(super) request_ids: fastrand::Rng,
    asked: Option<Asked>,
    pub(super) token: TokenState,
    may_commit: bool,
    paused: Option<Error>,
    notes: Vec<String>,
}

impl Upload {
    /// Begins an upload. Nothing is checked here; see [`crate::target::check_size`].
    pub fn new(plan: Plan) -> Self {
        Self {
            inline: plan.size < plan.target.rules().session_min,
            creation_unseen: false,
            rerouted: false,
            given_up_looking: false,
            looked_again: false,
            piece_limit: None,
            budget: Budget::new(plan.policy.clone(), plan.seed),
            request_ids: fastrand::Rng::with_seed(plan.seed.rotate_left(32) ^ 0x5DEE_CE66_D1CE_4E5B),
            plan,
            state: State::Baseline(Listing::default()),
            not_before: 0,
            throttled_until: 0,
            baseline: Baseline::Unknown,
            ended: Vec::new(),
            asked: None,
            token: TokenState::Fine,
            may_commit: false,
            paused: None,
            notes: Vec::new(),
        }
    }

    /// Goes on with an upload session that someone else has made. Its URL is checked first.
    pub fn adopt(plan: Plan, url: &str) -> Result<Self, Error> {
        let hosts = plan.target.rules().upload_host;
        plan.endpoint
            .check_upload_url(url, hosts)
            .map_err(|why| Error::argument(format!("upload URL: {why}")))?;
        let session = Session::adopted(url, plan.size);
        Ok(Self { state: State::Asking(session, Doubt::default()), ..Self::new(plan) })
    }

    /// Allows the file to be made although the caller has given all its bytes already: an empty one, and one whose
    /// commit is deferred.
    pub fn allow_commit(&mut self) {
        self.may_commit = true;
    }

    /// A new call of the caller's: the patience starts anew, and what the last call has not fetched is told no more.
    pub fn go_on(&mut self) {
        self.paused = None;
        self.may_commit = false;
        self.budget.renew();
        self.token = TokenState::Fine;
        if self.plan.target.look().is_none() {
            self.ask_again_instead_of_looking();
        }
    }

    /// What to do next. `window` says which bytes of the file the source can give now.
    pub fn step(&mut self, now: Millis, window: Window) -> Step {
        if let Some(error) = self.paused.take() {
            return Step::Paused(error);
        }
        if matches!(self.token, TokenState::Rejected(_)) {
            return Step::NeedToken;
        }
        match &self.state {
            State::Done(item) => Step::Done(item.clone()),
            State::Failed(error) => Step::Failed(error.clone()),
            State::Discarded => Step::Discarded,
            _ if self.wait_is_too_long(now) => Step::Paused(self.still_throttled(now)),
            _ if now < self.resting_until() => Step::Wait { until: self.resting_until() },
            State::Baseline(_) if self.plan.target.look().is_none() => {
                self.state = self.after_baseline();
                self.next_request(window)
            }
            State::Looking(_) if self.plan.target.look().is_none() => Step::Paused(self.cannot_look()),
            _ => self.next_request(window),
        }
    }

    /// A reply came to the last request.
    pub fn on_reply(&mut self, now: Millis, reply: &Reply) {
        let Some(asked) = self.asked.take() else { return };
        if asked.token && reply.status == 401 && !self.is_tidying_up() {
            return self.token_refused(&asked, reply);
        }
        if asked.token {
            self.token = TokenState::Fine;
        }
        self.state = match (self.take_state(), asked.purpose) {
            (State::Baseline(listing), _) => self.baseline_reply(now, listing, reply),
            (State::Creating, _) => self.create_reply(now, reply),
            (State::Sending(session), Purpose::Piece { range, .. }) => {
                self.piece_reply(now, session, range, reply)
            }
            (State::Asking(session, doubt), _) => self.status_reply(now, session, doubt, reply),
            (State::Looking(looking), _) => self.look_reply(now, looking, reply),
            (State::Committing(session), _) => self.commit_reply(now, session, reply),
            (State::Inline, _) => self.inline_reply(now, reply),
            (State::Discarding(session, after), _) => self.discard_reply(now, session, after, reply),
            (state, _) => state,
        };
    }

    /// The last request was lost: no reply will come.
    pub fn on_lost(&mut self, now: Millis, lost: &Lost) {
        let Some(asked) = self.asked.take() else { return };
        let error = problem::lost_error(lost, &doing(&asked.purpose));
        let tidying_up = self.is_tidying_up();
        let state = self.state_after_loss(&asked.purpose, lost);
        self.state = match lost.why {
            _ if tidying_up => state,
            LostWhy::BadUrl | LostWhy::Bug => self.give_up(state, error),
            _ if problem::is_passing(lost) => self.again_later(now, state, error),
            _ => self.pause_in(state, error),
        };
    }

    /// The last request did not leave, for a reason that is not the network's.
    pub fn not_sent(&mut self) {
        self.asked = None;
    }

    /// Whether the caller has asked to discard it, and that is not done yet.
    pub fn is_discarding(&self) -> bool {
        matches!(&self.state, State::Discarding(_, After::Discard))
    }

    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Done(_) | State::Failed(_) | State::Discarded)
    }

    /// The caller stopped between two requests.
    pub fn interrupted(&self) -> Error {
        self.with_facts(Error::new(Status::Cancelled, "the caller cancelled"))
    }

    /// What happened that a log should tell; each text once.
    pub fn take_notes(&mut self) -> Vec<String> {
        mem::take(&mut self.notes)
    }

    /// Where the upload stands.
    pub fn position(&self) -> Position {
        let session = self.session();
        let confirmed = match (&self.state, session) {
            (State::Done(_), _) => self.plan.size,
            (_, Some(session)) => session.holes.start().unwrap_or(self.plan.size),
            _ => 0,
        };
        Position { confirmed, has_session: session.is_some() }
    }

    /// When the session ends, as the service wrote it.
    pub fn expires(&self) -> Option<&str> {
        self.session().map(|session| session.expires.as_str()).filter(|text| !text.is_empty())
    }

    /// How many bytes a piece may have.
    pub fn piece_bytes(&self) -> u64 {
        let PieceRule { max, first, .. } = self.rules().piece;
        let limit = self.piece_limit.unwrap_or(max).min(max);
        if self.goes_inline() { self.plan.size } else { self.plan.piece.unwrap_or(first).min(limit) }
    }

    /// The rules of the upload's kind.
    pub fn rules(&self) -> &'static Rules {
        self.plan.target.rules()
    }

    pub(super) fn goes_inline(&self) -> bool {
        self.inline
    }

    /// Changes the way, to one request or to a session. Done once, so that two refusals end the upload.
    pub(super) fn reroute(&mut self, inline: bool) {
        self.note(if inline { "going in one request" } else { "going by upload session" });
        self.rerouted = true;
        self.inline = inline;
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Ends this attempt with an error. The upload stays in `state`, so that the caller can go on later.
    pub(super) fn pause_in(&mut self, state: State, error: Error) -> State {
        self.state = state;
        self.paused = Some(self.with_facts(error));
        self.take_state()
    }

    /// A failed attempt, after which the upload is in `state`: wait if the budget allows, else pause.
    pub(super) fn again_later(&mut self, now: Millis, state: State, error: Error) -> State {
        let retry_after = error.details().retry_after_ms;
        if let Some(wait) = retry_after {
            // Kept beyond a pause: the service's wish outlives the caller's patience.
            self.throttled_until = now.saturating_add(wait);
        }
        match self.budget.failed(now, retry_after) {
            Some(until) => {
                self.not_before = until;
                self.note(format!("{error}; trying again in {} ms", until.saturating_sub(now)));
                state
            }
            None => {
                let attempts = self.budget.attempts();
                let doubtful = may_be_stored(&state);
                let unknown = "the file may or may not be stored, and finishing looks again; ";
                let doubt = if doubtful { unknown } else { "" };
                let message = match attempts < self.budget.policy().attempts {
                    true => format!(
                        "{doubt}gave up, as the next attempt would come after the retry time: {error}"
                    ),
                    false => format!("{doubt}gave up after {attempts} attempts without progress: {error}"),
                };
                let error = error.with(|details| {
                    details.message = message;
                    details.status = if doubtful { Status::OutcomeUnknown } else { details.status };
                });
                self.pause_in(state, error)
            }
        }
    }

    /// Adds what is known about the upload to an error.
    pub(crate) fn with_facts(&self, error: Error) -> Error {
        error.with(|details| {
            details.offset = self.position().confirmed;
            details.attempts = self.budget.attempts();
            details.in_doubt = details.status == Status::OutcomeUnknown || may_be_stored(&self.state);
        })
    }

    /// Whether what is under way is the deletion of a session that nobody waits for.
    fn is_tidying_up(&self) -> bool {
        matches!(&self.state, State::Discarding(_, After::Create | After::Fail(_)))
    }

    fn session(&self) -> Option<&Session> {
        match &self.state {
            State::Sending(session)
            | State::Asking(session, _)
            | State::Committing(session)
            | State::Discarding(session, _) => Some(session),
            State::Looking(looking) => looking.session.as_ref(),
            _ => None,
        }
    }

    /// Takes the state out for a transition, which always puts another one back.
    pub(super) fn take_state(&mut self) -> State {
        mem::replace(&mut self.state, State::Failed(Error::bug("a transition was left half-way")))
    }

    fn state_after_loss(&mut self, purpose: &Purpose, lost: &Lost) -> State {
        match (self.take_state(), purpose) {
            (State::Sending(mut session), Purpose::Piece { range, .. }) if lost.sent != Sent::Nothing => {
                session.note_sent(range, lost.sent);
                State::Asking(session, Doubt::default())
            }
            (State::Inline, _) if lost.sent == Sent::All => State::Looking(Looking::after_inline()),
            (State::Creating, _) => {
                self.creation_unseen |= lost.sent == Sent::All;
                State::Creating
            }
            (State::Committing(session), _) => Self::commit_lost(session, lost),
            (State::Discarding(session, after), _) => Self::discard_lost(session, after),
            (state, _) => state,
        }
    }

    /// Where nothing can be looked at, the session is all that may still tell.
    fn ask_again_instead_of_looking(&mut self) {
        self.state = match self.take_state() {
            State::Looking(Looking { session: Some(session), .. }) => {
                State::Asking(session, Doubt::default())
            }
            state => state,
        };
    }

    fn cannot_look(&self) -> Error {
        let why =
            "the file may or may not be stored: only its upload URL is known, so there is nothing to look at";
        self.with_facts(Error::new(Status::OutcomeUnknown, why))
    }

    /// Rests for as long as the service asks for, or else for a time of our own.
    pub(super) fn rest(&mut self, now: Millis, asked_for: Option<u64>, otherwise: u64) {
        match asked_for {
            Some(wait) => self.throttled_until = now.saturating_add(wait),
            None => self.not_before = now.saturating_add(otherwise),
        }
    }

    pub(super) fn rest_is_over(&mut self) {
        self.not_before = 0;
        self.throttled_until = 0;
    }

    fn resting_until(&self) -> Millis {
        self.not_before.max(self.throttled_until)
    }

    fn wait_is_too_long(&self, now: Millis) -> bool {
        self.throttled_until.saturating_sub(now) > self.plan.policy.elapsed_ms
    }

    fn still_throttled(&self, now: Millis) -> Error {
        let wait = self.throttled_until.saturating_sub(now);
        let message =
            format!("the service asked to wait another {wait} ms, which is longer than the retry budget");
        self.with_facts(Error::new(Status::Throttled, message).with(|details| {
            details.retry_after_ms = Some(wait);
        }))
    }

    fn next_request(&mut self, window: Window) -> Step {
        let size = self.plan.size;
        let whole = window.start == 0 && window.end >= size && (size > 0 || self.may_commit);
        let request = match &self.state {
            State::Baseline(listing) => self.look_request(listing),
            State::Looking(looking) => self.look_request(&looking.listing),
            State::Creating => self.create_request(),
            State::Inline if whole => self.inline_request(),
            State::Inline if window.start > 0 => return Step::Rewind { to: 0 },
            State::Inline => return Step::NeedBytes { from: window.end },
            State::Asking(session, _) => {
                Some(self.session_request(Purpose::Status, Method::Get, &session.url))
            }
            State::Discarding(session, _) => {
                Some(self.session_request(Purpose::Discard, Method::Delete, &session.url))
            }
            State::Committing(_) if !self.may_commit => return Step::NeedBytes { from: size },
            State::Committing(session) => self.commit_request(session),
            State::Sending(session) => match session.next_piece(self.piece_bytes()) {
                Some(range) if range.start < window.start => return Step::Rewind { to: range.start },
                Some(range) if range.end > window.end => {
                    return Step::NeedBytes { from: window.end.max(range.start) };
                }
                range => range.map(|range| self.piece_request(session, range)),
            },
            State::Done(_) | State::Failed(_) | State::Discarded => None,
        };
        let Some(request) = request else {
            let message = "this target has no request for what is to be done next";
            return Step::Failed(self.with_facts(Error::bug(message)));
        };
        let request = self.with_request_id(request);
        self.asked = Some(Asked { purpose: request.purpose.clone(), token: request.token });
        Step::Request(request)
    }
}

/// Whether the file may be stored although no reply has said so.
fn may_be_stored(state: &State) -> bool {
    match state {
        State::Sending(session) | State::Asking(session, _) | State::Committing(session) => session.in_doubt,
        State::Looking(_) => true,
        _ => false,
    }
}
