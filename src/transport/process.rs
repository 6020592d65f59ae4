//! Which process this is, for what a `fork` copies and must not be used twice; and threads that leave the host's
//! signals alone.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

use once_cell::race::OnceBox;

use super::loaded;

/// Counts the forks that led to this process, as far as they were told to `atfork` handlers.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// A process. What belongs to another one than [`Process::current`] was copied by a fork.
///
/// The number of the process alone would not do, since the first process of a container and that of a container within it
/// have the same one. The count of forks alone would not either, since a bare `clone` calls no handlers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Process {
    forks: u32,
    id: u32,
}

impl Process {
    /// This process. Asks the system, so once in an exchange and not for every piece.
    pub(crate) fn current() -> Self {
        watch();
        Self { forks: FORKS.load(Ordering::Relaxed), id: std::process::id() }
    }

    /// Whether no fork was told since, without asking the system. After a callback of the host, this is enough to know
    /// whether it has returned in a child.
    pub(crate) fn is_unforked(self) -> bool {
        self.forks == FORKS.load(Ordering::Relaxed)
    }
}

/// Has forks counted. Two threads that come here at once may count twice, which is as good.
fn watch() {
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCHED.load(Ordering::Acquire) {
        count_forks();
        WATCHED.store(true, Ordering::Release);
    }
}

#[cfg(unix)]
fn count_forks() {
    extern "C" fn in_child() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
    // SAFETY: the handler only adds to an atomic number, which is allowed in the child of a process with threads, and
    // the library is never unloaded (build.rs). Without memory for the handler the process number alone must do.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

#[cfg(windows)]
fn count_forks() {}

/// Something that each process makes for itself, so that a child waits for no lock that a thread of its parent held, and
/// uses nothing that its parent uses. What the parent had is kept until this is dropped.
#[derive(Debug)]
pub(crate) struct PerProcess<T> {
    owner: Process,
    value: T,
    later: OnceBox<PerProcess<T>>,
}

impl<T> PerProcess<T> {
    /// With the value of this process.
    pub(crate) fn new(value: T) -> Self {
        Self { owner: Process::current(), value, later: OnceBox::new() }
    }

    /// The value of this process, made now if its parent made the last one. Waits for nobody: of two threads that make
    /// one at once, one throws its own away.
    pub(crate) fn get(&self, process: Process, make: impl Fn() -> T) -> &T {
        let mut held = self;
        while held.owner != process {
            let new = || Box::new(Self { owner: process, value: make(), later: OnceBox::new() });
            held = held.later.get_or_init(new);
        }
        &held.value
    }
}

/// Starts a thread that no signal of the host is delivered to.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    loaded::stay();
    let builder = thread::Builder::new().name(name.to_owned());
    quietly(|| builder.spawn(work))
}

/// Blocks all signals of this thread meanwhile; a thread inherits what is blocked where it is started.
#[cfg(unix)]
fn quietly<T>(start: impl FnOnce() -> T) -> T {
    use std::mem::MaybeUninit;
    use std::ptr;
    let (mut all, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: sigfillset writes the set before it is read, and both live until the calls return.
    let blocked = unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr()) == 0
    };
    let result = start();
    if blocked {
        // SAFETY: the first call has succeeded and so written the set that was there before.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    }
    result
}

#[cfg(windows)]
fn quietly<T>(start: impl FnOnce() -> T) -> T {
    start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_keeps_its_own() {
        let here = Process::current();
        assert!(here == Process::current() && here.is_unforked());
        let child = Process { forks: here.forks + 1, ..here };
        let grandchild = Process { id: here.id + 1, ..child };
        assert!(!child.is_unforked());
        let made = AtomicU32::new(0);
        let make = || made.fetch_add(1, Ordering::Relaxed) + 1;
        let values = PerProcess::new(0);
        for (process, value) in [(here, 0), (child, 1), (child, 1), (grandchild, 2), (here, 0)] {
            assert_eq!(*values.get(process, make), value);
        }
    }

    #[cfg(unix)]
    #[test]
    fn its_threads_block_all_signals() {
        let mask = || {
            let mut set = std::mem::MaybeUninit::uninit();
            // SAFETY: without a new set the call only writes the current one.
            unsafe {
                assert_eq!(libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), set.as_mut_ptr()), 0);
                let set = set.assume_init();
                [libc::SIGTERM, libc::SIGUSR1, libc::SIGALRM].map(|signal| libc::sigismember(&set, signal))
            }
        };
        let before = mask();
        let (sender, receiver) = std::sync::mpsc::channel();
        spawn("gu-test", move || sender.send(mask()).unwrap()).unwrap().join().unwrap();
        assert_eq!(receiver.recv().unwrap(), [1; 3]);
        assert_eq!(mask(), before);
    }
}
