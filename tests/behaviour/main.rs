//! What callers see, over sockets against the simulator: every scenario runs through the Rust API and through the C
//! functions.

#[path = "../support/heap.rs"]
mod heap;

mod c_front;
mod c_upload;
mod front;
mod peer;
mod rust_front;
mod world;

mod expiry;
mod faults;
mod hostile;
mod hostile_wire;
mod integrity;
mod kinds;
mod misuse;
mod random;
mod recorded;
mod recovery;
mod responses;
mod resume;
mod round_trips;
mod sizes;
mod sources;
mod streams;
mod throttling;
mod watching;

/// Runs a scenario over both front ends.
macro_rules! both {
    ($($(#[$attribute:meta])* fn $name:ident($front:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            fn scenario($front: &dyn crate::front::Front) $body
            $(#[$attribute])*
            #[test]
            fn rust_api() { scenario(&crate::rust_front::RustApi) }
            $(#[$attribute])*
            #[test]
            fn c_functions() { scenario(&crate::c_front::CFunctions) }
        }
    )*};
}
pub(crate) use both;
