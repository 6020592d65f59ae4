//! Threads of the library, which leave the host's signals alone.
//!
//! They block all but those by which a runtime stops each thread for a garbage collection. It knows a thread that has called
//! back once, and would wait forever for it to stop.

use std::io;
use std::thread::{self, JoinHandle};

use crate::host::loaded;

/// Starts a thread that receives no signals of the host but those of its runtime.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    loaded::stay();
    let builder = thread::Builder::new().name(name.to_owned());
    quietly(|| builder.spawn(work))
}

/// Blocks the signals of this thread while it starts another; a thread inherits the mask of its creator.
#[cfg(unix)]
fn quietly<T>(start: impl FnOnce() -> T) -> T {
    use std::mem::MaybeUninit;
    use std::ptr;
    let (mut all, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: sigfillset writes the set before it is changed or read, and both live until the calls return.
    let blocked = unsafe {
        libc::sigfillset(all.as_mut_ptr());
        for signal in runtimes() {
            libc::sigdelset(all.as_mut_ptr(), signal);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr()) == 0
    };
    let result = start();
    if blocked {
        // SAFETY: the first call succeeded and so wrote the old set.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    }
    result
}

/// Signals by which runtimes stop threads: Boehm's collector (`SIGPWR`, `SIGXCPU`; bdwgc, `gc_priv.h`), Mono
/// (`mono-threads-posix-signals.c`) and .NET (`pal/src/exception/signal.cpp`: real-time ones).
#[cfg(any(target_os = "linux", target_os = "android"))]
fn runtimes() -> impl Iterator<Item = libc::c_int> {
    [libc::SIGPWR, libc::SIGXCPU].into_iter().chain(libc::SIGRTMIN()..=libc::SIGRTMAX())
}

/// Elsewhere they stop threads by other means.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn runtimes() -> impl Iterator<Item = libc::c_int> {
    std::iter::empty()
}

#[cfg(windows)]
fn quietly<T>(start: impl FnOnce() -> T) -> T {
    start()
}

// Miri has no signal masks.
#[cfg(all(test, unix, not(miri)))]
mod tests {
    use super::*;

    /// Which of some signals this thread blocks.
    fn blocked<const N: usize>(signals: [libc::c_int; N]) -> [bool; N] {
        let mut set = std::mem::MaybeUninit::uninit();
        // SAFETY: without a new set the call only reads the current one.
        unsafe {
            assert_eq!(libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), set.as_mut_ptr()), 0);
            let set = set.assume_init();
            signals.map(|signal| libc::sigismember(&set, signal) == 1)
        }
    }

    fn blocked_in_a_thread<const N: usize>(signals: [libc::c_int; N]) -> [bool; N] {
        let before = blocked(signals);
        let (sender, receiver) = std::sync::mpsc::channel();
        spawn("gu-test", move || sender.send(blocked(signals)).unwrap()).unwrap().join().unwrap();
        assert_eq!(blocked(signals), before);
        receiver.recv().unwrap()
    }

    #[test]
    fn its_threads_block_the_signals_of_the_host() {
        let signals = [
            libc::SIGTERM,
            libc::SIGINT,
            libc::SIGUSR1,
            libc::SIGUSR2,
            libc::SIGALRM,
            libc::SIGCHLD,
            libc::SIGURG,
        ];
        assert_eq!(blocked_in_a_thread(signals), [true; 7]);
    }

    #[test]
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn a_runtime_can_stop_them() {
        let signals = [libc::SIGPWR, libc::SIGXCPU, libc::SIGRTMIN(), libc::SIGRTMIN() + 1, libc::SIGRTMAX()];
        assert_eq!(blocked_in_a_thread(signals), [false; 5]);
    }
}
