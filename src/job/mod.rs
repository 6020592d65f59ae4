//! Many uploads at once: a queue that runs them on threads of its own, and tells of each when it has ended.

mod bell;
mod folder;
mod handle;
mod line;
mod numbers;
mod queue;
mod worker;

pub use graph_upload_core::policy::order::{JobId, Stage};
pub use handle::{Attached, Job};
pub use numbers::QueueProgress;
pub use queue::{MAX_AT_ONCE, Queue, Room};
