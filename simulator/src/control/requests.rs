//! `/_control/requests`: the record of requests.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Answer, Refusal};
use super::body;
use crate::records::Recorded;
use crate::secrets::{masked_header, masked_target};
use crate::shared::Shared;

/// Largest `wait`.
const LONGEST_WAIT_MS: u64 = 60_000;

impl Recorded {
    /// The request as JSON, for the control API and `--json`, without the secrets in upload URLs and headers.
    pub fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "ms": self.arrived_ms,
            "duration": self.duration_ms,
            "done": self.done,
            "host": self.role.name(),
            "connection": self.connection,
            "method": self.method,
            "target": masked_target(self.role, &self.target),
            "status": self.status,
            "kind": self.kind.name(),
            "headers": headers(&self.headers),
            "response": headers(&self.response_headers),
            "bodyBytes": self.body_length,
            "range": self.header("content-range"),
            "fault": self.fault,
            "session": self.session,
        })
    }
}

/// Headers by lower-case name; repeated ones are joined as in RFC 9110, section 5.3.
fn headers(headers: &[(String, String)]) -> Value {
    let mut members = Map::new();
    for (name, value) in headers {
        let (name, value) = (name.to_ascii_lowercase(), masked_header(name, value));
        let value = match members.get(&name).and_then(Value::as_str) {
            Some(first) => format!("{first}, {value}"),
            None => value,
        };
        members.insert(name, value.into());
    }
    members.into()
}

/// The requests that ended after an event, and those in progress. Waits until one has ended.
pub async fn list(shared: &Shared, query: &str) -> Answer {
    let after = body::parsed(query, "after", 0)?;
    let wait_ms = body::parsed(query, "wait", 0)?;
    if wait_ms > LONGEST_WAIT_MS {
        return Err(Refusal::bad(format!("wait cannot exceed {LONGEST_WAIT_MS} ms")));
    }
    let deadline = Instant::now() + Duration::from_millis(wait_ms);
    let mut changes = shared.subscribe();
    loop {
        let (ended, page) = page(shared, after);
        if ended || timeout_at(deadline, changes.changed()).await.is_err() {
            return Ok(answer::json(&page));
        }
    }
}

/// Whether any request ended after an event, and the response.
fn page(shared: &Shared, after: u64) -> (bool, Value) {
    let state = shared.lock();
    let records = &state.requests;
    let done = records.events_after(after).iter().filter(|event| event.done);
    let ended: Vec<Value> =
        done.filter_map(|event| records.by_number(event.request)).map(Recorded::to_json).collect();
    let open: Vec<Value> = records.iter().filter(|request| !request.done).map(Recorded::to_json).collect();
    let page = json!({ "requests": ended, "open": open, "next": records.last_event() });
    (!ended.is_empty(), page)
}
