//! Upload sessions of Microsoft Graph as a state machine: decides the next request from the
//! responses so far.
//!
//! Nothing here opens a socket or a file, starts a thread, reads a clock or draws a random number.
//! Time comes in as a number, jitter and request ids from a seed, and file bytes are described by
//! their range, never held. So every documented exchange can be tested as text, and every sequence
//! of faults without a socket.
//!
//! A host drives a [`Machine`] with two calls. This one keeps the file in memory, saves nothing,
//! and sends with its own function:
//!
//! ```
//! use graph_upload_core::graph::item::Item;
//! use graph_upload_core::graph::response::{NoResponse, Response};
//! use graph_upload_core::graph::request::Request;
//! use graph_upload_core::{Error, Grant, Input, Machine, Output, Status, TokenAnswer, Window};
//!
//! fn upload(
//!     machine: &mut Machine,
//!     size: u64,
//!     mut send: impl FnMut(&Request) -> Result<Response, NoResponse>,
//!     mut clock: impl FnMut() -> u64,
//!     mut sleep_until: impl FnMut(u64),
//! ) -> Result<Item, Error> {
//!     machine.handle(clock(), Input::Offer(Window { start: 0, end: size }));
//!     machine.handle(clock(), Input::Finish);
//!     loop {
//!         match machine.poll(clock()) {
//!             Output::Event(event) => println!("{event:?}"),
//!             Output::Permit(_) => machine.handle(clock(), Input::Permit(Grant::Now)),
//!             Output::Token { rejected, .. } => {
//!                 let answer = if rejected { TokenAnswer::NoOther } else { TokenAnswer::Ready };
//!                 machine.handle(clock(), Input::Token(answer));
//!             }
//!             Output::Persist => machine.handle(clock(), Input::Persisted(Ok(()))),
//!             Output::Send(request) => match send(&request) {
//!                 Ok(response) => machine.handle(clock(), Input::Response(&response)),
//!                 Err(no_response) => machine.handle(clock(), Input::NoResponse(&no_response)),
//!             },
//!             Output::Wait { until, .. } => sleep_until(until),
//!             Output::Done(item) => return Ok(item),
//!             Output::Paused(error) | Output::Failed(error) => return Err(error),
//!             other => return Err(Error::new(Status::Bug, format!("{other:?}"))),
//!         }
//!     }
//! }
//!
//! # use std::sync::Arc;
//! # use graph_upload_core::graph::endpoint::{Endpoint, Version};
//! # use graph_upload_core::graph::response::BodyEnd;
//! # use graph_upload_core::graph::request::Purpose;
//! # use graph_upload_core::{Plan, graph::clouds::GLOBAL_GRAPH, kinds::DriveItem, policy::retry::Policy};
//! # let plan = Plan {
//! #     target: Arc::new(DriveItem::by_path(None, "a.txt")?),
//! #     endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, Version::V1, "docs", false)?),
//! #     size: 10,
//! #     policy: Policy::default(),
//! #     piece: None,
//! #     round_trips: Default::default(),
//! #     seed: 1,
//! # };
//! # let now = std::cell::Cell::new(0);
//! # let mut busy = true;
//! # let send = |request: &Request| {
//! #     let url = "https://contoso.sharepoint.com/upload?guid=1";
//! #     let (status, body) = match request.purpose {
//! #         Purpose::LookUp => (404, String::new()),
//! #         Purpose::Create => (200, format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#)),
//! #         _ if std::mem::take(&mut busy) => (503, String::new()),
//! #         Purpose::Status => (200, r#"{"nextExpectedRanges":["0-"]}"#.to_owned()),
//! #         _ => (201, r#"{"id":"I","name":"a.txt","size":10}"#.to_owned()),
//! #     };
//! #     let body = body.into_bytes();
//! #     Ok(Response { status, headers: Vec::new(), body, end: BodyEnd::Whole, early: false })
//! # };
//! # let item = upload(&mut Machine::new(plan), 10, send, || now.get(), |until| now.set(until))?;
//! # assert_eq!(item.id, "I");
//! # assert!(now.get() > 0, "it has waited");
//! # Ok::<(), Error>(())
//! ```
//!
//! The modules import each other in one direction: [`graph`] ← [`kinds`] ← [`policy`] ← [`upload`].
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod error;
pub mod graph;
pub mod kinds;
pub mod policy;
pub mod secret;
pub mod upload;

pub use error::{Error, Status};
pub use upload::{
    Event, Grant, Input, Machine, Output, Permit, Plan, Position, SavedUpload, TokenAnswer, Wait, WaitsFor,
    Window,
};
