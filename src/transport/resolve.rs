//! Names to addresses, on a helper thread because the system's resolver can neither be woken nor timed.
//!
//! The thread owns what it works on and may outlive the call that began it; its answer is then dropped.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use super::call::{Call, Failure};
use super::loaded;
use super::poll::{For, Wake};
use crate::protocol::reply::LostWhy;

/// More addresses than this only take time from those that may answer.
const MAX_ADDRESSES: usize = 16;

/// All addresses of a host, in the system's order of preference.
pub(super) fn resolve(
    call: &Call,
    host: &str,
    port: u16,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    let host = host.to_owned();
    let found = on_helper(call, deadline, move || {
        (host.as_str(), port).to_socket_addrs().map(|all| all.take(MAX_ADDRESSES).collect::<Vec<_>>())
    })?;
    match found {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(Failure::new(LostWhy::Resolve, "the host has no address")),
        Err(error) => {
            // The resolver's errors have no number and a text of their own, which names the cause but not the host.
            let detail = error.to_string();
            Err(Failure { why: LostWhy::Resolve, detail, os_error: error.raw_os_error().unwrap_or(0) })
        }
    }
}

/// Runs something that blocks on a thread of its own, and waits for it as long as the call may.
fn on_helper<T: Send + 'static>(
    call: &Call,
    deadline: Instant,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let failed = |error: io::Error| Failure::io(LostWhy::Resolve, &error);
    let done = Arc::new(Wake::new().map_err(failed)?);
    let (sender, receiver) = mpsc::sync_channel(1);
    let theirs = Arc::clone(&done);
    loaded::stay();
    let helper = thread::Builder::new().name("gu-resolve".to_owned());
    let spawned = helper.spawn(move || {
        // An error means that nobody waits any more.
        let _ = sender.send(work());
        theirs.raise();
    });
    spawned.map_err(failed)?;
    loop {
        if let Ok(answer) = receiver.try_recv() {
            return Ok(answer);
        }
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Err(Failure::new(LostWhy::Timeout("connect"), "the host name was not resolved in time"));
        }
        call.wait(done.descriptor(), For::Read, rest)?;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::transport::Cancel;

    fn call(cancel: Option<&Cancel>) -> Call {
        Call::new(cancel.cloned(), Duration::from_secs(60), Duration::from_secs(60), false)
    }

    #[test]
    fn a_hanging_resolver_is_left_behind_on_cancel() {
        let cancel = Cancel::new().unwrap();
        let other = cancel.clone();
        let (release, hang) = mpsc::channel::<()>();
        let far = Instant::now() + Duration::from_secs(60);
        let lost = on_helper(&call(Some(&cancel)), far, move || {
            other.request();
            let _ = hang.recv();
        });
        assert_eq!(lost.unwrap_err().why, LostWhy::Cancelled);
        drop(release);
    }

    #[test]
    fn a_hanging_resolver_is_left_behind_at_the_limit() {
        let (release, hang) = mpsc::channel::<()>();
        let soon = Instant::now() + Duration::from_millis(30);
        let lost = on_helper(&call(None), soon, move || hang.recv().is_ok());
        assert_eq!(lost.unwrap_err().why, LostWhy::Timeout("connect"));
        drop(release);
    }

    #[test]
    fn localhost_has_addresses() {
        let far = Instant::now() + Duration::from_secs(60);
        let all = resolve(&call(None), "localhost", 7, far).unwrap();
        assert!(all.iter().all(|address| address.ip().is_loopback() && address.port() == 7));
    }
}
