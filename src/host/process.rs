//! Tells a process from its forked children. In a child, whatever the parent's threads were doing
//! stays as it was for ever, including locks, and connections are still the parent's.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use once_cell::race::OnceBox;

/// The number of a process's life, never 0. A child's differs from its parent's.
pub(crate) type Life = u32;

/// Changed by [`begin`] only, in the child's only thread.
static LIFE: AtomicU32 = AtomicU32::new(1);

/// Returns the current life. As cheap as reading a variable; callable from a signal handler.
pub(crate) fn life() -> Life {
    LIFE.load(Ordering::Relaxed)
}

/// Makes [`life`] notice forks from now on. A child created without the system's `fork()`, such as
/// by `vfork()` or a bare `clone()`, is not noticed: POSIX lets it do nothing but exit or exec.
pub(crate) fn watch() -> io::Result<()> {
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Ordering::Acquire) {
        return Ok(());
    }
    // Two threads may get here at once. Then each fork counts twice, which does no harm.
    notice_forks()?;
    WATCHED.store(true, Ordering::Release);
    Ok(())
}

#[cfg(all(unix, not(miri)))]
fn notice_forks() -> io::Result<()> {
    // SAFETY: the function stays where it is. On Linux the library is never unmapped (build.rs);
    // for a program linked statically, glibc ties the handler to the caller's module; macOS unmaps
    // no code with thread-local variables.
    match unsafe { libc::pthread_atfork(None, None, Some(begin)) } {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(code)),
    }
}

/// Windows has no `fork()`; Miri neither forks nor supports its handlers.
#[cfg(not(all(unix, not(miri))))]
fn notice_forks() -> io::Result<()> {
    let _: unsafe extern "C" fn() = begin;
    Ok(())
}

/// Runs in the child before `fork()` returns there, so it is limited to what a signal handler may
/// do.
unsafe extern "C" fn begin() {
    let next = LIFE.load(Ordering::Relaxed).checked_add(1);
    LIFE.store(next.unwrap_or(1), Ordering::Relaxed);
}

/// A value per life of the process: a child creates its own on first use and leaves the inherited
/// one alone. Never blocks, because a thread that does not exist in the child could hold the lock.
#[derive(Debug)]
pub(crate) struct PerLife<T> {
    life: Life,
    value: T,
    next: OnceBox<PerLife<T>>,
}

impl<T> PerLife<T> {
    /// Returns the value of this life.
    pub fn new(value: T) -> Self {
        Self { life: life(), value, next: OnceBox::new() }
    }

    /// Returns the value of this life. Two threads of a child may create it at the same time; the
    /// later one drops its own.
    pub fn get_or_try_make<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        if let Some(value) = self.get() {
            return Ok(value);
        }
        let last = self.last();
        last.next.get_or_try_init(|| make().map(|value| Box::new(Self::new(value)))).map(|made| &made.value)
    }

    /// The same for a value whose creation cannot fail.
    pub fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
        let made: Result<&T, Infallible> = self.get_or_try_make(|| Ok(make()));
        let Ok(value) = made;
        value
    }

    /// Returns the value of this life, if it exists. Callable from a signal handler.
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
