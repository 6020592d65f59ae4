//! Configurable behaviour of each kind of target. These files do not depend on the service.

pub mod outlook;
pub mod print;
pub mod throttle;
pub mod todo;
