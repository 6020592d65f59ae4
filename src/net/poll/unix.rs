//! Unix: `poll` with an event descriptor, or a pipe where there is none.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};

use super::{For, Ready};

/// Something to wait on.
pub(crate) type Descriptor<'a> = BorrowedFd<'a>;

/// What a socket is waited on by.
pub(crate) fn of(socket: &socket2::Socket) -> Descriptor<'_> {
    socket.as_fd()
}

/// Whether a connection attempt is still in progress.
pub(crate) fn in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EINPROGRESS)
}

/// A descriptor that becomes readable once raised and stays readable.
#[derive(Debug)]
pub(crate) struct Wake {
    read: OwnedFd,
    /// An event descriptor is both ends in one; then there is no second.
    write: Option<OwnedFd>,
}

impl Wake {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn new() -> io::Result<Self> {
        use rustix::event::{EventfdFlags, eventfd};
        Ok(Self { read: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?, write: None })
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn new() -> io::Result<Self> {
        let (read, write) = io::pipe()?;
        // A full pipe is a raised one; the writer may be a signal handler and must not block.
        rustix::io::ioctl_fionbio(&write, true)?;
        Ok(Self { read: read.into(), write: Some(write.into()) })
    }

    /// Makes the descriptor readable. Callable from a signal handler.
    pub(crate) fn raise(&self) {
        let saved = errno();
        let end = self.write.as_ref().unwrap_or(&self.read);
        // Fails only when it was raised many times already.
        let _ = rustix::io::write(end, &1u64.to_ne_bytes());
        set_errno(saved);
    }

    /// Makes the descriptor unreadable again, after it was raised once.
    pub(crate) fn lower(&self) {
        // It is only called by whoever has raised it, so there are eight bytes to read at once.
        let _ = rustix::io::read(&self.read, &mut [0; 8]);
    }

    pub(crate) fn descriptor(&self) -> Descriptor<'_> {
        self.read.as_fd()
    }

    /// The descriptor's number, for the caller's own event loop.
    pub(crate) fn number(&self) -> i64 {
        use std::os::fd::AsRawFd;
        self.read.as_raw_fd().into()
    }
}

/// Waits until the descriptor is ready, the wake is raised or the time has passed.
pub(crate) fn wait(
    on: Option<(Descriptor<'_>, For)>,
    wake: Option<&Wake>,
    time: Duration,
) -> io::Result<Ready> {
    let flags = |what| match what {
        For::Read => PollFlags::IN,
        For::Write => PollFlags::OUT,
        For::Both => PollFlags::IN | PollFlags::OUT,
    };
    let socket = on.map(|(descriptor, what)| PollFd::from_borrowed_fd(descriptor, flags(what)));
    let waking = wake.map(|wake| PollFd::from_borrowed_fd(wake.descriptor(), PollFlags::IN));
    let (mut one, mut both);
    let fds: &mut [PollFd<'_>] = match (socket, waking) {
        (Some(socket), Some(waking)) => {
            both = [socket, waking];
            &mut both
        }
        (Some(single), None) | (None, Some(single)) => {
            one = [single];
            &mut one
        }
        (None, None) => &mut [],
    };
    match rustix::event::poll(fds, Some(&timespec(time))) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok(Ready::default()),
        Err(error) => return Err(error.into()),
    }
    let mut seen = fds.iter().map(PollFd::revents);
    let socket = on.and_then(|_| seen.next()).unwrap_or(PollFlags::empty());
    let woken = wake.and_then(|_| seen.next()).is_some_and(|flags| !flags.is_empty());
    // The next read or write reports an error or hang-up.
    let broken = socket.intersects(PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL);
    Ok(Ready {
        read: broken || socket.contains(PollFlags::IN),
        write: broken || socket.contains(PollFlags::OUT),
        woken,
    })
}

/// Waits until a file, pipe or terminal has bytes or has ended, the wake is raised or the time has passed.
pub(crate) fn wait_input(input: &File, wake: Option<&Wake>, time: Duration) -> io::Result<Ready> {
    wait(Some((input.as_fd(), For::Read)), wake, time)
}

/// Waits until one of the connections succeeds or fails, the wake is raised or the time has passed.
/// Returns which of them it is, and whether the wake is raised.
pub(crate) fn wait_any(
    on: &[Descriptor<'_>],
    wake: Option<&Wake>,
    time: Duration,
) -> io::Result<(Vec<bool>, bool)> {
    let connections = on.iter().map(|&descriptor| PollFd::from_borrowed_fd(descriptor, PollFlags::OUT));
    let waking = wake.map(|wake| PollFd::from_borrowed_fd(wake.descriptor(), PollFlags::IN));
    let mut fds: Vec<PollFd<'_>> = connections.chain(waking).collect();
    match rustix::event::poll(&mut fds, Some(&timespec(time))) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok((vec![false; on.len()], false)),
        Err(error) => return Err(error.into()),
    }
    let mut ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
    let woken = wake.is_some() && ready.pop() == Some(true);
    Ok((ready, woken))
}

fn timespec(time: Duration) -> Timespec {
    // Never zero for a non-zero time: that would turn a wait into a spin.
    let secs = time.as_secs().min(i32::MAX as u64) as i64;
    Timespec { tv_sec: secs, tv_nsec: time.subsec_nanos().into() }
}

/// Bytes written but not yet acknowledged by the peer, if the system can tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn unsent(socket: Descriptor<'_>) -> Option<u64> {
    use std::os::fd::AsRawFd;
    let mut count: libc::c_int = 0;
    // SAFETY: the descriptor is open for as long as it is borrowed, and SIOCOUTQ (the same number as TIOCOUTQ, see
    // tcp(7)) stores one int at the place given, which lives until the call returns.
    let result = unsafe { libc::ioctl(socket.as_raw_fd(), libc::TIOCOUTQ, &mut count) };
    if result == 0 { u64::try_from(count).ok() } else { None }
}

/// This system cannot tell; [`SEND_BUFFER`] bounds how far "written" can be ahead of "sent".
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn unsent(_: Descriptor<'_>) -> Option<u64> {
    None
}

/// Size requested for the kernel's send buffer; none if the queue can be read, because the kernel's
/// tuning is better.
pub(crate) const SEND_BUFFER: Option<usize> =
    if cfg!(any(target_os = "linux", target_os = "android")) { None } else { Some(256 * 1024) };

/// Prevents SIGPIPE on a write to a closed connection; on Apple's systems the socket option does.
#[cfg(not(target_vendor = "apple"))]
pub(crate) const SEND_FLAGS: i32 = libc::MSG_NOSIGNAL;
#[cfg(target_vendor = "apple")]
pub(crate) const SEND_FLAGS: i32 = 0;

/// Says that more follows at once, so that it can share a segment: the kernel waits for it, 200 ms
/// at most (send(2) and, under TCP_CORK, tcp(7)).
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) const MORE_FLAG: i32 = libc::MSG_MORE;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) const MORE_FLAG: i32 = 0;

fn errno() -> libc::c_int {
    // SAFETY: the C library's address of this thread's `errno`, which may always be read.
    unsafe { *errno_place() }
}

fn set_errno(value: libc::c_int) {
    // SAFETY: as above; this thread alone writes there.
    unsafe { *errno_place() = value }
}

fn errno_place() -> *mut libc::c_int {
    #[cfg(any(target_os = "android", target_os = "netbsd", target_os = "openbsd"))]
    use libc::__errno as place;
    #[cfg(not(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "dragonfly",
        target_os = "android",
        target_os = "netbsd",
        target_os = "openbsd"
    )))]
    use libc::__errno_location as place;
    #[cfg(any(target_vendor = "apple", target_os = "freebsd", target_os = "dragonfly"))]
    use libc::__error as place;
    // SAFETY: it takes nothing and cannot fail.
    unsafe { place() }
}
