//! Upload sessions of Microsoft Graph as a state machine: what to say next, given what came back.
//!
//! Nothing here opens a socket or a file, starts a thread, asks for the time or draws a random number. Time comes in as a
//! number, jitter and request ids from a seed, and file bytes are named by their range, never held. So every documented
//! exchange can be tested as text, and every sequence of faults without a socket.
//!
//! The rooms import each other in one direction: [`graph`] ← [`kinds`] ← [`policy`] ← [`upload`].
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
    Event, Grant, Input, Output, Permit, Plan, Position, SavedUpload, TokenAnswer, Upload, Wait, WaitsFor,
    Window,
};
