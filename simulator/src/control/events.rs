//! `/_control/events`: requests and changes of state as server-sent events
//! (`whatwg/html:source`, "Server-sent events").

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::answer::{self, Answer, Refusal};
use super::body;
use super::state;
use crate::http::Body;
use crate::records::Recorded;
use crate::shared::Shared;

/// Shortest time between batches of events.
const PAUSE: Duration = Duration::from_millis(100);
/// Idle time after which a comment is sent, so that either side notices when the other is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Streams the events after the one in `Last-Event-ID` or `after`, or from now on.
pub fn stream(shared: Arc<Shared>, query: &str, headers: &HeaderMap) -> Answer {
    let last = headers.get("last-event-id").map(|value| value.to_str().unwrap_or_default().to_owned());
    let after = match last.or_else(|| body::parameter(query, "after")) {
        None => shared.lock().requests.last_event(),
        Some(id) => id.parse().map_err(|_| Refusal::bad(format!("no event has the id {id:?}")))?,
    };
    let (sender, receiver) = mpsc::channel(16);
    let changes = shared.subscribe();
    tokio::spawn(Stream { shared, sender, changes, after }.run());
    let body: Body = EventBody(receiver).boxed_unsync();
    let mut response = answer::with_body(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    Ok(response)
}

/// The state of one event stream.
struct Stream {
    shared: Arc<Shared>,
    sender: mpsc::Sender<Bytes>,
    changes: watch::Receiver<()>,
    after: u64,
}

impl Stream {
    /// Sends until the client disconnects.
    async fn run(mut self) {
        // Ends when the client disconnects, whatever this waits for.
        let gone = self.sender.clone();
        tokio::select! {
            () = gone.closed() => {}
            _ = self.send_all() => {}
        }
    }

    async fn send_all(&mut self) -> Option<()> {
        loop {
            // Changes from here on wake the loop again.
            self.changes.mark_unchanged();
            self.send_requests().await?;
            let next_ms = self.send_state().await?;
            let changed = async {
                // Combines a burst of changes.
                sleep(PAUSE).await;
                self.changes.changed().await
            };
            tokio::pin!(changed);
            let due = next_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
            loop {
                tokio::select! {
                    result = &mut changed => { result.ok()?; break }
                    () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => break,
                    () = sleep(HEARTBEAT) => self.sender.send(Bytes::from_static(b":\n\n")).await.ok()?,
                }
            }
        }
    }

    async fn send_requests(&mut self) -> Option<()> {
        let mut texts = Vec::new();
        {
            let state = self.shared.lock();
            let records = &state.requests;
            for event in records.events_after(self.after) {
                if let Some(request) = records.by_number(event.request) {
                    texts.push(text("request", event.id, &as_of(request, event.done)));
                }
            }
            self.after = records.last_event();
        }
        for text in texts {
            self.sender.send(text).await.ok()?;
        }
        Some(())
    }

    /// Sends the state, and returns the milliseconds until it changes by itself.
    async fn send_state(&mut self) -> Option<Option<u64>> {
        let (text, next_ms) = {
            let mut state = self.shared.lock();
            let shown = state::shown(&self.shared, &mut state, false);
            let (now_ms, service) = state.settled();
            let next_ms = service.model.next_change_ms(now_ms).map(|ms| ms - now_ms);
            (text("state", self.after, &shown), next_ms)
        };
        self.sender.send(text).await.ok()?;
        Some(next_ms)
    }
}

/// A request as it was on arrival, or as it is now.
fn as_of(request: &Recorded, done: bool) -> Value {
    let mut shown = request.to_json();
    if !done {
        for name in ["status", "duration"] {
            shown[name] = Value::Null;
        }
        shown["done"] = false.into();
        shown["response"] = Value::Object(Default::default());
    }
    shown
}

fn text(event: &str, id: u64, data: &Value) -> Bytes {
    // serde_json writes no line breaks.
    format!("event: {event}\nid: {id}\ndata: {data}\n\n").into()
}

/// A body that streams from a channel until the channel closes.
struct EventBody(mpsc::Receiver<Bytes>);

impl hyper::body::Body for EventBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
