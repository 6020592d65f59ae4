//! Looking at the target: before the upload for comparison, and after a lost last reply for the truth.
//!
//! A lost reply can only be resolved against what was there before. Exactly one new object of the target's name is
//! ours; none after honest waiting means not stored; several, or a look that proves nothing, means unknown.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::integrity::Integrity;
use crate::graph::item::Item;
use crate::graph::json;
use crate::graph::problem::{self, Problem};
use crate::graph::reply::{BodyEnd, Reply};
use crate::graph::request::Purpose;
use crate::kinds::Conflict;
use crate::kinds::integrity;
use crate::policy::errors;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::secret::Secret;
use crate::upload::asking::doing;
use crate::upload::ending::Left;
use crate::upload::machine::{State, Upload};
use crate::upload::session::{PositionIs, Session};
use crate::upload::status::Doubt;
use crate::upload::step::Plan;

/// How the time to settle is spread over the looks, in sixtieths.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 15, 30];

/// Where the count of looks begins when one is enough. It is not where it ends after looks that settle what is stored.
const ONCE: usize = LOOKS.len() + 1;

/// The most pages of a list that are followed. In a folder of thousands of files there are more, and reading them all
/// before and after each upload would cost more than it brings.
const MAX_PAGES: u32 = 10;

/// The most that is remembered of a list. Far fewer have one name, and a peer can send any number.
const MAX_SIGHTINGS: usize = 1_000;

/// What stood at the target before the upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Baseline {
    /// It could not be found out.
    Unknown,
    /// These, and no others.
    Known(Vec<Item>),
}

/// A list that is read page by page.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// The next page, when there is one.
    pub next: Option<Secret>,
    /// What was found so far.
    pub found: Vec<Item>,
    pages: u32,
}

/// What a page of a list says.
pub(super) enum Page {
    /// There are more pages.
    More,
    /// The list is whole.
    Whole,
    /// What was asked for is not there.
    Absent,
    /// There are more pages, or more objects of the name, than are read.
    TooMany,
    /// The response proves nothing.
    Unusable,
}

impl Listing {
    /// Reads a page. A next page on another origin is not followed, as the token would go along.
    pub fn read(&mut self, reply: &Reply, plan: &Plan) -> Page {
        let page = match reply.status {
            200 => json::body(reply),
            404 if self.pages == 0 && !Problem::of(reply).origin.is_foreign() => return Page::Absent,
            _ => None,
        };
        let Some(page) = page.filter(|page| page.is_object()) else { return Page::Unusable };
        self.found.extend(plan.target.sightings(&page).into_iter().filter(|seen| may_matter(plan, seen)));
        if self.found.len() > MAX_SIGHTINGS {
            return Page::TooMany;
        }
        self.pages += 1;
        self.next = json::text(&page, "@odata.nextLink").map(Secret::new);
        match &self.next {
            None => Page::Whole,
            Some(next) if !plan.endpoint.is_graph(next.expose()) => Page::Unusable,
            Some(_) if self.pages < MAX_PAGES => Page::More,
            Some(_) => Page::TooMany,
        }
    }
}

/// Whether a sighting can ever be taken for the file. Beside a file that may get another name stand all that its folder
/// holds; of those only a name or a size like the file's counts.
fn may_matter(plan: &Plan, seen: &Item) -> bool {
    plan.target.could_be_named(seen) || plan.target.can_be(seen, plan.size)
}

/// What follows when the file is not found.
#[derive(Debug)]
pub(super) enum Absent {
    /// Start over in a new session; the error says how the last one ended.
    Restart(Error),
    /// Send the last piece again: the service asks for it, so that anything but the file itself proves nothing.
    Resend,
    /// Send the last piece again, whose session does not tell where it stands.
    ResendUntold,
    /// A request once more, after the wait that this refusal asks for, and another look.
    Later(Error, Again),
    /// The session could not be asked, with this error. It lives, so the next call goes on with it.
    Unreachable(Error),
    /// Keep the session, which refuses to become the file: the caller can settle what stands in the way.
    Keep(Error),
    /// Send the inline request again.
    Inline,
    /// Create a session again, which was refused once.
    Create,
    /// The service has said that the file is stored, so not finding it proves nothing.
    Unknown,
    /// End with this error.
    Fail(Error),
    /// Make the file from the session again.
    Commit,
    /// The caller no longer wants it: delete the session.
    Discard,
}

/// What goes once more after a long wait.
#[derive(Debug, Clone, Copy)]
pub(super) enum Again {
    /// The last piece, whose session does not tell where it stands.
    Piece,
    /// The inline request.
    Inline,
    /// The creation of a session.
    Create,
    /// The commit.
    Commit,
}

impl Again {
    fn absent(self) -> Absent {
        match self {
            Self::Piece => Absent::ResendUntold,
            Self::Inline => Absent::Inline,
            Self::Create => Absent::Create,
            Self::Commit => Absent::Commit,
        }
    }
}

impl Absent {
    /// The response that has decided before it was looked.
    pub fn decided(&self) -> Option<&Error> {
        match self {
            Self::Restart(error)
            | Self::Later(error, _)
            | Self::Unreachable(error)
            | Self::Keep(error)
            | Self::Fail(error) => Some(error),
            Self::Resend
            | Self::ResendUntold
            | Self::Inline
            | Self::Create
            | Self::Unknown
            | Self::Commit
            | Self::Discard => None,
        }
    }
}

/// A look-up under way.
#[derive(Debug)]
pub(super) struct Looking {
    /// The session whose outcome is looked for; `None` after an inline request.
    pub session: Option<Session>,
    /// The page that is read.
    pub listing: Listing,
    /// What follows when nothing is found.
    pub absent: Absent,
    /// How often it was looked already.
    pub looks: usize,
    /// How much that is new the last look found which cannot be this file.
    pub misfits: usize,
    /// The last look could not see what holds the file.
    pub unseen: bool,
    /// The service has refused the request that makes the file. Only the file itself outweighs that.
    pub refused: bool,
}

impl Looking {
    pub fn new(session: Option<Session>, absent: Absent) -> Self {
        Self {
            session,
            listing: Listing::default(),
            absent,
            looks: 0,
            misfits: 0,
            unseen: false,
            refused: false,
        }
    }

    /// A single look.
    pub fn once_more(session: Option<Session>, absent: Absent) -> Self {
        Self { looks: ONCE, ..Self::new(session, absent) }
    }

    /// Whether it was only begun because the session could not be asked, which may have changed.
    pub fn is_for_lack_of_an_answer(&self) -> bool {
        matches!(self.absent, Absent::Unreachable(_))
    }

    /// A single look after a refusal.
    pub fn after_refusal(session: Option<Session>, absent: Absent) -> Self {
        Self { refused: true, ..Self::once_more(session, absent) }
    }

    /// After an inline request whose reply was lost or says nothing.
    pub fn after_inline() -> Self {
        Self::new(None, Absent::Inline)
    }

    /// The error for an outcome that is not known, with the response that has decided.
    fn unknown(&self, why: &str, response: Option<Error>) -> Error {
        let why = format!("the file may or may not be stored: {why}");
        let (error, why) = match (self.absent.decided(), response) {
            (Some(refusal), _) => (refusal.clone(), format!("{why}; {refusal}")),
            (None, Some(response)) => (response, why),
            (None, None) => return Error::new(Status::OutcomeUnknown, why),
        };
        error.with(|details| (details.message, details.status) = (why, Status::OutcomeUnknown))
    }
}

impl Upload {
    /// Looks whether the file is stored, and says what to do if it is not.
    pub(super) fn look_up(&mut self, session: Option<Session>, absent: Absent) -> State {
        self.note("looking whether the file is stored");
        State::Looking(Looking::new(session, absent))
    }

    /// Looks once, after the refusal of a request that makes the file: whatever it says, it may have been carried out.
    /// Where it is not known what stood there before, a look proves nothing.
    pub(super) fn look_first(&mut self, now: Millis, session: Option<Session>, absent: Absent) -> State {
        match self.looks_prove() {
            true => State::Looking(Looking::after_refusal(session, absent)),
            false => {
                self.note_unsettled(session.as_ref(), &absent);
                self.absent(now, session, absent)
            }
        }
    }

    /// A new session follows, though the last one may have become a file that shows late.
    fn note_unsettled(&mut self, session: Option<&Session>, absent: &Absent) {
        let sent = session.is_some_and(|session| session.completion.was_sent());
        self.unsettled |= sent && matches!(absent, Absent::Restart(_));
    }

    /// The same after a conflict, which may be with the file of an earlier session of ours: it may show late.
    pub(super) fn look_at_conflict(
        &mut self,
        now: Millis,
        session: Session,
        error: &Error,
        absent: Absent,
    ) -> State {
        match !self.ended.is_empty() && self.own_file_may_stand_in_the_way(error) {
            true => self.look_up(Some(session), absent),
            false => self.look_first(now, Some(session), absent),
        }
    }

    /// Whether a conflict may be with our own file, which an earlier look did not find. True once for each upload.
    pub(super) fn own_file_may_stand_in_the_way(&mut self, error: &Error) -> bool {
        let conflict = matches!(error.details().http_status, 409 | 412);
        let may = conflict && self.given_up_looking && !self.looked_again;
        self.looked_again |= may;
        may
    }

    fn looks_prove(&self) -> bool {
        let known = matches!(self.baseline, Baseline::Known(_)) && !is_made(Defect::RefusalsUnlooked);
        self.can_look() && known
    }

    pub(super) fn look_reply(&mut self, now: Millis, mut looking: Looking, reply: &Reply) -> State {
        match looking.listing.read(reply, &self.plan) {
            Page::More => State::Looking(looking),
            Page::Whole => {
                looking.unseen = false;
                self.looked(now, looking)
            }
            Page::Absent => {
                looking.unseen = !self.plan.target.absence_is_known();
                self.looked(now, looking)
            }
            Page::Unusable if self.look_may_pass(reply) => {
                looking.listing = Listing::default();
                self.again_later(now, State::Looking(looking), self.unusable(reply))
            }
            Page::TooMany => {
                self.unknown(now, looking, "there are more files beside it than are read".into())
            }
            Page::Unusable => {
                let error = self.unusable(reply);
                let why = format!("looking for it did not help ({error})");
                self.unknown_after(now, looking, why, Some(error))
            }
        }
    }

    /// Whether another look may bring what this one did not.
    pub(super) fn look_may_pass(&self, reply: &Reply) -> bool {
        let meaning = self.refusal(Asked::LookUp, &Purpose::LookUp, reply).0;
        let passes =
            matches!(meaning, Meaning::Busy | Meaning::Locked | Meaning::Failed | Meaning::Unsettled(_));
        reply.end == BodyEnd::Cut || !problem::is_success(reply) && passes
    }

    /// The error for a page that proves nothing.
    pub(super) fn unusable(&self, page: &Reply) -> Error {
        let doing = doing(&Purpose::LookUp);
        match (page.status, page.end) {
            (200..300, BodyEnd::Cut) => errors::broke_off(&doing, &self.host),
            _ => self.refusal(Asked::LookUp, &Purpose::LookUp, page).1,
        }
    }

    /// A whole list was read: compare it with the baseline.
    fn looked(&mut self, now: Millis, mut looking: Looking) -> State {
        let mut found = std::mem::take(&mut looking.listing.found);
        found.retain(|seen| self.is_about_us(seen));
        looking.listing = Listing::default();
        let new: Vec<Item> = match &self.baseline {
            Baseline::Known(before) => {
                let is_old = |seen: &Item| {
                    !is_made(Defect::AnyOfTheName) && before.iter().any(|old| old.shows_same_content(seen))
                };
                found.into_iter().filter(|seen| !is_old(seen)).collect()
            }
            Baseline::Unknown if found.is_empty() => Vec::new(),
            Baseline::Unknown => {
                let why = "something of that name is there, but it is not known what was there before";
                return self.unknown(now, looking, why.into());
            }
        };
        let size = self.plan.size;
        let can_be = |seen: &Item| {
            self.plan.target.can_be(seen, size) && !integrity::contradicts(seen, self.hash.as_deref())
        };
        let (mut ours, others): (Vec<_>, Vec<_>) = new.into_iter().partition(can_be);
        looking.misfits = others.len();
        match (ours.pop(), ours.len()) {
            (None, _) => self.not_found(now, looking),
            (Some(item), 0) => {
                self.note("the file is stored; its reply was lost");
                State::Done(Item { recovered: true, ..item })
            }
            (Some(_), more) => {
                self.unknown(now, looking, format!("{} new ones of that name are there", more + 1))
            }
        }
    }

    /// Whether a sighting has the file's name, or its very content whatever its name.
    fn is_about_us(&self, seen: &Item) -> bool {
        let same = || integrity::compare(self.rules(), seen, self.plan.size, self.hash.as_deref());
        if is_made(Defect::NamesAsBytes) {
            return seen.name.is_ascii();
        }
        self.plan.target.could_be_named(seen) || same() == Integrity::Verified
    }

    fn not_found(&mut self, now: Millis, mut looking: Looking) -> State {
        if looking.looks < LOOKS.len() && !is_made(Defect::LooksOnce) {
            let wait = LOOKS[looking.looks] * self.plan.policy.settle_ms / 60;
            looking.looks += 1;
            self.budget.waits(wait);
            self.rest(now, wait);
            return State::Looking(looking);
        }
        if matches!(looking.absent, Absent::Resend) {
            return self.resend(looking.session, false);
        }
        self.given_up_looking = true;
        match looking.looks {
            ONCE => self.note_unsettled(looking.session.as_ref(), &looking.absent),
            _ => self.unsettled = false,
        }
        looking.session.iter_mut().for_each(|session| session.completion.looked_for());
        match looking.absent {
            Absent::Discard => self.discarded_session(looking.session),
            absent if looking.refused => self.absent(now, looking.session, absent),
            _ if looking.unseen => {
                self.unknown(now, looking, "what would hold it cannot be seen any more".into())
            }
            _ if looking.misfits > 0 => self.unknown(
                now,
                looking,
                "something new is there, but with another size or hash than this file's".into(),
            ),
            absent => self.absent(now, looking.session, absent),
        }
    }

    /// The file is not there.
    fn absent(&mut self, now: Millis, session: Option<Session>, absent: Absent) -> State {
        match (absent, session) {
            (Absent::Restart(why), Some(session)) => self.restart(now, Left::Delete(session), why),
            (Absent::Restart(why), None) => self.restart(now, Left::Nothing, why),
            (Absent::Fail(error), session) => self.end_session(session, error),
            (Absent::Discard, session) => self.discarded_session(session),
            (Absent::Resend, session) => self.resend(session, false),
            (Absent::ResendUntold, session) => self.resend(session, true),
            (Absent::Later(error, Again::Create), _) => self.name_is_locked(now, error),
            (Absent::Later(error, again), session) => {
                let again = self.look_first(now, session, again.absent());
                self.again_later(now, again, error)
            }
            (Absent::Commit, Some(session)) => State::Committing(session),
            (Absent::Unreachable(error), Some(session)) => {
                self.pause_in_doubt(State::Asking(session, Doubt::default()), error)
            }
            (Absent::Keep(error), Some(session)) if session.made_by.names_source() => {
                self.pause_in(State::Committing(session), error)
            }
            (Absent::Keep(error), Some(session)) => {
                self.pause_in(State::Asking(session, Doubt::default()), error)
            }
            (Absent::Inline, _) => State::Inline,
            (Absent::Create, _) => State::Creating,
            (Absent::Unknown, session) => self.unknown(
                now,
                Looking::new(session, Absent::Unknown),
                "the service said it was stored, but it does not show".into(),
            ),
            (Absent::Commit | Absent::Unreachable(_) | Absent::Keep(_), None) => {
                State::Failed(Error::bug("a session to go on with is missing"))
            }
        }
    }

    fn resend(&mut self, session: Option<Session>, untold: bool) -> State {
        match session {
            Some(mut session) => {
                if untold {
                    session.position = PositionIs::Assumed;
                }
                State::Sending(session)
            }
            None => State::Failed(Error::bug("a session to send to is missing")),
        }
    }

    /// Looking did not settle it. The next call looks again; after a refusal that refusal stands, in doubt.
    pub(super) fn unknown(&mut self, now: Millis, looking: Looking, why: String) -> State {
        self.unknown_after(now, looking, why, None)
    }

    /// The same because of a response to the look. The error carries what was refused before it, or else that response.
    fn unknown_after(
        &mut self,
        now: Millis,
        mut looking: Looking,
        why: String,
        response: Option<Error>,
    ) -> State {
        if matches!(looking.absent, Absent::Resend) {
            return self.resend(looking.session, false);
        }
        let holds = !matches!(looking.absent, Absent::Unknown) && !self.may_double(&looking.absent);
        if looking.refused && holds {
            self.note(format!("a look after a refusal did not help: {why}"));
            return self.absent_in_doubt(now, looking);
        }
        looking.looks = 0;
        looking.listing = Listing::default();
        let error = looking.unknown(&why, response);
        self.pause_in(State::Looking(looking), error)
    }

    /// Whether what follows could store the file a second time, if the refusal before it is not true. Where the service
    /// refuses another file of the name, or puts it in the place of the first, it could not.
    fn may_double(&self, absent: &Absent) -> bool {
        let guarded = matches!(self.plan.target.conflict(), Some(Conflict::Replace | Conflict::Fail));
        let goes_again = match absent {
            Absent::Restart(_) | Absent::ResendUntold | Absent::Inline | Absent::Create | Absent::Commit => {
                true
            }
            Absent::Later(..) => true,
            Absent::Resend | Absent::Unreachable(_) | Absent::Keep(_) | Absent::Unknown => false,
            Absent::Fail(_) | Absent::Discard => false,
        };
        goes_again && !guarded
    }

    /// What follows a refusal where a look could not show whether it is true.
    fn absent_in_doubt(&mut self, now: Millis, looking: Looking) -> State {
        let doubted = |error: Error| error.with(|details| details.in_doubt = true);
        let absent = match looking.absent {
            Absent::Fail(error) => Absent::Fail(doubted(error)),
            Absent::Keep(error) => Absent::Keep(doubted(error)),
            absent => absent,
        };
        self.absent(now, looking.session, absent)
    }

    /// The session itself tells most. Where nothing can be looked at, it is all that may still tell.
    pub(super) fn ask_again_instead_of_looking(&mut self) {
        self.state = match self.take_state() {
            State::Looking(Looking { session: Some(mut session), .. }) => {
                session.completion.doubted();
                State::Asking(session, Doubt::default())
            }
            state => state,
        };
    }

    pub(super) fn cannot_look(&self, looking: &Looking) -> Error {
        let why = "only its upload URL is known, so there is nothing to look at";
        self.with_facts(looking.unknown(why, None))
    }
}
