//! What a seed decides before the first request: the place, the file, the service's ways, and what may go wrong.

use std::fmt;

use fastrand::Rng;
use graph_upload_core::graph::quickxor::QuickXorHash;
use graph_upload_core::kinds::Rules;
use graph_upload_core::policy::baseline::{self, BaselineRule, ONE_REQUEST, RoundTrips};
use graph_upload_core::policy::retry::Policy;
use graph_upload_simulator::model::config::{
    Casing, Config, LocationForm, PutForm, RangeForm, ResponseStyle,
};
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::drive::rules::{ConflictAt, Flavour, HashRule};

use crate::place::{Place, Sort};
use crate::source::bytes;

/// How far the service's clock for responses is from that for items, where their difference counts.
pub const SKEW_MS: i64 = 5_000;

/// What sort of faults there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Those that pass: an upload that gives up over a few of them is wrong.
    Passing,
    /// All that a service and a network do.
    Any,
    /// The same, while another writer is at the same name.
    Shared,
    /// One sort of request never gets through.
    Endless,
}

/// Who asks for the upload, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// One call; the source can be read anywhere.
    Whole,
    /// One call; the source only goes forward.
    Forward,
    /// Puts of any length.
    Puts,
    /// Puts, to a session that someone else has made.
    Adopts,
}

/// A schedule.
pub struct Schedule {
    pub place: Place,
    pub size: u64,
    pub piece: u64,
    pub caller: Caller,
    pub menu: Menu,
    /// Whether the upload is saved while it runs.
    pub saves: bool,
    /// How many faults there can be.
    pub faults: u32,
    /// A request meets a fault once in so many times.
    pub rarity: u32,
    /// How many lives may end in the middle.
    pub deaths: u32,
    /// A life ends at a given point once in so many times.
    pub mortality: u32,
    /// How often the caller tries again after an error that is not the end.
    pub tries: u32,
    pub policy: Policy,
    pub config: Config,
    /// Whether another token can be had.
    pub renews: bool,
    /// Whether something of the same name is there before.
    pub taken: bool,
    /// Which requests are saved.
    pub round_trips: RoundTrips,
    /// Whether the same bytes of someone else's are there before.
    pub lookalike: bool,
    /// Whether someone else's session locks the name, and for how long.
    pub locked_ms: Option<u64>,
}

impl Schedule {
    pub fn draw(rng: &mut Rng) -> Self {
        use Caller::{Adopts, Forward, Puts, Whole};
        use Menu::{Any, Endless, Passing, Shared};
        let sort = [
            Sort::Todo,
            Sort::Todo,
            Sort::Message,
            Sort::Event,
            Sort::Path,
            Sort::Path,
            Sort::Path,
            Sort::Child,
            Sort::ById,
            Sort::Print,
        ][rng.usize(..10)];
        let place = Place::draw(rng, sort);
        let (size, piece) = sizes(rng, place.target.rules());
        let caller = [Whole, Whole, Whole, Forward, Forward, Puts, Puts, Adopts][rng.usize(..8)];
        let caller = if caller == Adopts && size < place.target.rules().session_min { Puts } else { caller };
        let menu = [Passing, Passing, Passing, Any, Any, Any, Shared, Endless][rng.usize(..8)];
        let menu = if menu == Shared && !place.is_shared() { Any } else { menu };
        let saves = rng.bool();
        Self {
            size,
            piece,
            caller,
            menu,
            saves,
            faults: rng.u32(..7),
            rarity: rng.u32(1..6),
            // Where nothing is saved, a death ends the schedule.
            deaths: if rng.u32(..if saves { 2 } else { 16 }) == 0 { rng.u32(1..4) } else { 0 },
            mortality: rng.u32(4..30),
            tries: rng.u32(..4),
            policy: Policy { attempts: if rng.u32(..8) == 0 { 3 } else { 8 }, ..Policy::default() },
            config: config(rng, piece),
            renews: rng.u32(..8) > 0,
            taken: place.is_shared() && rng.u32(..4) == 0,
            round_trips: RoundTrips::ALL,
            lookalike: false,
            locked_ms: (place.conflict().is_some() && size > 0 && rng.u32(..16) == 0)
                .then(|| rng.u64(1_000..1_200_000)),
            place,
        }
    }

    /// Draws which requests are saved, and what makes that harder. What is drawn here comes from numbers of its own, so that
    /// the schedules in which all requests are made stay what they were.
    pub fn save_round_trips(&mut self, rng: &mut Rng) {
        if rng.bool() {
            return;
        }
        let one_request = [0, 1_000, ONE_REQUEST, ONE_REQUEST][rng.usize(..4)];
        // Who puts has no bytes to read again after a death, and may save at any time.
        let outlives = self.saves || matches!(self.caller, Caller::Puts | Caller::Adopts);
        self.round_trips = RoundTrips { one_request, quick: rng.bool(), outlives };
        if self.rule() == BaselineRule::Before {
            return;
        }
        self.config.date_shift_ms = rng.i64(-SKEW_MS..=SKEW_MS);
        self.lookalike = self.place.is_shared() && self.size > 0 && rng.u32(..4) == 0;
        self.taken |= self.lookalike;
        if rng.u32(..8) == 0 {
            self.config.drive.rewritten = vec!["bin".into()];
        }
    }

    /// What a lost response is resolved with.
    pub fn rule(&self) -> BaselineRule {
        baseline::rule(&*self.place.target, self.size, self.round_trips)
    }

    /// Whether nobody looks what is there before.
    pub fn is_unlooked(&self) -> bool {
        self.caller != Caller::Adopts && self.rule() != BaselineRule::Before
    }

    /// Whether the service alters the file.
    pub fn is_rewritten(&self) -> bool {
        !self.config.drive.rewritten.is_empty() && self.config.drive.flavour == Flavour::Business
    }

    /// Whether something of another's has the name before the upload begins.
    pub fn is_taken(&self) -> bool {
        self.taken || self.place.sort == Sort::ById
    }

    /// Whether the source can give everything again.
    pub fn can_rewind(&self) -> bool {
        self.caller != Caller::Forward
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, size, piece, caller, menu, saves, taken, locked_ms, config, .. } = self;
        write!(f, "{:?} {size} bytes in pieces of {piece}, {caller:?}, {menu:?}", place.sort)?;
        write!(f, ", saves {saves}, taken {taken}, locked {locked_ms:?}, attempts {}", self.policy.attempts)?;
        let (conflict, commit) = (place.conflict(), place.target.commit_form());
        write!(f, "\n  {conflict:?} {commit:?} {:?} {:?}", config.drive.flavour, config.drive.conflict_at)?;
        write!(f, ", {:?} {:?} lookalike {}", self.rule(), self.round_trips, self.lookalike)?;
        write!(f, ", visible after {} ms, hidden for {}", config.visible_after_ms, config.hidden_requests)
    }
}

/// A size, and the size of pieces. Mostly as small as the rules allow, since the model counts bytes and the hash reads
/// them; at times as in real life.
fn sizes(rng: &mut Rng, rules: &Rules) -> (u64, u64) {
    let smallest = if rules.inline_max.is_some() { 0 } else { 1 };
    let piece = match rng.u32(..16) {
        0 => 327_680,
        1 => 1,
        n => [16, 100, 1_000][n as usize % 3],
    };
    let some = [0, 1, piece - 1, piece, piece + 1, 2 * piece, rng.u64(..=6 * piece), rng.u64(..=6 * piece)];
    let size = some[rng.usize(..8)].max(smallest);
    // Outlook's sessions have a smallest size, which cannot be scaled.
    match rules.session_min {
        least @ 2.. if rng.u32(..4) > 0 => (least + size.min(6_000), rng.u64(least / 4..least + 4_000)),
        least @ 2.. => ([0, 1, 1_000, least - 1][rng.usize(..4)], piece),
        _ => (size, piece),
    }
}

/// The ways of the service, as far as they are documented or were seen.
pub fn config(rng: &mut Rng, piece: u64) -> Config {
    let mut config = Config { token: "token".into(), seed: rng.u64(..), ..Config::strict() };
    config.date_shift_ms = [0, 0, 90_000_000, -90_000_000][rng.usize(..4)];
    config.hidden_requests = if rng.u32(..12) == 0 { rng.u32(1..4) } else { 0 };
    config.visible_after_ms = [0, 0, 0, 2_000, 20_000, 50_000][rng.usize(..6)];
    config.page_size = [10, 1][rng.usize(..2)];
    let location =
        [LocationForm::Segment, LocationForm::Quoted, LocationForm::Encoded, LocationForm::Missing];
    config.todo.location = location[rng.usize(..4)];
    config.todo.put =
        [PutForm::Content, PutForm::Both, PutForm::Bare { refusal: 404 }, PutForm::Bare { refusal: 405 }]
            [rng.usize(..4)];
    config.todo.progress = style(rng);
    config.todo.status = style(rng);
    config.outlook.location = location[rng.usize(..4)];
    config.outlook.progress = style(rng);
    config.outlook.status = style(rng);
    config.outlook.status_refusal = [None, None, Some(404), Some(405)][rng.usize(..4)];
    let drive = &mut config.drive;
    drive.flavour = [Flavour::Business, Flavour::Personal][rng.usize(..2)];
    drive.conflict_at =
        [ConflictAt::Creation, ConflictAt::Creation, ConflictAt::FirstPiece, ConflictAt::Commit]
            [rng.usize(..4)];
    drive.rename_conflicts = rng.u32(..6) == 0;
    drive.conflict_code = ["nameAlreadyExists", "upload_name_conflict"][rng.usize(..2)];
    drive.session_bumps_etag = rng.bool();
    drive.stub_lingers_ms = [0, 0, 0, 30_000][rng.usize(..4)];
    drive.create_ranges = rng.bool();
    drive.multiple = piece;
    drive.hash =
        [HashRule::Shown, HashRule::Shown, HashRule::After(5_000), HashRule::Missing][rng.usize(..4)];
    drive.source_hash = Some(hash_of);
    config
}

/// How ranges are written. Those that say nothing about an open session are another matter.
fn style(rng: &mut Rng) -> ResponseStyle {
    let casing = [Casing::Camel, Casing::Pascal, Casing::Mixed, Casing::Lower][rng.usize(..4)];
    let ranges =
        [RangeForm::Bare, RangeForm::Open, RangeForm::Closed, RangeForm::ClosedPastEnd, RangeForm::Split];
    ResponseStyle::new(casing, ranges[rng.usize(..5)])
}

/// The numbers of the sources that others write start here.
const OTHERS: u64 = 1 << 63;

/// What the service says of a content that has come from us.
fn hash_of(content: &Content) -> Option<String> {
    let mut hash = QuickXorHash::new();
    for run in content.runs() {
        if run.origin.source >= OTHERS {
            return None;
        }
        hash.update(bytes(run.origin.at, run.length));
    }
    Some(hash.to_base64())
}
