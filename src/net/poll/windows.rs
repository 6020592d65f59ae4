//! Windows: event objects, which a socket signals while it is waited on.
//!
//! An event object needs neither a port nor permission from a firewall, as a pair of sockets would.
//! The system signals that something has changed (WSAEventSelect, "Remarks"), not the state itself;
//! hence each wait first asks for signals and then checks the state, so that no change can fall
//! between the two.

use std::fs::File;
use std::io;
use std::os::windows::io::{AsRawHandle, AsRawSocket, AsSocket, BorrowedSocket, FromRawHandle, OwnedHandle};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{
    GetLastError, HANDLE, SetLastError, WAIT_FAILED, WAIT_OBJECT_0, WAIT_TIMEOUT,
};
use windows_sys::Win32::Networking::WinSock::{
    FD_CLOSE, FD_CONNECT, FD_READ, FD_SET, FD_WRITE, SOCKET, SOCKET_ERROR, TIMEVAL, WSAEVENT, WSAEWOULDBLOCK,
    WSAEventSelect, WSAGetLastError, select,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_TYPE_CHAR, FILE_TYPE_PIPE, GetFileType};
use windows_sys::Win32::System::Pipes::PeekNamedPipe;
use windows_sys::Win32::System::SystemServices::MAXIMUM_WAIT_OBJECTS;
use windows_sys::Win32::System::Threading::{
    CreateEventW, INFINITE, ResetEvent, SetEvent, WaitForMultipleObjects, WaitForSingleObject,
};

use super::{For, Ready};

/// Something to wait on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Descriptor<'a> {
    Socket(BorrowedSocket<'a>),
    Wake(&'a Wake),
}

/// What a socket is waited on by.
pub(crate) fn of(socket: &socket2::Socket) -> Descriptor<'_> {
    Descriptor::Socket(socket.as_socket())
}

/// Whether a connection attempt is still in progress.
pub(crate) fn in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(WSAEWOULDBLOCK)
}

/// An event object that stays signalled once raised.
#[derive(Debug)]
pub(crate) struct Wake(OwnedHandle);

impl Wake {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: no attributes and no name are given; it is reset by hand, that is, never.
        let event = unsafe { CreateEventW(ptr::null(), 1, 0, ptr::null()) };
        if event.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the handle is new, so nobody else owns it.
        Ok(Self(unsafe { OwnedHandle::from_raw_handle(event) }))
    }

    /// Signals the event. Callable from a signal handler.
    pub(crate) fn raise(&self) {
        // SAFETY: these take no memory, and the handle is open for as long as it is owned.
        unsafe {
            let saved = GetLastError();
            SetEvent(self.handle());
            SetLastError(saved);
        }
    }

    /// Takes the signal back.
    pub(crate) fn lower(&self) {
        // SAFETY: the handle is open for as long as it is owned. It can only fail for one that is not an event.
        unsafe { ResetEvent(self.handle()) };
    }

    pub(crate) fn descriptor(&self) -> Descriptor<'_> {
        Descriptor::Wake(self)
    }

    /// The event's handle, for the caller's own event loop.
    pub(crate) fn number(&self) -> i64 {
        self.handle().expose_provenance() as i64
    }

    fn handle(&self) -> HANDLE {
        self.0.as_raw_handle()
    }

    fn is_raised(&self) -> bool {
        // SAFETY: the handle is open for as long as it is owned; the call does not wait.
        unsafe { WaitForSingleObject(self.handle(), 0) == WAIT_OBJECT_0 }
    }
}

/// Waits until the descriptor is ready, the wake is raised or the time has passed.
pub(crate) fn wait(
    on: Option<(Descriptor<'_>, For)>,
    wake: Option<&Wake>,
    time: Duration,
) -> io::Result<Ready> {
    let woken = |ready: Ready| Ready { woken: wake.is_some_and(Wake::is_raised), ..ready };
    match on {
        None => sleep(wake, time).map(|()| woken(Ready::default())),
        Some((Descriptor::Wake(event), _)) => {
            sleep([event].into_iter().chain(wake), time)?;
            let raised = event.is_raised();
            Ok(woken(Ready { read: raised, write: raised, woken: false }))
        }
        Some((Descriptor::Socket(socket), what)) => {
            let signals = Signals::of(socket, what)?;
            let ready = woken(look(socket, what)?);
            if ready.read || ready.write || ready.woken {
                return Ok(ready);
            }
            sleep([&signals.event].into_iter().chain(wake), time)?;
            look(socket, what).map(woken)
        }
    }
}

/// How often a pipe is looked at, which signals nothing.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);

/// Waits until a file, pipe or console has bytes or has ended, the wake is raised or the time has passed.
pub(crate) fn wait_input(input: &File, wake: Option<&Wake>, time: Duration) -> io::Result<Ready> {
    let end = Instant::now() + time;
    loop {
        let rest = end.saturating_duration_since(Instant::now());
        let ready = Ready { read: has_input(input), write: false, woken: wake.is_some_and(Wake::is_raised) };
        if ready.is_ready() || ready.woken || rest.is_zero() {
            return Ok(ready);
        }
        sleep(wake, rest.min(LOOK_INTERVAL))?;
    }
}

/// Whether reading would not block, as far as the system tells.
fn has_input(input: &File) -> bool {
    let handle = input.as_raw_handle();
    let mut count = 0;
    // SAFETY: these fail for a handle that is of another kind; the place lives until the call returns.
    unsafe {
        match GetFileType(handle) {
            // What is no pipe after all, and one that is broken, is told by the next read.
            FILE_TYPE_PIPE => {
                let none = ptr::null_mut();
                PeekNamedPipe(handle, none, 0, ptr::null_mut(), &mut count, ptr::null_mut()) == 0 || count > 0
            }
            // A console is signalled while it has input.
            FILE_TYPE_CHAR => WaitForSingleObject(handle, 0) != WAIT_TIMEOUT,
            _ => true,
        }
    }
}

/// Waits until one of the connections succeeds or fails, the wake is raised or the time has passed.
/// Returns which of them it is, and whether the wake is raised. The system waits for 64 objects at
/// most.
pub(crate) fn wait_any(
    on: &[Descriptor<'_>],
    wake: Option<&Wake>,
    time: Duration,
) -> io::Result<(Vec<bool>, bool)> {
    let sockets: Vec<_> = on
        .iter()
        .filter_map(|descriptor| match descriptor {
            Descriptor::Socket(socket) => Some(*socket),
            Descriptor::Wake(_) => None,
        })
        .collect();
    let look =
        || sockets.iter().map(|&socket| Ok(look(socket, For::Write)?.write)).collect::<io::Result<_>>();
    let signals = sockets.iter().map(|&socket| Signals::of(socket, For::Write));
    let signals = signals.collect::<io::Result<Vec<_>>>()?;
    let mut ready: Vec<bool> = look()?;
    if !ready.contains(&true) {
        sleep(signals.iter().map(|signals| &signals.event).chain(wake), time)?;
        ready = look()?;
    }
    Ok((ready, wake.is_some_and(Wake::is_raised)))
}

/// Waits until one of the events is signalled or the time has passed.
fn sleep<'a>(events: impl IntoIterator<Item = &'a Wake>, time: Duration) -> io::Result<()> {
    let mut handles = [ptr::null_mut(); MAXIMUM_WAIT_OBJECTS as usize];
    let mut count = 0;
    for (slot, event) in handles.iter_mut().zip(events) {
        *slot = event.handle();
        count += 1;
    }
    if count == 0 {
        std::thread::sleep(time);
        return Ok(());
    }
    // SAFETY: so many handles stand there, and their owners are borrowed until the call returns.
    let result = unsafe { WaitForMultipleObjects(count, handles.as_ptr(), 0, milliseconds(time)) };
    if result == WAIT_FAILED { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Never zero for a non-zero time, which would turn a wait into a spin, and never infinite.
fn milliseconds(time: Duration) -> u32 {
    let whole = time.as_nanos().div_ceil(1_000_000);
    u32::try_from(whole).unwrap_or(INFINITE).min(INFINITE - 1)
}

/// The signals of a socket, while this lives.
struct Signals<'a> {
    socket: BorrowedSocket<'a>,
    event: Wake,
}

impl<'a> Signals<'a> {
    fn of(socket: BorrowedSocket<'a>, what: For) -> io::Result<Self> {
        let signals = Self { socket, event: Wake::new()? };
        let (read, write) = (FD_READ | FD_CLOSE, FD_WRITE | FD_CONNECT | FD_CLOSE);
        let changes = match what {
            For::Read => read,
            For::Write => write,
            For::Both => read | write,
        };
        signals.select(signals.event.handle(), changes as i32)?;
        Ok(signals)
    }

    fn select(&self, event: HANDLE, changes: i32) -> io::Result<()> {
        // SAFETY: the socket is open for as long as it is borrowed. The event is open until this is dropped, which
        // takes it back.
        let result = unsafe { WSAEventSelect(raw(self.socket), event as WSAEVENT, changes) };
        if result == SOCKET_ERROR { Err(last_error()) } else { Ok(()) }
    }
}

impl Drop for Signals<'_> {
    fn drop(&mut self) {
        // Fails only for a socket that has none.
        let _ = self.select(ptr::null_mut(), 0);
    }
}

/// What a socket is ready for now.
fn look(socket: BorrowedSocket<'_>, what: For) -> io::Result<Ready> {
    let set = |wanted: bool| FD_SET { fd_count: wanted.into(), fd_array: [raw(socket); 64] };
    let (mut read, mut write) = (set(what != For::Write), set(what != For::Read));
    // A failed connection attempt shows only here. It is not checked beside reading: out-of-band
    // bytes from a peer show here too, and nobody reads those.
    let mut failed = set(what == For::Write);
    let at_once = TIMEVAL { tv_sec: 0, tv_usec: 0 };
    // SAFETY: the sets and the time live until the call returns, and the sets are as long as they say.
    let result = unsafe { select(0, &mut read, &mut write, &mut failed, &at_once) };
    if result == SOCKET_ERROR {
        return Err(last_error());
    }
    let failed = failed.fd_count > 0;
    Ok(Ready { read: failed || read.fd_count > 0, write: failed || write.fd_count > 0, woken: false })
}

fn raw(socket: BorrowedSocket<'_>) -> SOCKET {
    socket.as_raw_socket() as SOCKET
}

fn last_error() -> io::Error {
    // SAFETY: it takes nothing and cannot fail.
    io::Error::from_raw_os_error(unsafe { WSAGetLastError() })
}

/// This system cannot tell; [`SEND_BUFFER`] bounds how far "written" can be ahead of "sent".
pub(crate) fn unsent(_: Descriptor<'_>) -> Option<u64> {
    None
}

/// Size requested for the system's send buffer.
pub(crate) const SEND_BUFFER: Option<usize> = Some(256 * 1024);

/// Windows has no SIGPIPE.
pub(crate) const SEND_FLAGS: i32 = 0;

/// Windows has no way to say that more follows.
pub(crate) const MORE_FLAG: i32 = 0;
