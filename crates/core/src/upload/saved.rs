//! What an upload leaves behind for a later life: enough to find out where the service stands, and nothing that could
//! lead bytes to a wrong place.
//!
//! The service is asked before anything is sent in a new life. So what is saved is not where the upload stood, but what
//! the service cannot tell: the session's URL, what stood at the target before, and which requests may have been sent.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::kinds::{Call, KINDS, Rules};
use crate::upload::context::{Context, Way};
use crate::upload::history::Older;
use crate::upload::listing::Baseline;
use crate::upload::machine::Machine;
use crate::upload::plan::Plan;
use crate::upload::saved_session::SavedSession;
use crate::upload::since::Since;
use crate::upload::state::{Absent, Asking, LookUp, State};

/// The error for a saved upload that cannot be used.
pub fn unusable(why: impl std::fmt::Display) -> Error {
    Error::new(Status::SavedState, format!("the saved upload cannot be used: {why}"))
}

/// A saved upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedUpload {
    kind: String,
    /// Graph's URL, without a version.
    graph: String,
    /// The request that creates the session; empty for a session that someone else made.
    target: String,
    size: u64,
    /// What stood at the target; `None` when that is not known.
    before: Option<Vec<Seen>>,
    /// Nobody has looked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unlooked: bool,
    /// When the upload began at the earliest, by the service's clock, where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    began_ms: Option<u64>,
    /// A session may have been created whose URL never arrived.
    creation_unseen: bool,
    rerouted: bool,
    given_up_looking: bool,
    #[serde(default)]
    unsettled: bool,
    ended: Vec<String>,
    /// A session before this one, which may still lock the name.
    older: Option<SavedSession>,
    stage: Stage,
}

/// How far it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    /// No session is known.
    Creating,
    /// It goes in one request, which may have been sent: what is saved may be older than that.
    Inline,
    /// There is a session.
    Session(SavedSession),
    /// The session is gone, or there never was one, and whether the file is stored is not known.
    Looking {
        /// The service has said that it is.
        stored: bool,
    },
}

/// What tells an object at the target from later ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    id: String,
    etag: String,
    content_tag: String,
}

impl SavedUpload {
    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The rules of its kind, where its session was made by someone else, so that there is no target.
    pub fn adopted(&self) -> Option<&'static Rules> {
        let adopted = self.target.is_empty();
        KINDS.into_iter().find(|rules| adopted && rules.kind == self.kind)
    }

    fn sessions(&self) -> impl Iterator<Item = &SavedSession> {
        let current = if let Stage::Session(session) = &self.stage { Some(session) } else { None };
        current.into_iter().chain(&self.older)
    }

    /// Whether it is of this target.
    pub fn is_of(&self, plan: &Plan) -> bool {
        self.check(plan).is_ok()
    }

    /// Fails unless it is of this target.
    fn check(&self, plan: &Plan) -> Result<(), Error> {
        let other = |what: &str| Err(unusable(format!("it is of another {what}")));
        if self.kind != plan.target.rules().kind {
            return other("kind of target");
        }
        if self.graph != plan.endpoint.graph() {
            return other("cloud or base URL");
        }
        if self.target != fingerprint(plan, self.size) {
            return other("target, or of one with other properties");
        }
        if self.size != plan.size {
            let message = format!("it had {} bytes when it was saved and now has {}", self.size, plan.size);
            return Err(Error::new(Status::SourceChanged, format!("the source has changed: {message}")));
        }
        Ok(())
    }
}

/// What tells a target from others: the request that creates its session, whose text names the place, the file, its
/// size and its properties; and which ids are asked for, since ids of two kinds cannot be compared.
fn fingerprint(plan: &Plan, size: u64) -> String {
    let ids = plan.id_preference().map(|(_, ids)| format!(" {ids}")).unwrap_or_default();
    match plan.target.create(size, plan.endpoint.version()) {
        Some(Call { path, body, .. }) => format!("{path} {}{ids}", body.text().unwrap_or_default()),
        None => String::new(),
    }
}

impl Machine {
    /// What is to be saved; `None` before anything has begun and after the end. A request that is on its way
    /// counts as sent.
    pub fn save(&self) -> Option<SavedUpload> {
        self.saved(self.departure.purpose().is_some())
    }

    /// The same for a caller who does not save before every request: those that may follow count as sent.
    pub fn save_ahead(&self) -> Option<SavedUpload> {
        self.saved(true)
    }

    fn saved(&self, sent: bool) -> Option<SavedUpload> {
        let Context { plan, history, .. } = &self.context;
        let unlooked = matches!(self.context.baseline, Baseline::Unlooked);
        let stage = self.stage()?;
        let older = match &self.state {
            State::Discarding(discarding) => Some(&discarding.session),
            _ => history.older.as_ref().map(|older| &older.session),
        };
        Some(SavedUpload {
            kind: self.rules().kind.to_owned(),
            graph: plan.endpoint.graph().to_owned(),
            target: fingerprint(plan, plan.size),
            size: plan.size,
            before: match &self.context.baseline {
                Baseline::Unknown | Baseline::Unlooked => None,
                Baseline::Known(items) => Some(items.iter().map(Seen::of).collect()),
            },
            unlooked,
            began_ms: self.context.since.earliest().filter(|_| unlooked),
            creation_unseen: history.creation_unseen || sent && matches!(self.state, State::Creating(_)),
            rerouted: history.rerouted,
            given_up_looking: history.given_up_looking,
            unsettled: history.unsettled,
            ended: history.ended.clone(),
            older: older.map(|session| SavedSession::of(session, None)),
            stage,
        })
    }

    /// Where the upload is; `None` where there is nothing to go on with.
    fn stage(&self) -> Option<Stage> {
        let plan = &self.context.plan;
        Some(match &self.state {
            State::Creating(_) => Stage::Creating,
            State::Inline(_) | State::LookUp(LookUp { absent: Absent::Inline, .. }) => Stage::Inline,
            State::LookUp(LookUp { absent, .. }) if absent.session().is_none() => {
                Stage::Looking { stored: matches!(absent, Absent::Unknown(_)) }
            }
            // There is nothing to begin anew with where someone else has made the session.
            State::Discarding(_) if fingerprint(plan, plan.size).is_empty() => return None,
            State::Discarding(_) => Stage::Creating,
            State::Preparing(_) | State::Ended(_) => return None,
            state @ (State::Sending(_) | State::Asking(_) | State::LookUp(_) | State::Committing(_)) => {
                let mut session = SavedSession::of(state.session()?, self.departure.purpose());
                session.stored = state.is_said_to_be_stored();
                Stage::Session(session)
            }
        })
    }

    /// Goes on with a saved upload. Nothing of it is believed but what the service then confirms.
    pub fn resume(plan: Plan, saved: &SavedUpload) -> Result<Self, Error> {
        saved.check(&plan)?;
        let mut upload = Self::new(plan);
        if let Stage::Session(session) = &saved.stage {
            upload.throttle_like(session.url.expose());
        }
        let context = &mut upload.context;
        context.baseline = match &saved.before {
            None if saved.unlooked => Baseline::Unlooked,
            None => Baseline::Unknown,
            Some(seen) => Baseline::Known(seen.iter().map(Seen::item).collect()),
        };
        context.since = Since::of_past(saved.began_ms);
        context.history.creation_unseen = saved.creation_unseen;
        context.history.given_up_looking = saved.given_up_looking;
        context.history.unsettled = saved.unsettled;
        context.history.ended = saved.ended.clone();
        // The limit between the two ways may have moved since it was saved.
        let inline = matches!(saved.stage, Stage::Inline);
        match (inline, saved.rerouted) {
            (_, true) => context.reroute(if inline { Way::Inline } else { Way::Session }),
            (true, false) => context.way = Way::Inline,
            (false, false) => {}
        }
        for session in saved.sessions() {
            let hosts = context.rules().upload_host;
            let refused = |why| unusable(format!("its upload URL is refused: {why}"));
            context.plan.endpoint.check_upload_url(session.url.expose(), hosts).map_err(refused)?;
        }
        let size = context.plan.size;
        let older = saved.older.as_ref().map(|session| session.revive(size));
        context.history.older = older.map(|session| Older { session, lost: false });
        upload.state = saved.stage.revive(context.way == Way::Inline, size);
        Ok(upload)
    }
}

impl Stage {
    /// The state in which it goes on; `inline` if the file goes in one request.
    fn revive(&self, inline: bool, size: u64) -> State {
        match self {
            Self::Creating => State::creating(),
            Self::Inline => LookUp::after_inline().into(),
            Self::Looking { stored: true } => LookUp::new(Absent::Unknown(None)).into(),
            Self::Looking { stored: false } if inline => LookUp::after_inline().into(),
            Self::Looking { stored: false } => LookUp::new(Absent::Create).into(),
            Self::Session(session) if session.stored => {
                LookUp::new(Absent::Unknown(Some(session.revive(size)))).into()
            }
            Self::Session(session) => Asking::about(session.revive(size)).into(),
        }
    }
}

impl Seen {
    fn of(item: &Item) -> Self {
        let Item { id, etag, content_tag, .. } = item.clone();
        Self { id, etag, content_tag }
    }

    fn item(&self) -> Item {
        let Seen { id, etag, content_tag } = self.clone();
        Item { id, etag, content_tag, ..Item::default() }
    }
}
