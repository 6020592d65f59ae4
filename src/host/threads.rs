//! Threads of the library, which leave the host's signals alone.

use std::io;
use std::thread::{self, JoinHandle};

use crate::host::loaded;

/// Starts a thread that receives no signals of the host.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    loaded::stay();
    let builder = thread::Builder::new().name(name.to_owned());
    quietly(|| builder.spawn(work))
}

/// Blocks all signals of this thread while it lives; a thread inherits the mask of its creator.
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
        // SAFETY: the first call succeeded and so wrote the old set.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    }
    result
}

#[cfg(windows)]
fn quietly<T>(start: impl FnOnce() -> T) -> T {
    start()
}

// Miri has no signal masks.
#[cfg(all(test, unix, not(miri)))]
mod tests {
    use super::*;

    #[test]
    fn its_threads_block_all_signals() {
        let mask = || {
            let mut set = std::mem::MaybeUninit::uninit();
            // SAFETY: without a new set the call only reads the current one.
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
