//! The protocol core, without a socket: what it says next, given what came back.

mod walk;

mod asking;
mod budget;
mod calls;
mod commit;
mod creation;
mod doubt;
mod drive;
mod ending;
mod forecast;
mod found;
mod hashes;
mod host;
mod inline;
mod kinds;
mod link;
mod look_up;
mod pieces;
mod saved;
mod saved_0_1;
mod saved_session;
mod table;
mod telling;
mod throttling;
mod token;
