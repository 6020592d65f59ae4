//! One request and its response.

use std::time::{Duration, Instant};

use crate::client::{LogLevel, Moves, Place};
use crate::driver::Drive;
use crate::driver::hashed::Hashed;
use crate::http::Exchange;
use graph_upload_core::graph::request::{Body, Request};
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::upload::{Input, doing};

impl Drive<'_> {
    /// Sends a request and passes the outcome to the upload.
    pub(super) fn exchange(&mut self, request: &Request) {
        let started = Instant::now();
        let result = self.in_place(|drive| drive.send(request));
        self.log(request, started.elapsed(), &result);
        if let Some(place) = self.place.take() {
            place.ends(&result);
        }
        match &result {
            Ok(response) => self.tell(Input::Response(response)),
            Err(no_response) => self.tell(Input::NoResponse(no_response)),
        }
    }

    fn send(&mut self, request: &Request) -> Result<Response, NoResponse> {
        let moves = self.place.as_mut().map(Place::leaves);
        let meter = &mut *self.meter;
        if let Body::Bytes(range) | Body::Base64 { range, .. } = &request.body {
            meter.begin(range.start);
        }
        let mut on_sent = |bytes: u64| {
            moves.iter().for_each(Moves::now);
            match &request.body {
                Body::Bytes(range) => meter.sent(range.start + bytes),
                // base64: four characters stand for three bytes.
                Body::Base64 { prefix, range, .. } => {
                    let bytes = bytes.saturating_sub(prefix.len() as u64) / 4 * 3;
                    meter.sent(range.start + bytes)
                }
                Body::Empty | Body::Text(_) => true,
            }
        };
        let mut hashed = Hashed { source: self.source, hash: self.hash.as_deref_mut(), cancel: self.cancel };
        let token = self.token.as_ref().filter(|_| request.token);
        self.client.transport()?.exchange(Exchange {
            request,
            token: token.map(|token| &token.secret),
            source: &mut hashed,
            cancel: self.cancel,
            on_sent: &mut on_sent,
            time_limit: self.time_limit,
        })
    }

    fn log(&self, request: &Request, took: Duration, result: &Result<Response, NoResponse>) {
        self.client.log().write(LogLevel::Info, || {
            let outcome = match result {
                Ok(response) => response.status.to_string(),
                Err(no_response) => {
                    format!("no response ({:?}, {:?} sent)", no_response.why, no_response.sent)
                }
            };
            let id = request.header("client-request-id").unwrap_or("none");
            let (method, doing) = (request.method.as_str(), doing(&request.purpose));
            format!("{method} {doing}: {outcome} after {} ms, client-request-id {id}", took.as_millis())
        });
    }
}
