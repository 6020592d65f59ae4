//! Conversations of the core with a service that a script speaks for.

mod answer;
mod conversation;
mod lawful;
mod script;
mod setting;

pub use conversation::Conversation;
pub use script::Script;
pub use setting::Setting;
