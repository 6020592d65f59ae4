//! The blocking host of an upload: gives it what it wants from the client, the source and the caller.

mod answers;
mod exchange;
mod hashed;

use std::sync::atomic::AtomicU64;
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
use graph_upload_core::policy::throttle::Scope;
use graph_upload_core::upload::{Input, Machine, Output, Window};

pub(crate) use hashed::catch_up;

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
    pub upload: &'a mut Machine,
    pub source: &'a mut dyn Feed,
    pub meter: &'a mut Meter,
    pub cancel: Option<&'a Cancel>,
    /// Fed with the bytes that are sent, where the kind's items can be compared with it.
    pub hash: Option<&'a mut RunningHash>,
    /// Saves the upload before anything is changed at the service.
    pub keeper: Option<&'a mut Keeper>,
    /// Where it is shown how far the service has confirmed the file, while the call runs.
    pub confirmed: Option<&'a AtomicU64>,
    /// The longest that one exchange may take, where nobody wants to wait for it.
    pub patience: Option<Duration>,
    /// The token of the last request that carried one.
    pub token: Option<Token>,
    /// What was granted to the request that is on its way.
    pub granted: Option<Granted<'a>>,
}

/// What was granted to a request.
pub(crate) struct Granted<'a> {
    /// What is throttled together with it.
    scope: Scope,
    /// Its place in the line of those that change the same message.
    place: Option<Place<'a>>,
}

/// How long the deletion of a session that is given up may take. It comes after an error, when nobody wants to wait.
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
            patience: None,
            token: None,
            granted: None,
        }
    }

    /// Runs until the upload ends, rests, or an error is to be reported.
    pub fn run(&mut self) -> Result<Rest, Error> {
        loop {
            match self.poll() {
                Output::Bytes { .. } => return Ok(Rest::NeedBytes),
                Output::Rewind { to } => return Ok(Rest::Rewind(to)),
                Output::Done(item) => return Ok(Rest::Done(item)),
                Output::Discarded => return Ok(Rest::Discarded),
                Output::Paused(error) | Output::Failed(error) => return Err(error),
                output => self.answer(output)?,
            }
        }
    }

    /// Deletes the session that is left, if there is one, and answers whether none is left then. Tried once; why it
    /// failed is only logged.
    pub fn abandon(&mut self) -> bool {
        self.tell(Input::Discard);
        // Where the file may be stored it would have to be looked for first, and that takes time.
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

    /// What the upload wants now.
    fn poll(&mut self) -> Output {
        self.tell_hash();
        if self.cancel.is_some_and(Cancel::is_requested) {
            self.tell(Input::Cancel);
        }
        self.tell(Input::Offer(self.source.window()));
        self.upload.poll(self.client.now())
    }

    /// Gives the upload what it wants.
    fn answer(&mut self, output: Output) -> Result<(), Error> {
        match output {
            Output::Event(event) => self.heard(event)?,
            Output::Permit(permit) => self.permit(permit)?,
            Output::Token { rejected, claims } => self.renewed(rejected, &claims),
            Output::Persist => self.persist(),
            Output::Send(request) => self.exchange(&request),
            Output::Wait { until, why } => self.wait(until, &why)?,
            end => return Err(Error::bug(format!("there is no answer to {end:?}"))),
        }
        Ok(())
    }

    fn tell(&mut self, input: Input<'_>) {
        self.upload.handle(self.client.now(), input);
    }

    /// Once every byte was hashed, the core can tell the file from others.
    fn tell_hash(&mut self) {
        let Some(hash) = self.hash.as_deref().filter(|_| !self.upload.knows_hash()) else { return };
        if let Some(hash) = hash.of_file(self.upload.size()) {
            self.upload.set_hash(hash);
        }
    }
}

/// An error that says whether the upload session lives on.
pub(crate) fn with_session(error: Error, upload: &Machine) -> Error {
    let kept = upload.position().has_session;
    error.with(|details| details.session_kept = kept)
}
