//! Decisions about responses and missing responses: the table of refusals, the budget, piece sizes,
//! throttling scopes, whether a session lives long enough, which request may be sent, and which job
//! runs next.

pub mod baseline;
pub mod errors;
pub mod follows;
pub mod forecast;
pub mod governor;
pub mod order;
pub mod piece_size;
pub mod refusal;
pub mod retry;
pub mod throttle;
