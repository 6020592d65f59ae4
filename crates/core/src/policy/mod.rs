//! What follows from responses and the lack of them: the table of refusals, the budget, the size of pieces, and what is
//! throttled together.

pub mod errors;
pub mod follows;
pub mod piece_size;
pub mod refusal;
pub mod retry;
pub mod throttle;
