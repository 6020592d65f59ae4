//! The blocking loop that joins protocol, source, transport and credentials.

use std::time::{Duration, Instant};

use crate::client::{Client, LogLevel};
use crate::credentials::Token;
use crate::host::{calling_back, random_up_to};
use crate::http::Exchange;
use crate::net::Cancel;
use crate::progress::{Meter, WAIT_INTERVAL};
use crate::saved::Keeper;
use crate::source::{Source, SourceError};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::reply::{Lost, Reply};
use graph_upload_core::graph::request::{Body, Purpose, Request};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::policy::throttle::spread_ms;
use graph_upload_core::upload::doing;
use graph_upload_core::upload::{Step, Upload, Wait, WaitsFor, Window};

/// A source that says what it can give.
pub(crate) trait Feed: Source {
    /// The bytes that can be read now.
    fn window(&self) -> Window;
}

/// Why the loop came to rest.
#[derive(Debug)]
pub(crate) enum Rest {
    /// The file is stored.
    Done(Item),
    /// More bytes are needed than the source can give now.
    NeedBytes,
    /// Bytes before the window are wanted.
    Rewind(u64),
    /// The upload was discarded.
    Discarded,
}

/// Everything that one run of the loop joins.
pub(crate) struct Drive<'a> {
    pub client: &'a Client,
    pub upload: &'a mut Upload,
    pub source: &'a mut dyn Feed,
    pub cancel: Option<&'a Cancel>,
    pub meter: &'a mut Meter,
    /// Fed with the bytes that are sent, where the kind's items can be compared with it.
    pub hash: Option<&'a mut RunningHash>,
    /// Told before anything is changed at the service.
    pub keeper: Option<&'a mut Keeper>,
    /// The longest that one exchange may take, where nobody wants to wait for it.
    pub patience: Option<Duration>,
}

/// How long the deletion of a session that is given up may take. It comes after an error, when nobody wants to wait.
pub(crate) const TIDY_UP: Duration = Duration::from_secs(2);

/// How often a wait looks whether it is to be reported, at first.
const FIRST_WAIT_REPORT: Duration = Duration::from_millis(100);

impl Drive<'_> {
    /// Runs until the upload ends, rests, or an error is to be reported.
    pub fn run(&mut self) -> Result<Rest, Error> {
        let mut token = None;
        loop {
            self.tell_hash();
            let step = self.upload.step(self.client.now(), self.source.window());
            self.write_notes();
            // What is reached already is handed over in spite of the flag, above all a session that was just created.
            let unfinished = matches!(step, Step::Request(_) | Step::Wait { .. } | Step::NeedToken);
            if unfinished && self.cancel.is_some_and(Cancel::is_requested) {
                self.upload.not_sent();
                return Err(self.upload.interrupted());
            }
            match step {
                Step::Request(request) if self.is_held_back(&request) => {}
                Step::Request(request) => self.exchange(&request, &mut token)?,
                Step::Wait { until } => self.wait(self.spread(until))?,
                Step::NeedToken => self.renew(&token)?,
                Step::NeedBytes { .. } => return Ok(Rest::NeedBytes),
                Step::Rewind { to } => return Ok(Rest::Rewind(to)),
                Step::Done(item) => {
                    self.meter.confirmed(self.upload.position().confirmed);
                    return Ok(Rest::Done(item));
                }
                Step::Discarded => return Ok(Rest::Discarded),
                Step::Paused(error) | Step::Failed(error) => return Err(error),
            }
        }
    }

    /// Deletes the session that is left, if there is one, and answers whether none is left then. Tried once; why it
    /// failed is only logged.
    pub fn abandon(&mut self) -> bool {
        self.upload.discard();
        let step = self.upload.step(self.client.now(), self.source.window());
        self.write_notes();
        match step {
            Step::Discarded => return true,
            Step::Request(request) if request.purpose == Purpose::Discard => {
                if let Err(error) = self.exchange(&request, &mut None) {
                    let line = || format!("the session was not deleted: {error}");
                    self.client.log().write(LogLevel::Warning, line);
                }
            }
            _ => {}
        }
        self.upload.is_over()
    }

    /// Those who were told to wait for as long as others do not come back all at once.
    fn spread(&self, until: Millis) -> Millis {
        let now = self.client.now();
        let told = self.upload.throttled_until(now).is_some();
        let most = if told { spread_ms(until.saturating_sub(now)) } else { 0 };
        until.saturating_add(random_up_to(most))
    }

    /// Once every byte was hashed, the core can tell the file from others.
    fn tell_hash(&mut self) {
        let Some(hash) = self.hash.as_deref().filter(|_| !self.upload.knows_hash()) else { return };
        if let Some(hash) = hash.of_file(self.upload.size()) {
            self.upload.set_hash(hash);
        }
    }

    /// Whether a request has to wait because of what another upload of the client was told.
    fn is_held_back(&mut self, request: &Request) -> bool {
        let (now, scope) = (self.client.now(), self.upload.scope(request));
        let until = self.client.throttle().quiet_until(now, &scope);
        until.is_some_and(|until| self.upload.hold_back(now, until))
    }

    /// Sends a request, after those of other uploads that change the same message.
    fn exchange(&mut self, request: &Request, token: &mut Option<Token>) -> Result<(), Error> {
        let client = self.client;
        let Some(key) = self.upload.line(request).filter(|_| self.patience.is_none()) else {
            return self.exchange_now(request, token);
        };
        let in_line = Wait { reason: WaitsFor::InLine, code: String::new() };
        let (since, mut stopped) = (Instant::now(), false);
        let place = client.lines().enter(&key, || {
            let left = client.commit_reply_limit().saturating_sub(since.elapsed());
            stopped = !self.meter.waits(left, &in_line) || self.cancel.is_some_and(Cancel::is_requested);
            !stopped && !left.is_zero()
        });
        match place {
            // The host may leave a callback of the request without returning, and the place with it.
            Some(place) => calling_back(Some(place.left()), || self.exchange_now(request, token)),
            None if stopped => {
                self.upload.not_sent();
                Err(self.upload.interrupted())
            }
            // The first may itself wait for this one, in a callback of the host. At worst the service refuses.
            None => self.exchange_now(request, token),
        }
    }

    fn exchange_now(&mut self, request: &Request, token: &mut Option<Token>) -> Result<(), Error> {
        if request.token {
            match self.token() {
                Ok(current) => *token = Some(current),
                Err(error) => {
                    self.upload.not_sent();
                    return Err(self.upload.with_facts(error));
                }
            }
        }
        if let Some(keeper) = &mut self.keeper
            && let Err(error) = keeper.before(&request.purpose, self.upload, self.hash.as_deref())
        {
            self.upload.not_sent();
            return Err(self.upload.with_facts(error));
        }
        let started = Instant::now();
        let result = self.send(request, token.as_ref());
        self.log(request, started.elapsed(), &result);
        let now = self.client.now();
        match &result {
            Ok(reply) => {
                self.client.throttle().heard(now, self.upload.scope(request), reply);
                self.upload.on_reply(now, reply);
            }
            Err(lost) => self.upload.on_lost(now, lost),
        }
        if let Some(keeper) = &mut self.keeper
            && request.purpose == Purpose::Create
        {
            // A URL that is lost now would leave a session that nobody can reach.
            keeper.write(self.upload, self.hash.as_deref()).map_err(|error| self.upload.with_facts(error))?;
        }
        let position = self.upload.position();
        // Between two sessions nothing is known, which is not the same as nothing confirmed.
        let known = position.has_session || position.confirmed > 0;
        let go_on = !known || self.meter.confirmed(position.confirmed);
        match go_on || self.upload.is_over() {
            true => Ok(()),
            false => Err(self.upload.interrupted()),
        }
    }

    /// The token to send. A request that nobody wants to wait for gets the one that is there.
    fn token(&self) -> Result<Token, Error> {
        let credentials = self.client.credentials();
        match self.patience {
            None => credentials.current(self.cancel),
            Some(_) => credentials.at_hand().ok_or_else(|| Error::new(Status::SignIn, "no token is at hand")),
        }
    }

    fn send(&mut self, request: &Request, token: Option<&Token>) -> Result<Reply, Lost> {
        let meter = &mut *self.meter;
        if let Body::Bytes(range) | Body::Base64 { range, .. } = &request.body {
            meter.begin(range.start);
        }
        let mut on_sent = |bytes: u64| match &request.body {
            Body::Bytes(range) => meter.sent(range.start + bytes),
            // Four characters stand for three bytes.
            Body::Base64 { prefix, range, .. } => {
                let bytes = bytes.saturating_sub(prefix.len() as u64) / 4 * 3;
                meter.sent(range.start + bytes)
            }
            Body::Empty | Body::Text(_) => true,
        };
        let mut hashed = Hashed { source: self.source, hash: self.hash.as_deref_mut(), cancel: self.cancel };
        self.client.transport()?.exchange(Exchange {
            request,
            token: token.filter(|_| request.token).map(|token| &token.secret),
            source: &mut hashed,
            cancel: self.cancel,
            on_sent: &mut on_sent,
            patience: self.patience,
        })
    }

    /// Waits without missing the caller's wish to stop, and tells whoever watches for how long.
    fn wait(&mut self, until: u64) -> Result<(), Error> {
        let mut slice = FIRST_WAIT_REPORT;
        let why = self.upload.waits_for(self.client.now());
        loop {
            let rest = Duration::from_millis(until.saturating_sub(self.client.now()));
            if rest.is_zero() {
                return if self.meter.goes_on() { Ok(()) } else { Err(self.upload.interrupted()) };
            }
            let go_on = self.meter.waits(rest, &why);
            let part = if self.meter.is_watched() { rest.min(slice) } else { rest };
            if !go_on || Cancel::wait(self.cancel, part) {
                return Err(self.upload.interrupted());
            }
            slice = WAIT_INTERVAL;
        }
    }

    fn renew(&mut self, refused: &Option<Token>) -> Result<(), Error> {
        let Some(refused) = refused else {
            self.upload.on_token(false);
            return Ok(());
        };
        let claims = self.upload.wanted_claims().to_owned();
        match self.client.credentials().renew(refused, &claims, self.cancel) {
            Ok(renewed) => {
                self.upload.on_token(renewed);
                Ok(())
            }
            Err(error) => Err(self.upload.with_facts(error)),
        }
    }

    fn write_notes(&mut self) {
        for note in self.upload.take_notes() {
            self.client.log().write(LogLevel::Warning, || note);
        }
    }

    fn log(&self, request: &Request, took: Duration, result: &Result<Reply, Lost>) {
        self.client.log().write(LogLevel::Info, || {
            let outcome = match result {
                Ok(reply) => reply.status.to_string(),
                Err(lost) => format!("no reply ({:?}, {:?} sent)", lost.why, lost.sent),
            };
            let id = request.header("client-request-id").unwrap_or("none");
            let (method, doing) = (request.method.as_str(), doing(&request.purpose));
            format!("{method} {doing}: {outcome} after {} ms, client-request-id {id}", took.as_millis())
        });
    }
}

/// A source whose bytes are hashed as they are read.
struct Hashed<'a> {
    source: &'a mut dyn Feed,
    hash: Option<&'a mut RunningHash>,
    cancel: Option<&'a Cancel>,
}

impl Source for Hashed<'_> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if let Some(hash) = &mut self.hash {
            catch_up(hash, self.source, offset, self.cancel)?;
        }
        let count = self.source.read_at(offset, buffer)?;
        if let (Some(hash), Some(bytes)) = (&mut self.hash, buffer.get(..count)) {
            hash.feed(offset, bytes);
        }
        Ok(count)
    }
}

/// Hashes what the service holds beyond the bytes that were hashed: an earlier life has sent it. A source that cannot go
/// back there leaves the hash incomplete.
pub(crate) fn catch_up(
    hash: &mut RunningHash,
    source: &mut dyn Source,
    to: u64,
    cancel: Option<&Cancel>,
) -> Result<(), SourceError> {
    if hash.high() >= to || source.earliest() > hash.high() {
        return Ok(());
    }
    let mut buffer = vec![0; CATCH_UP];
    while hash.high() < to {
        if cancel.is_some_and(Cancel::is_requested) {
            return Err(SourceError::Stopped);
        }
        let high = hash.high();
        let room = usize::try_from(to - high).unwrap_or(usize::MAX).min(CATCH_UP);
        let count = source.read_at(high, &mut buffer[..room])?;
        let bytes = buffer.get(..count).filter(|bytes| !bytes.is_empty());
        hash.feed(high, bytes.ok_or(SourceError::Short { at: high })?);
    }
    Ok(())
}

/// How much of a source is read at once when nothing of it is sent.
const CATCH_UP: usize = 64 * 1024;
