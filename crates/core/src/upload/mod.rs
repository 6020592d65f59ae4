//! The machine of one upload.
//!
//! Its host polls [`Machine`] for an [`Output`] and answers it with an [`Input`], until it ends. Each request takes the
//! same way: a permit, a token where it carries one, a saved state where a later life has to know of it, and then it is
//! handed out, once. `departure.rs` makes any other way impossible.
//!
//! One principle decides most questions: the service is the only authority on progress. After a response that says
//! nothing, or none, the next step is to ask; nothing is sent while the position is unknown.

mod calls;
mod completion;
mod context;
mod departure;
mod endings;
mod failure;
mod forecast;
mod history;
mod inputs;
mod listing;
mod looks;
mod machine;
mod next;
mod no_response;
mod output;
mod plan;
mod position;
mod requests;
mod saved;
mod saved_session;
mod session;
mod setback;
mod since;
mod state;
mod telling;
mod throttling;
mod token;
mod url_form;
mod view;
mod waits;

pub use machine::Machine;
pub use output::{Event, Grant, Input, Output, Permit, TokenAnswer};
pub use plan::{Plan, Position, Window};
pub use requests::doing;
pub use saved::{SavedUpload, unusable};
pub use waits::{Wait, WaitsFor};
