//! One call at a time: a value that a call takes while it works; other calls are refused meanwhile.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;

use super::process::{Life, life};
use super::stack;

/// Why a value cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Another call has it and will return it.
    Busy,
    /// A call that had it ended in a defect.
    Defect,
    /// A call in another thread had it when the process forked, and that thread does not exist
    /// here.
    OtherProcess,
    /// A call had it and never returned: the host left one of its callbacks by `longjmp()` or the
    /// like.
    Left,
}

impl Refusal {
    /// Completes a sentence that begins with the object.
    pub fn why(self) -> &'static str {
        match self {
            Refusal::Busy => "is in use by another call",
            Refusal::Defect => "was in use when an earlier call ended in a defect; it can only be freed",
            Refusal::OtherProcess => {
                "was in use in another thread when the process forked; in this process it can only be freed"
            }
            Refusal::Left => {
                "was in use by a call whose callback did not return (longjmp?); it can only be freed"
            }
        }
    }
}

/// A value for one call at a time. Never blocks.
#[derive(Debug, Default)]
pub(crate) struct Turn<T> {
    /// The life of the process that has it; 0 when nobody has.
    taken: AtomicU32,
    /// The thread that has it, and its position on the stack. Read by that thread only.
    thread: AtomicUsize,
    place: AtomicUsize,
    value: Mutex<T>,
}

impl<T> Turn<T> {
    pub fn new(value: T) -> Self {
        Self {
            taken: AtomicU32::new(0),
            thread: AtomicUsize::new(0),
            place: AtomicUsize::new(0),
            value: Mutex::new(value),
        }
    }

    /// Takes the value until the guard is dropped.
    #[inline(always)]
    pub fn take(&self) -> Result<Turned<'_, T>, Refusal> {
        self.take_at(stack::here(), life())
    }

    /// Takes the value, waiting while another call has it: for values that are held for a moment
    /// only.
    pub fn wait(&self) -> Result<Turned<'_, T>, Refusal> {
        loop {
            match self.take() {
                // Not a lock: one held by a thread that did not survive a fork would block for
                // ever.
                Err(Refusal::Busy) => thread::yield_now(),
                other => return other,
            }
        }
    }

    fn take_at(&self, place: usize, now: Life) -> Result<Turned<'_, T>, Refusal> {
        if let Err(then) = self.taken.compare_exchange(0, now, Ordering::Acquire, Ordering::Relaxed) {
            return Err(if then == now { self.why_taken() } else { Refusal::OtherProcess });
        }
        let back = Back(self);
        let Ok(value) = self.value.try_lock() else { return Err(Refusal::Defect) };
        self.place.store(place, Ordering::Relaxed);
        self.thread.store(stack::thread(), Ordering::Relaxed);
        Ok(Turned { value, _back: back })
    }

    fn why_taken(&self) -> Refusal {
        let thread = stack::thread();
        let ours = thread != 0 && self.thread.load(Ordering::Relaxed) == thread;
        match ours && !stack::is_called_back_below(self.place.load(Ordering::Relaxed)) {
            true => Refusal::Left,
            false => Refusal::Busy,
        }
    }
}

/// A value that was taken.
pub(crate) struct Turned<'a, T> {
    // Returned in this order.
    value: MutexGuard<'a, T>,
    _back: Back<'a, T>,
}

struct Back<'a, T>(&'a Turn<T>);

impl<T> Drop for Back<'_, T> {
    fn drop(&mut self) {
        self.0.thread.store(0, Ordering::Relaxed);
        self.0.taken.store(0, Ordering::Release);
    }
}

impl<T> Deref for Turned<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Turned<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T>(turn: &Turn<T>) -> Option<Refusal> {
        turn.take().map(drop).err()
    }

    #[test]
    fn one_at_a_time() {
        let turn = Turn::new(1);
        let mut taken = turn.take().expect("free");
        *taken += 1;
        let other = std::thread::scope(|scope| scope.spawn(|| refused(&turn)).join());
        assert_eq!(other.expect("no panic"), Some(Refusal::Busy));
        drop(taken);
        assert_eq!(turn.take().map(|taken| *taken), Ok(2));
    }

    #[test]
    #[cfg_attr(miri, ignore = "frames have no order in Miri's memory")]
    fn a_callback_is_refused_as_busy_and_comes_back() {
        let turn = Turn::new(());
        #[inline(never)]
        fn call(turn: &Turn<()>) -> Option<Refusal> {
            let _taken = turn.take().expect("free");
            stack::calling_back(None, || refused(turn))
        }
        assert_eq!(call(&turn), Some(Refusal::Busy));
        assert_eq!(refused(&turn), None);
    }

    #[test]
    fn a_call_that_never_returned_is_told_from_one_that_runs() {
        let turn = Turn::new(());
        std::mem::forget(turn.take().expect("free"));
        assert_eq!(refused(&turn), Some(Refusal::Left));
    }

    #[test]
    fn what_was_taken_before_a_fork_stays_taken() {
        let turn = Turn::new(());
        std::mem::forget(turn.take_at(stack::here(), life() + 1).expect("free"));
        assert_eq!(refused(&turn), Some(Refusal::OtherProcess));
        let _kept: Life = life();
    }

    #[test]
    fn a_defect_is_remembered() {
        let turn = Turn::new(());
        let defect = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _taken = turn.take().expect("free");
            panic!("a defect");
        }));
        assert!(defect.is_err());
        assert_eq!(refused(&turn), Some(Refusal::Defect));
        assert_eq!(refused(&turn), Some(Refusal::Defect));
    }
}
