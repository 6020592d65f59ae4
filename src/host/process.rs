//! Which life of the process this is. A child that was forked begins another one: what its parent's threads had in hand
//! then stays as it was for ever, locks included, and connections are still the parent's.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use once_cell::race::OnceBox;

/// The number of a life, never 0. A child's is another one than its parent's.
pub(crate) type Life = u32;

/// Changed by [`begin`] alone, in the child's only thread.
static LIFE: AtomicU32 = AtomicU32::new(1);

/// Which life this is. As cheap as reading a variable, and may be asked in a signal handler.
pub(crate) fn life() -> Life {
    LIFE.load(Ordering::Relaxed)
}

/// Makes [`life`] notice forks from now on. A child that was made without the system's `fork()`, such as by `vfork()` or
/// a bare `clone()`, is not noticed: POSIX lets it do nothing but end or run another program.
pub(crate) fn watch() -> io::Result<()> {
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Ordering::Acquire) {
        return Ok(());
    }
    // Two threads may come here at once. Then each fork counts twice, which does no harm.
    notice_forks()?;
    WATCHED.store(true, Ordering::Release);
    Ok(())
}

#[cfg(all(unix, not(miri)))]
fn notice_forks() -> io::Result<()> {
    // SAFETY: the function stays where it is. On Linux the library is never unmapped (build.rs); a program that it is
    // linked into takes the handler along, as glibc ties it to the caller's module; macOS unmaps no code with
    // thread-local variables.
    match unsafe { libc::pthread_atfork(None, None, Some(begin)) } {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(code)),
    }
}

/// Windows has no `fork()`, and Miri neither makes one nor knows its handlers.
#[cfg(not(all(unix, not(miri))))]
fn notice_forks() -> io::Result<()> {
    let _: unsafe extern "C" fn() = begin;
    Ok(())
}

/// Runs in the child before `fork()` returns there, so it may do no more than a signal handler.
unsafe extern "C" fn begin() {
    let next = LIFE.load(Ordering::Relaxed).checked_add(1);
    LIFE.store(next.unwrap_or(1), Ordering::Relaxed);
}

/// A value that each life of the process has for itself: a child makes its own when it first asks, and leaves alone what
/// it has inherited. Nothing here blocks, since a thread that did not come along could hold what it would wait for.
#[derive(Debug)]
pub(crate) struct PerLife<T> {
    life: Life,
    value: T,
    next: OnceBox<PerLife<T>>,
}

impl<T> PerLife<T> {
    /// The value of this life.
    pub fn new(value: T) -> Self {
        Self { life: life(), value, next: OnceBox::new() }
    }

    /// The value of this life. Two threads of a child may make it at the same time; the one that comes too late drops
    /// what it has made.
    pub fn get_or_try_make<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        if let Some(value) = self.get() {
            return Ok(value);
        }
        let last = self.last();
        last.next.get_or_try_init(|| make().map(|value| Box::new(Self::new(value)))).map(|made| &made.value)
    }

    /// The same for a value that can always be made.
    pub fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
        let made: Result<&T, Infallible> = self.get_or_try_make(|| Ok(make()));
        let Ok(value) = made;
        value
    }

    /// The value of this life, if it has one already. May be asked in a signal handler.
    pub fn get(&self) -> Option<&T> {
        let last = self.last();
        (last.life == life()).then_some(&last.value)
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_keeps_what_it_has() {
        watch().expect("room for a handler");
        let value = PerLife::new(5);
        assert_eq!(value.get(), Some(&5));
        assert_eq!(value.get_or_try_make(|| Err("made")), Ok(&5));
    }

    #[test]
    fn another_life_makes_its_own_once() {
        let value = PerLife { life: life() + 1, value: 5, next: OnceBox::new() };
        assert_eq!(value.get(), None);
        assert_eq!(value.get_or_try_make(|| Err("no")), Err("no"));
        assert_eq!(value.get_or_try_make(|| Ok::<_, ()>(6)), Ok(&6));
        assert_eq!(value.get_or_try_make(|| Ok::<_, ()>(7)), Ok(&6));
        assert_eq!(value.get(), Some(&6));
    }
}
