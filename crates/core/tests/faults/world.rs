//! The service, the network before it, and what is known of both. Time is a number, so that nothing waits.

use fastrand::Rng;
use graph_upload_core::graph::request::{Body, Purpose, Request};
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::graph::retry_after::retry_after_ms;
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::message;

use crate::facts::Facts;
use crate::fault::Fault;
use crate::life;
use crate::mistake::Mistake;
use crate::pins::Digest;
use crate::schedule::{Menu, Schedule};
use crate::states::Walked;

/// The client's clock begins here; the service's own begins elsewhere.
pub const CLIENT_EPOCH: u64 = 1_000;
pub const SERVICE_EPOCH: u64 = 1_700_000_000_000;

/// The number of the source whose bytes are the same as the file's.
const TWIN: u64 = 1 << 32;

/// How many exchanges there can be, beside those that send the file a few times. Patience, looks and restarts allow far
/// fewer.
const MOST_EXCHANGES: u64 = 1_500;

/// The world of one schedule.
pub struct World {
    pub schedule: Schedule,
    /// What the client gets wrong.
    pub mistake: Option<Mistake>,
    pub rng: Rng,
    pub model: Model,
    pub now: u64,
    pub facts: Facts,
    /// The token that the client has.
    pub token: String,
    faults_left: u32,
    deaths_left: u32,
    /// What gets through never.
    endless: Option<(Purpose, Fault)>,
    /// Others use the same service, so that nothing befalls all of it.
    pub is_shared: bool,
    /// Upload URLs that are refused, and how.
    pub dead: Vec<(String, u16)>,
    /// Requests that arrive later.
    pub late: Vec<(u64, message::Request)>,
    /// How many more requests find the drive full.
    pub full_for: u32,
    exchanges: u64,
    transcript: Option<Vec<String>>,
    /// What led from one state to another, where it is drawn.
    pub walked: Option<Walked>,
    /// Of all that is said, where it is compared with what was said once.
    pub digest: Option<Digest>,
}

impl World {
    pub fn new(seed: u64, tells: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut schedule = Schedule::draw(&mut rng);
        schedule.save_round_trips(&mut Rng::with_seed(seed ^ 0x5E_ED0F_0A11));
        let mut model = Model::new(schedule.config.clone());
        Self::of(schedule, rng, &mut model, tells).with_model(model)
    }

    /// The world of a schedule over a service of others; see [`World::with_model`].
    pub fn of(mut schedule: Schedule, mut rng: Rng, model: &mut Model, tells: bool) -> Self {
        // Long enough ago to show.
        let before = SERVICE_EPOCH - 100_000;
        schedule.place.settle_in(&mut rng, model, before);
        if schedule.taken {
            match schedule.lookalike {
                true => model.other_stores(before, &schedule.place.address, lookalike(schedule.size)),
                false => model.other_writes(before, &schedule.place.address, 5),
            };
        }
        let endless = (schedule.menu == Menu::Endless).then(|| Fault::draw_endless(&mut rng));
        let mut world = Self {
            token: schedule.config.token.clone(),
            faults_left: schedule.faults,
            deaths_left: schedule.deaths,
            facts: Facts::of(&schedule),
            transcript: tells.then(Vec::new),
            now: CLIENT_EPOCH,
            endless,
            is_shared: false,
            dead: Vec::new(),
            late: Vec::new(),
            full_for: 0,
            exchanges: 0,
            walked: None,
            mistake: None,
            digest: None,
            model: Model::new(schedule.config.clone()),
            schedule,
            rng,
        };
        world.tell(|world| world.schedule.to_string());
        world
    }

    fn with_model(self, model: Model) -> Self {
        Self { model, ..self }
    }

    /// Adds a line to the transcript, if anyone reads it.
    pub fn tell(&mut self, line: impl FnOnce(&Self) -> String) {
        if self.transcript.is_none() && self.digest.is_none() {
            return;
        }
        let line = format!("{:>9} {}", self.now, line(self));
        self.pin(|| line.clone());
        self.transcript.iter_mut().for_each(|lines| lines.push(line.clone()));
    }

    pub fn transcript(&self) -> String {
        self.lines().join("\n")
    }

    /// The lines of the transcript.
    pub fn lines(&self) -> &[String] {
        self.transcript.as_deref().unwrap_or_default()
    }

    /// Whether the process ends here.
    pub fn dies(&mut self) -> bool {
        let dies = self.deaths_left > 0 && self.rng.u32(..self.schedule.mortality) == 0;
        if dies {
            self.deaths_left -= 1;
            self.facts.deaths += 1;
            self.facts.quiet_until = 0;
            self.tell(|_| "† the process ends".into());
        }
        dies
    }

    /// Whether the caller cancels here.
    pub fn cancels(&mut self) -> bool {
        let cancels = self.schedule.menu == Menu::Any && self.rng.u32(..300) == 0;
        if cancels {
            self.tell(|_| "the caller cancels".into());
            self.facts.cancelled();
        }
        cancels
    }

    /// Time passes between two lives, or between two calls.
    pub fn pause(&mut self) {
        self.now += [0, 500, 3_000, 20_000, 100_000, 1_200_000, 8_000_000][self.rng.usize(..7)];
        self.tell(|_| "the caller goes on".into());
    }

    /// Waits as the service or the library asks for.
    pub fn wait(&mut self, until: u64) {
        assert!(until > self.now, "a wait that is over");
        self.now = until;
    }

    /// Another token, if there is one.
    pub fn renew_token(&mut self) -> bool {
        let renewed = self.schedule.renews && self.token != self.model.config().token;
        if renewed {
            self.token = self.model.config().token.clone();
        }
        self.tell(|_| format!("another token: {renewed}"));
        renewed
    }

    /// Sends a request. `read` is told how many bytes of the source are read for it.
    pub fn exchange(&mut self, request: &Request, read: &mut dyn FnMut(u64)) -> Result<Response, NoResponse> {
        self.leaves(request);
        self.now += self.rng.u64(1..50);
        let (result, fault) = self.arrives(request, read);
        self.now += self.rng.u64(1..50);
        self.after(request, fault.as_ref(), &result);
        result
    }

    /// A request leaves.
    pub fn leaves(&mut self, request: &Request) {
        self.exchanges += 1;
        let pieces = self.schedule.size.div_ceil(self.schedule.piece);
        assert!(self.exchanges <= MOST_EXCHANGES + 4 * pieces, "an upload without an end");
        self.facts.check_request(self.now, request);
    }

    /// It reaches the service, or meets a fault on its way. What comes of it is noted with [`World::after`].
    pub fn arrives(
        &mut self,
        request: &Request,
        read: &mut dyn FnMut(u64),
    ) -> (Result<Response, NoResponse>, Option<Fault>) {
        self.arrive();
        let fault = self.fault(request);
        self.tell(|world| world.line(request, &fault));
        let result = match &fault {
            Some(fault) => self.faulted(request, fault, read),
            None => {
                read(source_bytes(request));
                Ok(self.serve(request))
            }
        };
        (result, fault)
    }

    fn line(&self, request: &Request, fault: &Option<Fault>) -> String {
        let purpose = match &request.purpose {
            Purpose::Piece { range, last } => format!("{range:?}{}", if *last { " (last)" } else { "" }),
            purpose => format!("{purpose:?}"),
        };
        let fault = fault.as_ref().map(|fault| format!("   ! {fault:?}")).unwrap_or_default();
        format!("{:6} {purpose}{fault}", request.method.as_str())
    }

    /// The client has what came of a request.
    pub fn after(&mut self, request: &Request, fault: Option<&Fault>, result: &Result<Response, NoResponse>) {
        match result {
            Ok(response) => {
                let wait = retry_after_ms(response);
                self.facts.note_response(self.now, wait);
                self.tell(|_| {
                    let text: String = String::from_utf8_lossy(&response.body).chars().take(150).collect();
                    let wait = wait.map(|ms| format!(" retry after {ms} ms")).unwrap_or_default();
                    format!("       {}{wait} {text}", response.status)
                });
            }
            Err(lost) => self.tell(|_| format!("       no response: {:?}, {:?} sent", lost.why, lost.sent)),
        }
        self.facts.note_exchange(&self.schedule, request, fault, result);
        self.look();
    }

    /// Takes stock of what is stored.
    fn look(&mut self) {
        let objects = self.schedule.place.objects(&mut self.model);
        self.facts.note_objects(&objects, self.schedule.place.source, self.schedule.size);
        let wrong = self.model.violations().iter().find(|text| !text.contains("was throttled"));
        assert!(wrong.is_none(), "{wrong:?}");
    }

    /// Lets the clock run on until nothing can come any more.
    pub fn run_out(&mut self) {
        let open = self.model.sessions().len();
        self.facts.note_sessions(open);
        self.now += 10_000_000;
        self.arrive();
        self.model.settle(SERVICE_EPOCH + self.now);
        self.look();
    }

    /// What is late and due arrives.
    pub fn arrive(&mut self) {
        while let Some(place) = self.late.iter().position(|(due, _)| *due <= self.now) {
            let (due, request) = self.late.remove(place);
            self.tell(|_| format!("       (a late {} arrives)", request.head.method));
            self.model.handle(SERVICE_EPOCH + due, &request);
        }
    }

    fn fault(&mut self, request: &Request) -> Option<Fault> {
        // A session that lets go of the first piece as well never comes to where calls end without an error.
        let is_taken = matches!(request.purpose, Purpose::Piece { last: false, .. });
        if let Some((purpose, fault)) = &self.endless
            && std::mem::discriminant(purpose) == std::mem::discriminant(&request.purpose)
            && !(is_taken && *fault == Fault::LetsGo)
        {
            return Some(fault.clone());
        }
        if self.faults_left == 0 || self.rng.u32(..self.schedule.rarity) > 0 {
            return None;
        }
        let fault = Fault::draw(&mut self.rng, &self.schedule, request)?;
        // These come from a session that lives, which one that was finished by a double does not.
        if self.facts.doubled && matches!(fault, Fault::Refused(409 | 507, ..)) {
            return None;
        }
        // What is done and denied has to show at once, and be recognisable: for the rest the service's word counts.
        let makes =
            matches!(request.purpose, Purpose::Piece { last: true, .. } | Purpose::Inline | Purpose::Commit);
        let shows = self.schedule.config.visible_after_ms == 0 && self.facts.doubt.is_none();
        if makes && matches!(fault, Fault::Denies(..)) && !shows {
            return None;
        }
        if self.is_shared && fault.befalls_all() {
            return None;
        }
        self.faults_left -= 1;
        Some(fault)
    }

    /// The URL of a session that someone else makes. `None` where the service refuses that.
    pub fn adopted_url(&mut self) -> Option<String> {
        let create = life::creation(self);
        let response = self.serve(&create);
        let body: serde_json::Value = serde_json::from_slice(&response.body).ok()?;
        Some(body["uploadUrl"].as_str()?.to_owned())
    }

    /// Someone else's session locks the name for so long.
    pub fn lock(&mut self, ms: u64) {
        let create = life::creation(self);
        let rules = &mut self.model.config_mut().drive;
        let lifetime = std::mem::replace(&mut rules.business_lifetime_ms, ms);
        self.serve(&create);
        self.model.config_mut().drive.business_lifetime_ms = lifetime;
    }
}

/// The file's bytes from another source.
fn lookalike(size: u64) -> Content {
    Content::from_source(TWIN, 0, size)
}

/// How many bytes of the source are in a request.
pub fn source_bytes(request: &Request) -> u64 {
    match &request.body {
        Body::Bytes(range) | Body::Base64 { range, .. } => range.end - range.start,
        Body::Empty | Body::Text(_) => 0,
    }
}
