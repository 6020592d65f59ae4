//! Requests that change one message or event go one after another: Exchange refuses those that overlap
//! (microsoftgraph/msgraph-sdk-dotnet issue 1287: four attachments to a draft at once, and one was stored).

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::host::{self, Left};

/// How often a thread that waits in line looks at its own cancel handle.
const LOOK: Duration = Duration::from_millis(20);

/// Who is at which message.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    first: Mutex<HashMap<String, First>>,
    moved: Condvar,
}

/// Who is first in a line.
#[derive(Debug)]
struct First {
    thread: usize,
    /// Told when the host has left a callback of the request without returning: then it is over.
    left: Left,
}

/// The first place of a line; the next one has it when this is dropped.
pub(crate) struct Place<'a> {
    lines: &'a Lines,
    key: String,
    left: Left,
}

impl Lines {
    /// Waits until nobody else is at the message. `waits` is asked again and again whether to go on waiting; `None` when
    /// it says no. A thread that is first already, in a callback of its own request, does not wait for itself.
    pub fn enter(&self, key: &str, mut waits: impl FnMut() -> bool) -> Option<Place<'_>> {
        let mut first = self.lock();
        while first.get(key).is_some_and(|one| !one.left.is_left() && one.thread != host::thread()) {
            drop(first);
            if !waits() {
                return None;
            }
            first = self.lock();
            if first.contains_key(key) {
                first = self.moved.wait_timeout(first, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        let left = Left::default();
        first.insert(key.to_owned(), First { thread: host::thread(), left: left.clone() });
        Some(Place { lines: self, key: key.to_owned(), left })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, First>> {
        // The map is whole between any two statements.
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Told when the host leaves a callback of the request without returning.
    pub fn left(&self) -> &Left {
        &self.left
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.lines.lock().remove(&self.key);
        self.lines.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn one_at_a_time_and_nobody_is_forgotten() {
        let (lines, inside, most) = (Lines::default(), AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let place = lines.enter("m", || true).expect("waits");
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(place);
                    }
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 1);
        assert!(lines.lock().is_empty());
    }

    #[test]
    fn other_messages_and_ones_own_thread_do_not_wait() {
        let lines = Lines::default();
        let _first = lines.enter("m", || unreachable!()).expect("free");
        let _other = lines.enter("n", || unreachable!()).expect("another message");
        let _own = lines.enter("m", || unreachable!()).expect("the same thread");
    }

    #[test]
    fn whoever_does_not_want_to_wait_leaves_the_line() {
        let lines = Lines::default();
        let _first = lines.enter("m", || unreachable!()).expect("free");
        thread::scope(|scope| {
            let mut looks = 0;
            let lines = &lines;
            let waited = scope.spawn(move || {
                lines
                    .enter("m", || {
                        looks += 1;
                        looks < 3
                    })
                    .is_none()
            });
            assert!(waited.join().expect("no panic"));
        });
    }
}
