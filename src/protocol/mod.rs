//! What to say next: pure, without sockets, files, threads, clock or random numbers.
//!
//! [`Upload`] is asked for a [`Step`], told what came back, and asked again. Time comes in as a number, jitter and
//! request ids from a seed, and file bytes are named by their range, never held. So every documented exchange can
//! be tested as text and every sequence of faults can be run without a socket.
//!
//! One principle decides most questions: the service is the only authority on progress. After a reply that says
//! nothing, or none, the next step is to ask; nothing is sent while the position is unknown.

pub(crate) mod asking;
pub mod clouds;
mod commit;
mod creation;
#[cfg(feature = "defects")]
pub mod defect;
#[cfg(not(feature = "defects"))]
pub(crate) mod defect;
mod ending;
pub mod endpoint;
mod inline;
pub mod item;
pub mod json;
mod look_up;
mod lost;
mod page;
mod patience;
pub mod piece_size;
mod pieces;
pub mod problem;
pub mod ranges;
pub mod refusal;
mod refused;
pub mod reply;
pub mod request;
pub mod retry;
mod saved;
mod session;
mod status;
mod step;
pub mod throttle;
mod token;
mod upload;
pub(crate) mod words;

pub use patience::{Wait, WaitsFor};
pub use saved::SavedUpload;
pub use step::{Plan, Position, Step, Window};
pub use upload::Upload;
