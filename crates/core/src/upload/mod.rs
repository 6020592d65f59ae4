//! The machine of one upload.
//!
//! [`Upload`] is asked for a [`Step`], told what came back, and asked again.
//!
//! One principle decides most questions: the service is the only authority on progress. After a reply that says
//! nothing, or none, the next step is to ask; nothing is sent while the position is unknown.

mod absent;
mod asking;
mod commit;
mod completion;
mod creation;
mod ending;
mod inline;
mod listing;
mod look_up;
mod lost;
mod machine;
mod patience;
mod pieces;
mod refused;
mod saved;
mod saved_session;
mod session;
mod state;
mod status;
mod step;
mod telling;
mod throttling;
mod token;
mod url_form;
mod view;

pub use asking::doing;
pub use machine::Upload;
pub use patience::{Wait, WaitsFor};
pub use saved::{SavedUpload, unusable};
pub use step::{Plan, Position, Step, Window};
