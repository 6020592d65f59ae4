//! What a client remembers of hosts: whether kept connections may still be trusted, and which
//! address worked.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Number of hosts remembered. Graph and its upload hosts are a few.
const MAX_HOSTS: usize = 256;

/// A scheme, host and port whose connections share their fate.
#[derive(Debug, Default)]
pub(crate) struct Origin(AtomicU64);

impl Origin {
    /// Number of kept connections found dead.
    pub(crate) fn deaths(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Records that a kept connection was found dead. `alive` is the count when it was last known to
    /// be alive; connections found dead beside it died with it, and those seen alive after them
    /// stay trusted.
    pub(crate) fn note_death(&self, alive: u64) {
        // If the number has changed, somebody has recorded it already.
        let _ = self.0.compare_exchange(alive, alive + 1, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    origins: Mutex<HashMap<String, Arc<Origin>>>,
    addresses: Mutex<HashMap<String, IpAddr>>,
}

impl Hosts {
    pub(crate) fn origin(&self, scheme: &str, authority: &str) -> Arc<Origin> {
        let key = format!("{scheme}://{authority}").to_ascii_lowercase();
        let mut origins = lock(&self.origins);
        make_room(&mut origins, &key);
        Arc::clone(origins.entry(key).or_default())
    }

    /// The address that the last connection to a host used.
    pub(crate) fn address(&self, host: &str) -> Option<IpAddr> {
        lock(&self.addresses).get(host).copied()
    }

    pub(crate) fn note_address(&self, host: &str, address: IpAddr) {
        let mut addresses = lock(&self.addresses);
        make_room(&mut addresses, host);
        addresses.insert(host.to_owned(), address);
    }
}

fn lock<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Clears a map before it grows too large.
fn make_room<V>(map: &mut HashMap<String, V>, key: &str) {
    if map.len() >= MAX_HOSTS && !map.contains_key(key) {
        map.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_that_die_together_are_one_death() {
        let origin = Origin::default();
        let (old, older) = (origin.deaths(), origin.deaths());
        origin.note_death(old);
        assert_eq!(origin.deaths(), 1);
        origin.note_death(older);
        assert_eq!(origin.deaths(), 1, "a fresh connection would be given up for an old one");
        origin.note_death(origin.deaths());
        assert_eq!(origin.deaths(), 2);
    }

    #[test]
    fn origins_are_told_apart_and_hosts_are_forgotten_in_time() {
        let hosts = Hosts::default();
        let origin = |authority: &str| hosts.origin("https", authority);
        assert!(Arc::ptr_eq(&origin("A.example"), &origin("a.example")));
        assert!(!Arc::ptr_eq(&origin("a.example"), &origin("a.example:444")));
        assert!(!Arc::ptr_eq(&origin("a.example"), &hosts.origin("http", "a.example")));
        let ip = IpAddr::from([127, 0, 0, 1]);
        for number in 0..2 * MAX_HOSTS {
            hosts.note_address(&number.to_string(), ip);
        }
        assert_eq!((hosts.address("0"), hosts.address(&(2 * MAX_HOSTS - 1).to_string())), (None, Some(ip)));
    }
}
