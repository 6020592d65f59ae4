//! The process and threads that the library runs in. They belong to the host, which may fork, end
//! threads at any time, and leave a callback without returning.

// This module and those marked alike below make platform calls that have no safe wrapper.
#[allow(unsafe_code)]
mod cancelled;
#[allow(unsafe_code)]
mod loaded;
#[allow(unsafe_code)]
mod process;
#[allow(unsafe_code)]
mod stack;
#[allow(unsafe_code)]
pub(crate) mod threads;
mod turn;

pub(crate) use cancelled::NotCancelled;
pub(crate) use process::{Life, PerLife, life, watch};
pub(crate) use stack::{Left, calling_back, here, sweep, thread};
pub(crate) use turn::{Refusal, Turn, Turned};

use chacha20poly1305::aead::Generate;

/// A random number, from the system each time: a generator in the process would be the same on both
/// sides of a fork, and one in the thread is gone in the destructors that run when a thread ends.
pub(crate) fn random() -> u64 {
    u64::try_generate().unwrap_or_else(|_| {
        // Not for secrets: the numbers spread waits and distinguish request ids.
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos() as u64;
        now.rotate_left(32) ^ u64::from(std::process::id()) ^ here() as u64
    })
}

/// A random number from 0 to `most`.
pub(crate) fn random_up_to(most: u64) -> u64 {
    match most.checked_add(1) {
        Some(1) => 0,
        Some(count) => random() % count,
        None => random(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_chance_differ_and_keep_their_limits() {
        let numbers: std::collections::HashSet<_> = (0..64).map(|_| random()).collect();
        assert_eq!(numbers.len(), 64);
        assert_eq!(random_up_to(0), 0);
        assert!((0..64).all(|_| random_up_to(2) <= 2));
        assert!((0..64).any(|_| random_up_to(u64::MAX) > u64::from(u32::MAX)));
    }
}
