//! The decision tables, row by row: what the service or the network does, and what is said next.
//!
//! Each row names its public source where there is one. `play` explains how a row is written.

mod answers;
pub mod play;

mod anything;
mod codes;
mod decisions;
mod events;
mod inline;
mod pages;
mod put;
mod refusals;
mod sessions;
mod since;
