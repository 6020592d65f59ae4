//! Faults that people met in the field, each a sample of a kind: what the service answers, and what has to come of the
//! upload. Every sample runs through the Rust API and the C functions, as a session that the caller feeds, as a whole
//! upload, and as one with a state file.
//!
//! Numbers such as `rclone issue 8545` name the public thread in which the fault was reported.

#[path = "../behaviour/c_front.rs"]
#[allow(dead_code)]
mod c_front;
#[path = "../behaviour/c_upload.rs"]
#[allow(dead_code)]
mod c_upload;
#[path = "../behaviour/front.rs"]
#[allow(dead_code)]
mod front;
#[path = "../behaviour/rust_front.rs"]
mod rust_front;
#[path = "../behaviour/world.rs"]
#[allow(dead_code)]
mod world;

mod expect;
mod ran;
mod support;

mod names;
mod outlook;
mod pages;
mod refusals;
mod runs;
mod sessions;
mod todo;
mod together;
mod waits;
mod words;

/// Makes two tests of each sample, one for each way to call the library.
macro_rules! samples {
    ($($(#[$attribute:meta])* fn $name:ident() $body:block)*) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            fn cases() -> $crate::support::Cases {
                ::std::convert::From::from($body)
            }
            #[test]
            fn rust_api() { cases().run(&$crate::rust_front::RustApi) }
            #[test]
            fn c_functions() { cases().run(&$crate::c_front::CFunctions) }
        }
    )*};
}
pub(crate) use samples;
