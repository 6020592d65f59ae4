//! The blocking loop that joins protocol, source, transport and credentials.

use std::time::{Duration, Instant};

use crate::client::{Client, LogLevel};
use crate::credentials::Token;
use crate::error::Error;
use crate::progress::Meter;
use crate::protocol::asking::doing;
use crate::protocol::item::Item;
use crate::protocol::reply::{Lost, Reply};
use crate::protocol::request::{Purpose, Request};
use crate::protocol::{Step, Upload, Window};
use crate::source::Source;
use crate::transport::{Cancel, Exchange};

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
}

impl Drive<'_> {
    /// Runs until the upload ends, rests, or an error is to be reported.
    pub fn run(&mut self) -> Result<Rest, Error> {
        let mut token = None;
        loop {
            let step = self.upload.step(self.client.now(), self.source.window());
            self.write_notes();
            // What is reached already is handed over in spite of the flag, above all a session that was just created.
            let unfinished = matches!(step, Step::Request(_) | Step::Wait { .. } | Step::NeedToken);
            if unfinished && self.cancel.is_some_and(Cancel::is_requested) {
                self.upload.not_sent();
                return Err(self.upload.interrupted());
            }
            match step {
                Step::Request(request) => self.exchange(&request, &mut token)?,
                Step::Wait { until } => self.wait(until)?,
                Step::NeedToken => self.renew(&token)?,
                Step::NeedBytes { .. } => return Ok(Rest::NeedBytes),
                Step::Rewind { to } => return Ok(Rest::Rewind(to)),
                Step::Done(item) => return Ok(Rest::Done(item)),
                Step::Discarded => return Ok(Rest::Discarded),
                Step::Paused(error) | Step::Failed(error) => return Err(error),
            }
        }
    }

    fn exchange(&mut self, request: &Request, token: &mut Option<Token>) -> Result<(), Error> {
        if request.token {
            match self.client.credentials().current(self.cancel) {
                Ok(current) => *token = Some(current),
                Err(error) => {
                    self.upload.not_sent();
                    return Err(self.upload.with_facts(error));
                }
            }
        }
        let started = Instant::now();
        let result = self.send(request, token.as_ref());
        self.log(request, started.elapsed(), &result);
        let now = self.client.now();
        match &result {
            Ok(reply) => self.upload.on_reply(now, reply),
            Err(lost) => self.upload.on_lost(now, lost),
        }
        let go_on = self.meter.confirmed(self.upload.position().confirmed);
        match go_on || self.upload.is_over() {
            true => Ok(()),
            false => Err(self.upload.interrupted()),
        }
    }

    fn send(&mut self, request: &Request, token: Option<&Token>) -> Result<Reply, Lost> {
        let start = match &request.purpose {
            Purpose::Piece { range, .. } => Some(range.start),
            _ => None,
        };
        let meter = &mut *self.meter;
        let mut on_sent = |bytes: u64| start.is_none_or(|start| meter.sent(start + bytes));
        self.client.transport().exchange(Exchange {
            request,
            token: token.filter(|_| request.token).map(|token| &token.secret),
            source: self.source,
            cancel: self.cancel,
            on_sent: &mut on_sent,
        })
    }

    /// Waits without missing the caller's wish to stop.
    fn wait(&mut self, until: u64) -> Result<(), Error> {
        let wait = Duration::from_millis(until.saturating_sub(self.client.now()));
        match Cancel::wait(self.cancel, wait) {
            true => Err(self.upload.interrupted()),
            false => Ok(()),
        }
    }

    fn renew(&mut self, refused: &Option<Token>) -> Result<(), Error> {
        let Some(refused) = refused else {
            self.upload.on_token(false);
            return Ok(());
        };
        match self.client.credentials().renew(refused, self.cancel) {
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
