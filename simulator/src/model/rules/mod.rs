//! What can be chosen about each kind of target. These files know nothing of the service that follows them.

pub mod outlook;
pub mod print;
pub mod todo;
