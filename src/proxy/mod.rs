//! Proxies: which one a connection goes through, and the way through it.
//!
//! `choice` says whether there is one, from the caller's options, the environment or the `system`, and `bypass` for which
//! hosts there is none. `server` is a proxy's own URL. `tunnel` connects through it, by HTTP's CONNECT itself and by
//! `socks`; `challenge` says what a proxy wants that refuses.

pub(crate) mod bypass;
mod challenge;
mod choice;
mod server;
mod socks;
// The one place of platform calls here.
#[allow(unsafe_code)]
mod system;
pub(crate) mod tunnel;

pub use bypass::Bypass;
pub use choice::Proxies;
pub use server::Proxy;
