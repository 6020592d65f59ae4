//! The network before the service, and what goes wrong there.

use std::time::{Duration, UNIX_EPOCH};

use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};
use graph_upload_core::graph::source::SourceError;
use graph_upload_simulator::model::message::{self, Response as Answered};

use crate::fault::{Fault, Wait};
use crate::schedule::SKEW_MS;
use crate::wire::{self, as_received};
use crate::world::{SERVICE_EPOCH, World, source_bytes};

impl World {
    /// An exchange that meets a fault. `read` is told how many bytes of the source are read for it.
    pub fn faulted(
        &mut self,
        request: &Request,
        fault: &Fault,
        read: &mut dyn FnMut(u64),
    ) -> Result<Response, NoResponse> {
        let all = source_bytes(request);
        let reads = match fault {
            Fault::NotSent => 0,
            Fault::Broken { at, .. } => *at,
            Fault::Cancelled | Fault::Unreadable | Fault::Refused(..) => self.rng.u64(..=all),
            _ => all,
        };
        read(reads);
        match fault {
            Fault::NotSent => Err(lost(Cause::Connect, Sent::Nothing)),
            Fault::Dead { done } => {
                if *done {
                    self.serve(request);
                }
                Err(NoResponse { reused: true, ..lost(Cause::Closed, Sent::All) })
            }
            Fault::Cancelled => Err(lost(Cause::Cancelled, Sent::Part)),
            Fault::Unreadable => {
                let why = Cause::Source(SourceError::Unreadable("a fault".into()));
                Err(lost(why, Sent::Part))
            }
            Fault::Broken { at, kept } => {
                if *kept {
                    self.serve_part(request, *at);
                }
                Err(lost(Cause::Closed, Sent::Part))
            }
            Fault::ResponseLost => {
                self.serve(request);
                let why = [Cause::Closed, Cause::Timeout("response"), Cause::NotHttp];
                Err(lost(why[self.rng.usize(..3)].clone(), Sent::All))
            }
            Fault::ArrivesLate(ms) => {
                let served = self.as_served(request, all);
                self.late.push((self.now + ms, served));
                Err(lost(Cause::Timeout("response"), Sent::All))
            }
            _ => Ok(self.answered(request, fault)),
        }
    }

    /// The faults after which a response comes.
    fn answered(&mut self, request: &Request, fault: &Fault) -> Response {
        match fault {
            Fault::Refused(status, code, wait) => self.refusal(*status, code, *wait),
            Fault::Garbage => {
                self.serve(request);
                as_received(Answered { body: b"<html>".to_vec(), ..Answered::empty(200) })
            }
            Fault::Answered(status) => {
                self.serve(request);
                as_received(Answered::empty(*status))
            }
            Fault::Denies(status, code) => {
                self.serve(request);
                self.refusal(*status, code, None)
            }
            Fault::Page { status, done } => {
                if *done {
                    self.serve(request);
                }
                let body = b"<html><title>A gateway</title></html>".to_vec();
                as_received(Answered { body, ..Answered::empty(*status) })
            }
            Fault::Truncated => {
                let mut response = self.serve(request);
                response.body.truncate(response.body.len() / 2);
                response.end = BodyEnd::Cut;
                response
            }
            Fault::Kept { bytes, then, early } => {
                let response = self.serve_part(request, *bytes);
                let mut response = then.map_or(response, |status| as_received(Answered::empty(status)));
                response.early = *early;
                response
            }
            Fault::ShowsLate { ms, then } => {
                self.model.delay_next_commit(*ms);
                let response = self.serve(request);
                then.map_or(response, |status| as_received(Answered::empty(status)))
            }
            Fault::Twice => {
                self.serve(request);
                self.serve(request)
            }
            Fault::LetsGo => {
                let head = self.as_served(request, 0).head;
                self.model.rewind_session(&head, 0);
                let body = br#"{"nextExpectedRanges":["0-"]}"#.to_vec();
                as_received(Answered { body, ..Answered::empty(202) })
            }
            Fault::Lies(ranges) => with_ranges(self.serve(request), ranges),
            fault => {
                self.happens(request, fault);
                self.serve(request)
            }
        }
    }

    /// What happens before the request is handled.
    fn happens(&mut self, request: &Request, fault: &Fault) {
        let head = self.as_served(request, 0).head;
        let now = SERVICE_EPOCH + self.now;
        match fault {
            Fault::Throttled(ms, status) => self.model.throttle(now, &head, *status, *ms),
            Fault::Forgotten => self.model.forget_session(&head),
            Fault::Rewound(length) => self.model.rewind_session(&head, *length),
            Fault::UrlDies(status) => self.dead.push((request.url.expose().to_owned(), *status)),
            Fault::TokenDies => {
                let token = format!("{}+", self.model.config().token);
                self.model.set_token(token);
            }
            Fault::OtherWrites(bytes) => {
                self.model.other_writes(now, &self.schedule.place.address, *bytes);
            }
            Fault::OtherRemoves => {
                self.model.other_removes(&self.schedule.place.address);
            }
            Fault::Full(requests) => self.full_for = *requests,
            // The clocks of one service are never far apart.
            Fault::DateShifts(ms) if self.schedule.is_unlooked() => {
                self.model.config_mut().date_shift_ms = *ms % SKEW_MS;
            }
            Fault::DateShifts(ms) => self.model.config_mut().date_shift_ms = *ms,
            Fault::TimePasses(ms) => self.now += ms,
            _ => {}
        }
    }

    fn as_served(&self, request: &Request, bytes: u64) -> message::Request {
        wire::as_served(request, &self.model.config().hosts, &self.token, self.schedule.place.source, bytes)
    }

    pub fn serve(&mut self, request: &Request) -> Response {
        self.serve_part(request, source_bytes(request))
    }

    /// Lets the service see a request with so many bytes of the source in its body.
    fn serve_part(&mut self, request: &Request, bytes: u64) -> Response {
        if let Some((_, status)) = self.dead.iter().find(|(url, _)| url == request.url.expose()) {
            return as_received(Answered::empty(*status));
        }
        self.full_for = self.full_for.saturating_sub(1);
        self.model.config_mut().drive.quota_bytes = (self.full_for > 0).then_some(0);
        let served = self.as_served(request, bytes);
        as_received(self.model.handle(SERVICE_EPOCH + self.now, &served))
    }

    fn refusal(&mut self, status: u16, code: &str, wait: Option<Wait>) -> Response {
        let mut response = Answered::empty(status);
        if !code.is_empty() {
            response.body = format!(r#"{{"error":{{"code":"{code}","message":"no"}}}}"#).into_bytes();
        }
        let shift = self.model.config().date_shift_ms;
        let date = (SERVICE_EPOCH + self.now).saturating_add_signed(shift);
        let date = |after: u64| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(date + after));
        let wait = wait.map(|wait| match wait {
            Wait::Seconds(seconds) => seconds.to_string(),
            Wait::Decimal(text) => text.to_owned(),
            Wait::Date(seconds) => date(seconds * 1_000),
        });
        response.headers.push(("date".to_owned(), date(0)));
        response.headers.extend(wait.map(|wait| ("retry-after".to_owned(), wait)));
        as_received(response)
    }
}

fn lost(why: Cause, sent: Sent) -> NoResponse {
    NoResponse::new(why, sent)
}

/// The response with other missing ranges, whatever the casing of the member.
pub fn with_ranges(mut response: Response, ranges: &[&str]) -> Response {
    let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(&response.body) else { return response };
    let members = value.as_object_mut().into_iter().flatten();
    for (_, list) in members.filter(|(name, _)| name.eq_ignore_ascii_case("nextExpectedRanges")) {
        *list = serde_json::Value::from(ranges.to_vec());
    }
    response.body = value.to_string().into_bytes();
    response
}
