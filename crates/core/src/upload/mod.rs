//! The machine of one upload.
//!
//! [`Upload`] is asked for a [`Step`], told what came back, and asked again.
//!
//! One principle decides most questions: the service is the only authority on progress. After a reply that says
//! nothing, or none, the next step is to ask; nothing is sent while the position is unknown.

mod completion;
mod context;
mod endings;
mod history;
mod listing;
mod machine;
mod next;
mod no_response;
mod position;
mod requests;
mod saved;
mod saved_session;
mod session;
mod state;
mod step;
mod telling;
mod throttling;
mod token;
mod url_form;
mod view;
mod waits;

pub use machine::Upload;
pub use requests::doing;
pub use saved::{SavedUpload, unusable};
pub use step::{Plan, Position, Step, Window};
pub use waits::{Wait, WaitsFor};
