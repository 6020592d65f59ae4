//! What an event loop watches: readable while jobs that have ended wait to be fetched.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::net::poll::{Descriptor, Wake};

/// A descriptor that is readable while it rings.
#[derive(Debug)]
pub(super) struct Bell {
    wake: Wake,
    /// Changed by one thread at a time, which the lock of the queue sees to.
    rings: AtomicBool,
}

impl Bell {
    pub fn new() -> io::Result<Self> {
        Ok(Self { wake: Wake::new()?, rings: AtomicBool::new(false) })
    }

    /// Lets it ring, or not. The system is asked only where that changes something.
    pub fn set(&self, rings: bool) {
        match (self.rings.swap(rings, Ordering::SeqCst), rings) {
            (false, true) => self.wake.raise(),
            (true, false) => self.wake.lower(),
            _ => {}
        }
    }

    pub fn number(&self) -> i64 {
        self.wake.number()
    }

    pub fn descriptor(&self) -> Descriptor<'_> {
        self.wake.descriptor()
    }
}

#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use crate::net::poll::{For, wait};
    use std::time::Duration;

    #[test]
    fn it_is_readable_while_it_rings() {
        let bell = Bell::new().unwrap();
        for rings in [false, true, true, false, false, true, false] {
            bell.set(rings);
            let ready = wait(Some((bell.descriptor(), For::Read)), None, Duration::ZERO).unwrap();
            assert_eq!(ready.read, rings);
        }
    }
}
