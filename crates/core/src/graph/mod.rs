//! The vocabulary of Graph: requests, responses, items, missing ranges, problems, JSON, URLs,
//! clouds, times and hashes.

pub mod clouds;
pub mod endpoint;
pub mod integrity;
pub mod item;
pub mod json;
pub mod outcome;
mod page;
pub mod problem;
pub mod quickxor;
pub mod ranges;
pub mod request;
pub mod response;
pub mod retry_after;
pub mod running_hash;
pub mod source;
pub mod time;
pub mod url;
pub mod words;
