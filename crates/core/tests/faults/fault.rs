//! What can go wrong with one exchange.

use fastrand::Rng;
use graph_upload_core::graph::request::{Body, Purpose, Request};

use crate::schedule::{Menu, Schedule};

/// What goes wrong. What is not a fault of the network happens before the request is handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing leaves.
    NotSent,
    /// A kept connection turns out dead; with `done` the service had got the request before.
    Dead { done: bool },
    /// The connection breaks in the body; the service may keep what it got.
    Broken { at: u64, kept: bool },
    /// The service does it, and its response is lost.
    ResponseLost,
    /// The response is lost, and the service gets the request only so many milliseconds later.
    ArrivesLate(u64),
    /// The response breaks off.
    Truncated,
    /// The service does it, and something between answers with a page of its own.
    Garbage,
    /// The service refuses before it does anything.
    Refused(u16, &'static str, Option<Wait>),
    /// The service does it, and something between answers in its place.
    Answered(u16),
    /// The service does it, and all the same answers with a refusal.
    Denies(u16, &'static str),
    /// Something between answers with a page; with `done` the service has done it.
    Page { status: u16, done: bool },
    /// Only the first bytes are taken, and this is answered; with `early` before the rest was sent.
    Kept { bytes: u64, then: Option<u16>, early: bool },
    /// The service assembles the file only so many milliseconds later.
    ShowsLate { ms: u64, then: Option<u16> },
    /// The service wants to be left alone for so long.
    Throttled(u64, u16),
    /// Something between sends it twice, and passes on the second answer.
    Twice,
    /// The session is forgotten.
    Forgotten,
    /// The session forgets all bytes from this offset on.
    Rewound(u64),
    /// The service lets go of all that the session holds, and says so in place of taking the piece.
    LetsGo,
    /// The upload URL is refused from now on.
    UrlDies(u16),
    /// The token is refused from now on.
    TokenDies,
    /// Another writer stores so many bytes under the name.
    OtherWrites(usize),
    /// Another writer removes what has the name.
    OtherRemoves,
    /// The drive is full, for so many requests.
    Full(u32),
    /// The service's clock jumps.
    DateShifts(i64),
    /// Nothing happens for so long.
    TimePasses(u64),
    /// The response names other missing ranges than are missing.
    Lies(&'static [&'static str]),
    /// The caller cancels while the request is under way.
    Cancelled,
    /// The source cannot be read.
    Unreadable,
}

/// How long the service wants to be left alone, and how it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    Seconds(u64),
    Decimal(&'static str),
    Date(u64),
}

/// Whether trying again may help, as the library reads it.
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 423 | 425 | 429 | 500 | 502..=504 | 506 | 508..)
}

const PASSING: [u16; 9] = [408, 423, 429, 429, 500, 502, 503, 504, 509];

impl Fault {
    /// Draws one that fits the request, or none.
    pub fn draw(rng: &mut Rng, schedule: &Schedule, request: &Request) -> Option<Fault> {
        match schedule.menu {
            Menu::Passing | Menu::Endless => Self::draw_passing(rng, schedule, request),
            Menu::Any if rng.u32(..3) == 0 => Self::draw_hard(rng, schedule, request),
            Menu::Shared if rng.u32(..3) == 0 => Some(match rng.u32(..4) {
                0 => Fault::OtherRemoves,
                1 if schedule.size <= 8_192 && schedule.size > 0 => {
                    Fault::OtherWrites(schedule.size as usize)
                }
                _ => Fault::OtherWrites(rng.usize(1..50)),
            }),
            Menu::Any | Menu::Shared => Self::draw_passing(rng, schedule, request),
        }
    }

    /// Draws what never gets through.
    pub fn draw_endless(rng: &mut Rng) -> (Purpose, Fault) {
        let purposes = [
            Purpose::Create,
            Purpose::Piece { range: 0..0, last: true },
            Purpose::Status,
            Purpose::Inline,
            Purpose::LookUp,
            Purpose::Commit,
        ];
        let faults = [
            Fault::NotSent,
            Fault::ResponseLost,
            Fault::Refused(429, "", None),
            Fault::Refused(500, "", None),
            Fault::Refused(503, "", Some(Wait::Seconds(20))),
            Fault::Refused(403, "accessDenied", None),
            Fault::Kept { bytes: 0, then: None, early: false },
            Fault::Refused(404, "itemNotFound", None),
            Fault::Refused(416, "invalidRange", None),
            Fault::Refused(409, "ErrorIrresolvableConflict", None),
            Fault::Page { status: 400, done: false },
            Fault::Rewound(0),
            Fault::LetsGo,
            Fault::Dead { done: false },
        ];
        let (purpose, fault) = (&purposes[rng.usize(..purposes.len())], &faults[rng.usize(..faults.len())]);
        match (purpose, fault) {
            // What is there and is never shown can only be doubled.
            (Purpose::LookUp, Fault::Refused(404, ..)) => (purpose.clone(), Fault::NotSent),
            (_, Fault::Rewound(_) | Fault::LetsGo) => {
                (Purpose::Piece { range: 0..0, last: true }, fault.clone())
            }
            _ => (purpose.clone(), fault.clone()),
        }
    }

    /// Whether it befalls all uploads to the service, and not those alone that hear of it.
    pub fn befalls_all(&self) -> bool {
        matches!(self, Fault::TokenDies | Fault::DateShifts(_) | Fault::TimePasses(_))
    }

    fn draw_passing(rng: &mut Rng, schedule: &Schedule, request: &Request) -> Option<Fault> {
        let bytes = match &request.body {
            Body::Bytes(range) => range.end - range.start,
            _ => 0,
        };
        let is_piece = matches!(request.purpose, Purpose::Piece { .. });
        let makes_file = matches!(request.purpose, Purpose::Piece { last: true, .. });
        let server = [500, 502, 503, 504][rng.usize(..4)];
        let fault = match rng.u32(..18) {
            17 => Fault::Dead { done: rng.bool() },
            0 => Fault::NotSent,
            1 if bytes > 0 => Fault::Broken { at: rng.u64(..bytes), kept: rng.bool() },
            2 | 3 => Fault::ResponseLost,
            4 => Fault::ArrivesLate(rng.u64(1..=lateness(schedule))),
            5 => Fault::Truncated,
            6 => Fault::Refused(PASSING[rng.usize(..9)], "", wait(rng)),
            7 => Fault::Answered(server),
            8 if is_piece => {
                let then = [None, Some(429), Some(server)][rng.usize(..3)];
                // Who is merely busy has not stored the file.
                let kept = if then == Some(429) { rng.u64(..bytes) } else { rng.u64(..=bytes) };
                Fault::Kept { bytes: kept, then, early: then.is_some() && kept < bytes && rng.bool() }
            }
            9 if makes_file && !schedule.place.is_deferred() => {
                let ms = rng.u64(1..=lateness(schedule));
                Fault::ShowsLate { ms, then: rng.bool().then_some(server) }
            }
            10 => Fault::Throttled(rng.u64(1..60_000), [429, 503][rng.usize(..2)]),
            11 => Fault::DateShifts(rng.i64(-100_000_000..100_000_000)),
            12 => Fault::TokenDies,
            13 if is_piece && schedule.can_rewind() => Fault::Rewound(rng.u64(..=schedule.size)),
            14 if schedule.can_rewind() && on_session(&request.purpose) => Fault::Forgotten,
            // One refusal that is a mistake. What makes the file at once is another matter.
            15 if is_piece && !makes_file => mistaken(rng),
            16 if !matches!(request.purpose, Purpose::Discard | Purpose::Create) => {
                Fault::Page { status: [400, 403, 404, 502][rng.usize(..4)], done: rng.bool() }
            }
            _ => return None,
        };
        Some(fault)
    }

    fn draw_hard(rng: &mut Rng, schedule: &Schedule, request: &Request) -> Option<Fault> {
        let on_session = on_session(&request.purpose);
        let fault = match rng.u32(..15) {
            12 | 13 => {
                let Fault::Refused(status, code, _) = terminal(rng) else { return None };
                Fault::Denies(status, code)
            }
            14 => Fault::Denies(PASSING[rng.usize(..9)], ""),
            0 => terminal(rng),
            1 => Fault::Garbage,
            2 if request.purpose != Purpose::Inline && request.purpose != Purpose::Commit => Fault::Twice,
            3 if on_session => Fault::Forgotten,
            4 if on_session => Fault::Rewound(rng.u64(..=schedule.size)),
            5 if on_session => Fault::UrlDies([401, 403][rng.usize(..2)]),
            6 => Fault::Full(rng.u32(1..20)),
            7 => Fault::TimePasses([60_000, 400_000, 1_000_000, 4_000_000][rng.usize(..4)]),
            8 if on_session => {
                let lies: [&'static [&'static str]; 5] = [&["0-"], &["5"], &[], &["x-"], &["0-3", "9-"]];
                Fault::Lies(lies[rng.usize(..5)])
            }
            9 => Fault::Cancelled,
            10 if matches!(&request.body, Body::Bytes(_) | Body::Base64 { .. }) => Fault::Unreadable,
            11 => Fault::Refused([429, 503][rng.usize(..2)], "", Some(Wait::Seconds(3_600))),
            _ => return None,
        };
        Some(fault)
    }
}

/// How late something may come or show, so that all of it together is over before the looking is.
fn lateness(schedule: &Schedule) -> u64 {
    schedule.policy.settle_ms - 8_000 - schedule.config.visible_after_ms
}

fn on_session(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Piece { .. } | Purpose::Status | Purpose::Discard)
}

fn wait(rng: &mut Rng) -> Option<Wait> {
    Some(match rng.u32(..8) {
        0 => Wait::Seconds(rng.u64(..4)),
        1 => Wait::Seconds(rng.u64(..90)),
        2 => Wait::Decimal("2.128"),
        3 => Wait::Decimal("0.249"),
        4 => Wait::Date(rng.u64(1..90)),
        _ => return None,
    })
}

/// What no waiting helps against, if the service means it.
fn terminal(rng: &mut Rng) -> Fault {
    const REFUSALS: [(u16, &str); 32] = [
        (301, ""),
        (308, ""),
        (400, ""),
        (400, "invalidRequest"),
        (400, "pathIsTooLong"),
        (400, "uploadSessionNotFound"),
        (401, ""),
        (401, "unauthenticated"),
        (403, ""),
        (403, "accessDenied"),
        (403, "ErrorQuotaExceeded"),
        (404, ""),
        (404, "itemNotFound"),
        (405, ""),
        (409, "nameAlreadyExists"),
        (409, "resourceModified"),
        (409, "ErrorIrresolvableConflict"),
        (409, "lockMismatch"),
        (410, ""),
        (411, ""),
        (412, "resourceModified"),
        (412, "ErrorIrresolvableConflict"),
        (413, ""),
        (413, "maxFragmentLengthExceeded"),
        (413, "ErrorMessageSizeExceeded"),
        (415, ""),
        (416, "invalidRange"),
        (422, "unprocessable"),
        (501, ""),
        (505, ""),
        (507, ""),
        (507, "quotaLimitReached"),
    ];
    let (status, code) = REFUSALS[rng.usize(..REFUSALS.len())];
    Fault::Refused(status, code, None)
}

/// A refusal of a piece that does not hold when the piece comes again.
fn mistaken(rng: &mut Rng) -> Fault {
    let (status, code) = [
        (401, ""),
        (401, "unauthenticated"),
        (403, "accessDenied"),
        (404, "itemNotFound"),
        (404, ""),
        (410, ""),
        (412, "resourceModified"),
        (416, "invalidRange"),
    ][rng.usize(..8)];
    Fault::Refused(status, code, None)
}
