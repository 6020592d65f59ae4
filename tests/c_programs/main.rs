//! Programs in C, C++ and Python against the shared and the static library, and the simulator.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod calls;
mod cpp;
mod examples;
mod folder;
mod kill;
mod library;
mod process;
mod queue;
mod sessions;
mod system;
mod threads;
mod todo_attach;
mod upload;
mod whole;
mod world;
