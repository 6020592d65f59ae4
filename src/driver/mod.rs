//! The blocking host of an upload: carries out its outputs with the client, the source and the
//! caller's callbacks.

mod answers;
mod clock;
mod exchange;
mod hashed;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::client::{Client, LogLevel, Place};
use crate::credentials::Token;
use crate::net::Cancel;
use crate::progress::Meter;
use crate::saved::Keeper;
use crate::source::Source;
use graph_upload_core::error::Error;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::upload::{Input, Machine, Output, Window};

pub(crate) use clock::Clock;
pub(crate) use hashed::catch_up;

/// A source that knows how much it can give.
pub(crate) trait Feed: Source {
    /// The bytes that can be read now.
    fn window(&self) -> Window;
}

/// Why the loop stopped.
#[derive(Debug)]
pub(crate) enum Rest {
    /// The file is stored.
    Done(Item),
    /// The source cannot give the next bytes yet.
    NeedBytes,
    /// Bytes before the window are needed.
    Rewind(u64),
    /// The upload was discarded.
    Discarded,
}

/// Context of one run of the loop.
pub(crate) struct Drive<'a> {
    pub client: &'a Client,
    pub upload: &'a mut Machine,
    pub source: &'a mut dyn Feed,
    pub meter: &'a mut Meter,
    pub cancel: Option<&'a Cancel>,
    /// Hashes the bytes sent, if the kind's items can be compared with a hash.
    pub hash: Option<&'a mut RunningHash>,
    /// Saves the upload before each change at the service.
    pub keeper: Option<&'a mut Keeper>,
    /// Publishes the confirmed offset while the call runs.
    pub confirmed: Option<&'a AtomicU64>,
    /// Time limit of each exchange, if the caller should not have to wait for it.
    pub time_limit: Option<Duration>,
    /// Raised to bring it to rest before its next request.
    pub rest: Option<&'a AtomicBool>,
    /// What the upload takes for the time.
    pub clock: Clock,
    /// The token of the last request that carried one.
    pub token: Option<Token>,
    /// By which the requests of this upload are known.
    pub number: u64,
    /// The place of the request that is on its way, among those that may be under way.
    pub place: Option<Place<'a>>,
}

/// Time limit for deleting an abandoned session. It runs after an error, while the caller waits.
pub(crate) const TIDY_UP: Duration = Duration::from_secs(2);

impl<'a> Drive<'a> {
    pub fn new(
        client: &'a Client,
        upload: &'a mut Machine,
        source: &'a mut dyn Feed,
        meter: &'a mut Meter,
    ) -> Self {
        Self {
            client,
            upload,
            source,
            meter,
            cancel: None,
            hash: None,
            keeper: None,
            confirmed: None,
            time_limit: None,
            rest: None,
            clock: Clock::default(),
            token: None,
            number: client.slots().upload(),
            place: None,
        }
    }

    /// Runs until the upload ends or stops, or an error occurs.
    pub fn run(&mut self) -> Result<Rest, Error> {
        loop {
            let output = self.poll();
            if let Some(rest) = self.follow(output)? {
                return Ok(rest);
            }
        }
    }

    /// The same; `None` when it stopped before a request or a wait, as `rest` is raised. It goes on from there.
    pub fn run_or_rest(&mut self, rest: &'a AtomicBool) -> Result<Option<Rest>, Error> {
        self.rest = Some(rest);
        loop {
            let output = self.poll();
            // What is not answered is asked for again: a poll changes nothing.
            if matches!(output, Output::Permit(_) | Output::Wait { .. }) && self.is_to_rest() {
                return Ok(None);
            }
            if let Some(rest) = self.follow(output)? {
                return Ok(Some(rest));
            }
        }
    }

    fn follow(&mut self, output: Output) -> Result<Option<Rest>, Error> {
        Ok(Some(match output {
            Output::Bytes { .. } => Rest::NeedBytes,
            Output::Rewind { to } => Rest::Rewind(to),
            Output::Done(item) => Rest::Done(item),
            Output::Discarded => Rest::Discarded,
            Output::Paused(error) | Output::Failed(error) => return Err(error),
            Output::Wait { until, why } => return self.wait(until, &why).map(|()| None),
            output => return self.answer(output).map(|()| None),
        }))
    }

    /// Deletes the remaining session, if there is one; returns whether none remains. Tried once; a
    /// failure is only logged.
    pub fn abandon(&mut self) -> bool {
        self.tell(Input::Discard);
        // If the file may be stored, a look-up would have to come first, which takes time.
        while self.upload.is_discarding() {
            let output = self.poll();
            let once = matches!(output, Output::Send(_));
            let result = match output {
                Output::Wait { .. } => break,
                Output::Paused(error) => Err(error),
                output => self.answer(output),
            };
            if let Err(error) = &result {
                self.client
                    .log()
                    .write(LogLevel::Warning, || format!("the session was not deleted: {error}"));
            }
            if once || result.is_err() {
                break;
            }
        }
        self.upload.is_over()
    }

    /// Returns the next output of the upload.
    fn poll(&mut self) -> Output {
        self.tell_hash();
        self.upload.set_lag(self.clock.rested().saturating_add(self.client.slept()));
        if self.cancel.is_some_and(Cancel::is_requested) {
            self.tell(Input::Cancel);
        }
        self.tell(Input::Offer(self.source.window()));
        self.upload.poll(self.now())
    }

    /// Carries out an output.
    fn answer(&mut self, output: Output) -> Result<(), Error> {
        match output {
            Output::Event(event) => self.heard(event)?,
            Output::Permit(permit) => self.permit(permit)?,
            Output::Token { rejected, claims } => self.renewed(rejected, &claims),
            Output::Persist => self.persist(),
            Output::Send(request) => self.exchange(&request),
            end => return Err(Error::bug(format!("unexpected output: {end:?}"))),
        }
        Ok(())
    }

    fn tell(&mut self, input: Input<'_>) {
        self.upload.handle(self.now(), input);
    }

    /// The time as the upload knows it.
    fn now(&self) -> Millis {
        self.clock.read(self.client.now())
    }

    fn is_to_rest(&self) -> bool {
        self.rest.is_some_and(|rest| rest.load(Ordering::SeqCst))
    }

    /// Passes the hash to the core once every byte was hashed, so that it can identify the file.
    fn tell_hash(&mut self) {
        let Some(hash) = self.hash.as_deref().filter(|_| !self.upload.knows_hash()) else { return };
        if let Some(hash) = hash.of_file(self.upload.size()) {
            self.upload.set_hash(hash);
        }
    }
}

/// Adds to an error whether the upload session is kept.
pub(crate) fn with_session(error: Error, upload: &Machine) -> Error {
    let kept = upload.position().has_session;
    error.with(|details| details.session_kept = kept)
}
