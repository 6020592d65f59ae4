//! Proxies: which one a connection uses, and connecting through it.
//!
//! `choice` decides whether there is one, from the caller's options, the environment or the
//! `system`, and `bypass` for which hosts there is none. `server` is a proxy's own URL. `tunnel`
//! connects through it, by HTTP CONNECT itself and by `socks`; `challenge` explains what a refusing
//! proxy requires.

mod bypass;
mod challenge;
mod choice;
mod server;
mod socks;
// Platform calls are made only here.
#[allow(unsafe_code)]
mod system;
mod tunnel;

use std::time::Instant;

use socket2::Socket;

use crate::net::connect::{Place, Way};
use crate::net::failure::Failure;

pub use bypass::Bypass;
pub use choice::Proxies;
pub use server::Proxy;

/// Connects to a place, through a proxy if there is one.
pub(crate) fn connect(
    way: &Way<'_>,
    proxies: &Proxies,
    place: &Place<'_>,
    deadline: Instant,
) -> Result<Socket, Failure> {
    match proxies.on_the_way_to(&place.host, place.port) {
        Some(proxy) => tunnel::connect(way, proxy, place, deadline),
        None => way.connect(place, deadline),
    }
}
