//! What a client has learnt of the hosts that it connects to: whether connections that were kept may still be trusted,
//! and which address has worked.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most hosts that are remembered. Graph and its upload hosts are a few.
const MAX_HOSTS: usize = 256;

/// A scheme, host and port whose connections share their fate.
#[derive(Debug, Default)]
pub(crate) struct Origin(AtomicU64);

impl Origin {
    /// How many kept connections were found dead.
    pub(crate) fn deaths(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes that a kept connection was found dead. It was last seen to live after so many deaths; those that were found
    /// dead beside it died with it, and what was seen to live after them stays trusted.
    pub(crate) fn note_death(&self, alive: u64) {
        // Where the number has changed, somebody has noted it already.
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

    /// The address of a host that the last connection was made to.
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

/// Begins a map anew before it grows too large.
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
