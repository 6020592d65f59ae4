//! The state machine of one upload.

use std::mem;

use crate::defect::{Defect, is_made};
use crate::error::Error;
use crate::graph::endpoint::UploadHost;
use crate::graph::problem::Problem;
use crate::graph::reply::Reply;
use crate::graph::request::Purpose;
use crate::kinds::Family;
use crate::policy::piece_size::PieceSize;
use crate::policy::retry::{Budget, Millis, Repeats};
use crate::policy::throttle;
use crate::upload::ending::{After, Older};
use crate::upload::listing::{Baseline, Listing};
use crate::upload::patience::Wait;
use crate::upload::session::Session;
use crate::upload::state::State;
use crate::upload::status::Doubt;
use crate::upload::step::{Plan, Step, Window};
use crate::upload::token::{TokenRefusals, TokenState};

/// A request that was sent and not answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) purpose: Purpose,
    pub(super) token: bool,
}

/// One upload: what to say next, given what came back.
#[derive(Debug)]
pub struct Upload {
    pub(super) plan: Plan,
    pub(super) budget: Budget,
    pub(super) state: State,
    pub(super) not_before: Millis,
    /// The service does not want to be asked again before this time.
    pub(super) throttled_until: Millis,
    /// Since when nothing was sent because of what other uploads were told.
    pub(super) held_back_since: Option<Millis>,
    /// What the service throttles together, beside the origin: a mailbox, or the whole kind.
    pub(super) throttled_with: String,
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
    /// The file of an earlier session was looked for once, and may still show.
    pub(super) unsettled: bool,
    /// The last session that was given up without the service's word that it is deleted. It may lock the name.
    pub(super) older: Option<Older>,
    /// The refusal after which the other way was tried.
    pub(super) first_refusal: Option<Error>,
    pub(super) repeats: Repeats,
    /// A session has held bytes.
    pub(super) ever_held: bool,
    /// How many kept connections were dead without progress between.
    pub(super) replaced: u32,
    /// The host of the last request.
    pub(super) host: String,
    /// Whether the last request carried the token.
    pub(super) sent_token: bool,
    /// What is waited for.
    pub(super) waiting: Wait,
    /// The last call came to rest without an error.
    calm: bool,
    /// How often a creation was refused because something in the target's path is not there.
    pub(super) not_found: usize,
    pub(super) pieces: PieceSize,
    /// The QuickXorHash of the whole file, once it is known.
    pub(super) hash: Option<String>,
    inline: bool,
    pub(super) request_ids: fastrand::Rng,
    pub(super) asked: Option<Asked>,
    pub(super) token: TokenState,
    pub(super) token_refusals: TokenRefusals,
    pub(super) may_commit: bool,
    pub(super) paused: Option<Error>,
    pub(super) notes: Vec<String>,
}

impl Upload {
    /// Draws other waits and request ids from now on, for an upload of which there is a twin, such as in another process.
    pub fn reseed(&mut self, seed: u64) {
        self.plan.seed = seed;
        self.budget.reseed(seed);
        self.request_ids = request_ids(seed);
    }

    /// Begins an upload. Nothing is checked here; see [`crate::kinds::check_size`].
    pub fn new(plan: Plan) -> Self {
        // A drive is no mailbox, though folders in it can be named like the way to one.
        let has_mailbox = matches!(plan.target.rules().upload_host, UploadHost::Graph | UploadHost::Outlook);
        let place = plan.target.look().filter(|_| has_mailbox);
        let mailbox = place.and_then(|call| throttle::mailbox_in(&call.path));
        let throttled_with = mailbox.unwrap_or_else(|| plan.target.rules().kind.to_owned());
        Self {
            inline: plan.size < plan.target.rules().session_min,
            creation_unseen: false,
            rerouted: false,
            given_up_looking: false,
            looked_again: false,
            unsettled: false,
            older: None,
            first_refusal: None,
            repeats: Repeats::default(),
            ever_held: false,
            replaced: 0,
            host: String::new(),
            sent_token: false,
            waiting: Wait::default(),
            calm: true,
            not_found: 0,
            hash: None,
            pieces: PieceSize::new(plan.target.rules().piece, plan.piece),
            budget: Budget::new(plan.policy.clone(), plan.seed),
            request_ids: request_ids(plan.seed),
            plan,
            state: State::Baseline(Listing::default()),
            not_before: 0,
            throttled_until: 0,
            held_back_since: None,
            throttled_with,
            baseline: Baseline::Unknown,
            ended: Vec::new(),
            asked: None,
            token: TokenState::Fine,
            token_refusals: TokenRefusals::default(),
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
        let mut upload = Self::new(plan);
        upload.throttle_like(url);
        upload.state = State::Asking(session, Doubt::default());
        Ok(upload)
    }

    /// Allows the file to be made although the caller has given all its bytes already: an empty one, and one whose
    /// commit is deferred.
    pub fn allow_commit(&mut self) {
        self.may_commit = true;
    }

    /// A new call of the caller's: what the last call has not fetched is told no more. The patience starts anew after an
    /// error; after a call that came to rest without one only its time does, or a service that lets go of the same
    /// bytes again and again would never be given up.
    pub fn go_on(&mut self) {
        self.paused = None;
        self.may_commit = false;
        match mem::replace(&mut self.calm, false) && !is_made(Defect::CallsRenew) {
            true => self.budget.rested(),
            false => {
                self.budget.renew();
                self.repeats = Repeats::default();
            }
        }
        self.held_back_since = None;
        self.token = TokenState::Fine;
        self.token_refusals = TokenRefusals::default();
        let unreachable =
            matches!(&self.state, State::Looking(looking) if looking.is_for_lack_of_an_answer());
        if unreachable || !self.can_look() {
            self.ask_again_instead_of_looking();
        }
    }

    /// What to do next. `window` says which bytes of the file the source can give now.
    pub fn step(&mut self, now: Millis, window: Window) -> Step {
        let step = self.next_step(now, window);
        self.calm = matches!(step, Step::NeedBytes { .. } | Step::Rewind { .. });
        match step {
            Step::Paused(error) => Step::Paused(self.told(error)),
            Step::Failed(error) => Step::Failed(self.told(error)),
            step => step,
        }
    }

    fn next_step(&mut self, now: Millis, window: Window) -> Step {
        if let Some(error) = self.paused.take() {
            return Step::Paused(error);
        }
        if matches!(self.token, TokenState::Rejected(..)) {
            return Step::NeedToken;
        }
        match &self.state {
            State::Done(item) => Step::Done(item.clone()),
            State::Failed(error) => Step::Failed(error.clone()),
            State::Discarded => Step::Discarded,
            _ if self.wait_is_too_long(now) => Step::Paused(self.still_throttled(now)),
            _ if now < self.resting_until() => Step::Wait { until: self.resting_until() },
            State::Baseline(_) if !self.can_look() => {
                self.state = self.after_baseline();
                self.next_request(now, window)
            }
            State::Looking(looking) if !self.can_look() => Step::Paused(self.cannot_look(looking)),
            _ => self.next_request(now, window),
        }
    }

    /// A reply came to the last request.
    pub fn on_reply(&mut self, now: Millis, reply: &Reply) {
        let Some(asked) = self.asked.take() else { return };
        self.held_back_since = None;
        self.note_retry_after(now, reply);
        if asked.token
            && reply.status == 401
            && !self.is_tidying_up()
            && !Problem::of(reply).origin.is_foreign()
        {
            return self.token_refused(now, &asked, reply);
        }
        if asked.token {
            self.token_taken(&asked.purpose);
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

    /// The last request did not leave, for a reason that is not the network's.
    pub fn not_sent(&mut self) {
        self.asked = None;
        self.pieces.did_not_leave();
    }

    /// Whether there is anything to look at.
    pub(super) fn can_look(&self) -> bool {
        self.plan.target.look().is_some()
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

    /// Goes in one request, as it was begun.
    pub(super) fn go_inline(&mut self) {
        self.inline = true;
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub(super) fn family(&self) -> Family {
        self.rules().family
    }

    /// Whether what is under way is the deletion of a session that nobody waits for.
    pub(super) fn is_tidying_up(&self) -> bool {
        matches!(&self.state, State::Discarding(_, After::Create | After::Fail(_)))
    }

    pub(super) fn session(&self) -> Option<&Session> {
        self.state.session()
    }

    /// Takes the state out for a transition, which always puts another one back.
    pub(super) fn take_state(&mut self) -> State {
        mem::replace(&mut self.state, State::Failed(Error::bug("a transition was left half-way")))
    }
}

/// Draws the request ids of an upload, from other numbers than its waits.
fn request_ids(seed: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed.rotate_left(32) ^ 0x5DEE_CE66_D1CE_4E5B)
}
