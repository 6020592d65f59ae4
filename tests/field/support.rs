//! A sample: an upload, and what the service does to it.

use std::panic::resume_unwind;
use std::thread;

use graph_upload_core::kinds::{Conflict, Property};
use graph_upload_simulator::faults::{Action, Fault, FaultResponse, When};
use graph_upload_simulator::model::config::Config;

use crate::expect::Expect;
use crate::front::{Front, Place, Setup, Target};
use crate::ran::Ran;
use crate::world::World;

/// The pieces of samples: small, so that a file of several pieces is small too.
pub const DRIVE_PIECE: usize = 327_680;
/// A file of Outlook or To Do that goes in a session has more than 3 MiB.
pub const MAIL_PIECE: usize = 4 * DRIVE_PIECE;
/// What refusals of samples give as their request id.
pub const REQUEST_ID: &str = "5e3c0fee-1d8a-4b0e-9f43-7b8f4d1c2a10";
/// Backoffs and the settle time of samples are the defaults divided by this.
pub const SCALE: u64 = 100;

/// How an upload is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A session that the caller feeds, by the loop that the header shows.
    Session,
    /// A whole upload.
    Whole,
    /// A whole upload with a state file.
    Saved,
}

/// An upload, and what the service does to it.
pub struct Sample {
    pub place: Place,
    pub properties: Vec<Property>,
    pub size: usize,
    pub piece: Option<u64>,
    pub ways: Vec<Way>,
    faults: Vec<Fault>,
    configure: Vec<fn(&mut Config)>,
    before: Vec<fn(&World)>,
    setup: Vec<fn(&mut Setup)>,
}

/// A sample and what has to come of it.
pub struct Case {
    label: String,
    sample: Sample,
    expect: Expect,
}

/// The cases of one test.
pub struct Cases(Vec<Case>);

impl Sample {
    /// A file of so many pieces, the last one half as long, at a place.
    pub fn at(place: Place, pieces: usize) -> Self {
        let piece = match place {
            Place::Todo { .. } | Place::Message { .. } | Place::Event { .. } | Place::GroupPost { .. } => {
                MAIL_PIECE
            }
            _ => DRIVE_PIECE,
        };
        Self {
            place,
            properties: Vec::new(),
            size: pieces * piece - piece / 2,
            piece: Some(piece as u64),
            ways: vec![Way::Session, Way::Whole, Way::Saved],
            faults: Vec::new(),
            configure: Vec::new(),
            before: Vec::new(),
            setup: Vec::new(),
        }
    }

    pub fn drive(pieces: usize) -> Self {
        Self::at(DRIVE, pieces)
    }

    pub fn message(pieces: usize) -> Self {
        Self::at(MESSAGE, pieces)
    }

    pub fn todo(pieces: usize) -> Self {
        Self::at(TODO, pieces)
    }

    pub fn print(pieces: usize) -> Self {
        Self::at(PRINT, pieces)
    }

    /// A file that goes in one request: a small one, or one without a byte where all others go by session.
    pub fn in_one_request(place: Place) -> Self {
        let small = matches!(place, Place::Message { .. } | Place::Event { .. } | Place::GroupPost { .. });
        Self::at(place, 1).size(if small { 5_000 } else { 0 })
    }

    /// So many bytes.
    pub fn size(self, bytes: usize) -> Self {
        Self { size: bytes, ..self }
    }

    /// Pieces of the size that the library chooses.
    pub fn any_piece(self) -> Self {
        Self { piece: None, ..self }
    }

    pub fn property(mut self, property: Property) -> Self {
        self.properties.push(property);
        self
    }

    pub fn conflict(self, conflict: Conflict) -> Self {
        self.property(Property::Conflict(conflict))
    }

    /// Only in these ways.
    pub fn ways(self, ways: &[Way]) -> Self {
        Self { ways: ways.to_vec(), ..self }
    }

    /// A response instead of handling the requests that `when` names, in the simulator's words.
    pub fn on(self, when: &str, response: FaultResponse) -> Self {
        let fault = self::when(when).instead(response);
        self.fault(fault)
    }

    /// The requests that `when` names are handled, and their responses replaced.
    pub fn after(self, when: &str, response: FaultResponse) -> Self {
        let fault = self::when(when).after(response);
        self.fault(fault)
    }

    /// What `when` names, and what happens.
    pub fn act(self, when: &str, action: Action) -> Self {
        let fault = self::when(when).act(action);
        self.fault(fault)
    }

    /// A fault in the simulator's words.
    pub fn script(self, text: &str) -> Self {
        let fault = text.parse().expect("a fault");
        self.fault(fault)
    }

    fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// How the service behaves.
    pub fn config(mut self, configure: fn(&mut Config)) -> Self {
        self.configure.push(configure);
        self
    }

    /// What is done before the upload.
    pub fn before(mut self, before: fn(&World)) -> Self {
        self.before.push(before);
        self
    }

    /// How the client is set up.
    pub fn setup(mut self, setup: fn(&mut Setup)) -> Self {
        self.setup.push(setup);
        self
    }

    pub fn expect(self, expect: Expect) -> Case {
        Case { label: String::new(), sample: self, expect }
    }

    pub fn target(&self) -> Target {
        Target { place: self.place, properties: self.properties.clone() }
    }

    /// A service that does all this.
    pub fn world(&self) -> World {
        let mut world = World::with(|config| self.configure.iter().for_each(|configure| configure(config)));
        world.setup.backoff_ms = (1_000 / SCALE, 60_000 / SCALE);
        world.setup.settle_ms = 60_000 / SCALE;
        world.setup.piece = self.piece;
        self.setup.iter().for_each(|setup| setup(&mut world.setup));
        self.before.iter().for_each(|before| before(&world));
        world.service.script(self.faults.clone());
        world
    }
}

fn when(text: &str) -> When {
    text.parse().expect("a condition")
}

impl Case {
    /// Names a case among others.
    pub fn named(self, label: impl std::fmt::Display) -> Self {
        Self { label: label.to_string(), ..self }
    }

    /// Uploads in one way and tells what is not as expected.
    fn complaint(&self, front: &dyn Front, way: Way) -> Option<String> {
        let complaint = self.expect.complaint(&Ran::of(front, &self.sample, way));
        complaint.map(|text| format!("{} {text}", self.label))
    }
}

impl Cases {
    /// Uploads all cases in all their ways at the same time: they wait more than they work.
    pub fn run(&self, front: &dyn Front) {
        let complaints: Vec<String> = thread::scope(|scope| {
            let ways = |case: &Case| case.sample.ways.clone();
            let all = self.0.iter().flat_map(|case| ways(case).into_iter().map(move |way| (case, way)));
            let runs: Vec<_> =
                all.map(|(case, way)| scope.spawn(move || case.complaint(front, way))).collect();
            let joined = runs.into_iter().map(|run| run.join().unwrap_or_else(|panic| resume_unwind(panic)));
            joined.flatten().collect()
        });
        assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    }
}

impl From<Case> for Cases {
    fn from(case: Case) -> Self {
        Self(vec![case])
    }
}

impl From<Vec<Case>> for Cases {
    fn from(cases: Vec<Case>) -> Self {
        Self(cases)
    }
}

/// A case for each of some things, named by it.
pub fn each<T: std::fmt::Debug + Copy>(things: &[T], case: impl Fn(T) -> Case) -> Vec<Case> {
    things.iter().map(|thing| case(*thing).named(format!("{thing:?}"))).collect()
}

pub const DRIVE: Place = Place::DrivePath { drive: None, path: "reports/größe.bin" };
pub const MESSAGE: Place = Place::Message { user: None, folder: None, message: "draft", name: "größe.bin" };
pub const EVENT: Place =
    Place::Event { user: Some("megan@contoso.example"), calendar: None, event: "event", name: "größe.bin" };
pub const POST: Place = Place::GroupPost { group: "g", thread: "t", post: "p", name: "größe.bin" };
pub const TODO: Place = Place::Todo { user: None, list: "list", task: "task", name: "größe.bin" };
pub const PRINT: Place = Place::Print { printer: "p", job: "j", document: "d", name: "größe.bin" };

/// A refusal in the service's shape.
pub fn refusal(status: u16, code: &str, message: &str) -> FaultResponse {
    FaultResponse::new(status).with("request-id", REQUEST_ID).error(code, message)
}

/// A page that something between the client and the service has written.
pub fn page(status: u16, title: &str) -> FaultResponse {
    let body = format!(
        "<!DOCTYPE html>\n<html><head>\n<title>{title}</title></head><body><h1>x</h1></body></html>\n"
    );
    FaultResponse::new(status).with("Content-Type", "text/html; charset=utf-8").body(&body)
}

/// Any response with these ranges.
pub fn ranges(status: u16, ranges: &str) -> FaultResponse {
    let body = format!("{{\"nextExpectedRanges\":[{ranges}]}}");
    FaultResponse::new(status).with("Content-Type", "application/json").body(&body)
}
