//! What belongs to one exchange, for the objects that the HTTP client keeps between exchanges.
//!
//! Connections outlive the exchange that made them, and the client's connector interface has no room for anything
//! of the caller's. So an [`Entered`] guard puts the exchange's [`Call`] on a stack of its thread, and connector and
//! connection look at the top. The client works on the calling thread alone, so the top is always the right one; it
//! is a stack because a callback may start another exchange on the same thread.
//!
//! What is borrowed from the caller, the source and the progress callback, cannot be kept there. It stays with the
//! body reader, which the client does let borrow, and which therefore is where a body is sent (see `body.rs`).

use std::cell::{Cell, RefCell};
use std::io;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::time::{Duration, Instant};

use zeroize::Zeroize;

use crate::host::{Life, life};
use crate::http::link::SharedLink;
use crate::net::cancel::Cancel;
use crate::net::poll::{self, Descriptor, For, Ready, Wake};
use crate::net::resources;
use graph_upload_core::graph::reply::{Lost, LostWhy, Sent};

/// Why an exchange cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) why: LostWhy,
    pub(crate) detail: String,
    pub(crate) os_error: i32,
}

impl Failure {
    pub(crate) fn new(why: LostWhy, detail: impl Into<String>) -> Self {
        Self { why, detail: detail.into(), os_error: 0 }
    }

    /// The system's own text. Errors that libraries make up are reduced to their kind, as their texts can quote. What
    /// this machine lacks is told as that, whatever was tried.
    pub(crate) fn io(why: LostWhy, error: &io::Error) -> Self {
        if let Some(failure) = resources::lacking(error) {
            return failure;
        }
        let (detail, os_error) = match error.raw_os_error() {
            Some(code) => (io::Error::from_raw_os_error(code).to_string(), code),
            None => (error.kind().to_string(), 0),
        };
        Self { why, detail, os_error }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(LostWhy::Cancelled, "")
    }

    pub(crate) fn closed() -> Self {
        Self::new(LostWhy::Closed, "the peer closed the connection")
    }
}

/// One exchange.
pub(crate) struct Call {
    cancel: Option<Cancel>,
    pub(crate) stall_limit: Duration,
    pub(crate) reply_limit: Duration,
    /// Whether something follows the head of the request.
    pub(crate) has_body: bool,
    /// How many bytes the request has at most, its head and what follows.
    pub(crate) room: u64,
    /// How many of them, from the first on, can hold a secret: the head a token, a text an upload URL. A file's own
    /// bytes are none.
    pub(crate) secret: u64,
    /// When the whole exchange has to be over, whatever the other limits say.
    pub(crate) deadline: Option<Instant>,
    /// Where it began.
    pub(crate) life: Life,
    failure: RefCell<Option<Failure>>,
    sent: Cell<Sent>,
    link: RefCell<Option<SharedLink>>,
    delivered: Cell<bool>,
    headers: RefCell<Vec<(String, String)>>,
    /// The exchange of this thread that this one came up in.
    outer: RefCell<Option<Rc<Call>>>,
}

impl Call {
    pub(crate) fn new(
        cancel: Option<Cancel>,
        stall_limit: Duration,
        reply_limit: Duration,
        has_body: bool,
    ) -> Self {
        Self {
            cancel,
            stall_limit,
            reply_limit,
            has_body,
            room: u64::MAX,
            secret: u64::MAX,
            deadline: None,
            life: life(),
            failure: RefCell::new(None),
            sent: Cell::new(Sent::Nothing),
            link: RefCell::new(None),
            delivered: Cell::new(false),
            headers: RefCell::new(Vec::new()),
            outer: RefCell::new(None),
        }
    }

    /// Fails when the caller has cancelled, the time for the whole exchange is over, or a callback has forked and this
    /// is the child, which must not touch its parent's connection.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.life != life() {
            return Err(Failure::new(
                LostWhy::Closed,
                "the connection belongs to the parent of this process",
            ));
        }
        match (&self.cancel, self.deadline) {
            (Some(cancel), _) if cancel.is_requested() => Err(Failure::cancelled()),
            (_, Some(deadline)) if Instant::now() >= deadline => {
                Err(Failure::new(LostWhy::Timeout("exchange"), "nobody waits for it any longer"))
            }
            _ => Ok(()),
        }
    }

    /// What wakes this exchange. The flag has to be looked at after it was asked for.
    fn wake(&self) -> Result<Option<&Wake>, Failure> {
        let wake = self.cancel.as_ref().map(Cancel::wake).transpose();
        wake.map_err(|error| Failure::io(LostWhy::Closed, &error))
    }

    /// Waits for a descriptor, at most for a time, and fails when the caller cancels.
    pub(crate) fn wait(&self, on: Descriptor<'_>, what: For, time: Duration) -> Result<Ready, Failure> {
        let wake = self.wake()?;
        self.check()?;
        let rest = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let time = rest.map_or(time, |rest| rest.min(time));
        let ready =
            poll::wait(Some((on, what)), wake, time).map_err(|error| Failure::io(LostWhy::Closed, &error))?;
        if ready.woken {
            // Reads the flag: only that makes what was done before it was raised visible here.
            self.check()?;
            return Err(Failure::cancelled());
        }
        Ok(ready)
    }

    /// Waits until some of these connections are made or have failed, at most for a time; says which.
    pub(crate) fn wait_any(&self, on: &[Descriptor<'_>], time: Duration) -> Result<Vec<bool>, Failure> {
        let wake = self.wake()?;
        self.check()?;
        let rest = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let time = rest.map_or(time, |rest| rest.min(time));
        let (ready, woken) =
            poll::wait_any(on, wake, time).map_err(|error| Failure::io(LostWhy::Connect, &error))?;
        if woken {
            self.check()?;
            return Err(Failure::cancelled());
        }
        Ok(ready)
    }

    /// Notes the first failure, and gives the client an error that it passes up without looking inside.
    pub(crate) fn fail(&self, failure: Failure) -> io::Error {
        self.failure.borrow_mut().get_or_insert(failure);
        io::Error::other("see the call's failure")
    }

    pub(crate) fn take_failure(&self) -> Option<Failure> {
        self.failure.borrow_mut().take()
    }

    pub(crate) fn lost(&self, failure: Failure) -> Lost {
        let reused = self.note_end(&failure);
        let Failure { why, detail, os_error } = failure;
        Lost { why, sent: self.sent.get(), detail, os_error, reused }
    }

    /// Notes that the connection in use has failed, if one is. Says whether it was kept from an earlier request and
    /// dead before a byte of this one's response arrived.
    pub(crate) fn note_end(&self, failure: &Failure) -> bool {
        self.link().is_some_and(|link| link.lock().note_end(&failure.why))
    }

    /// Raises how much of the request the kernel has; it never falls.
    pub(crate) fn note_sent(&self, sent: Sent) {
        self.sent.set(self.sent.get().max(sent));
    }

    pub(crate) fn sent(&self) -> Sent {
        self.sent.get()
    }

    /// The connection in use, once the request's head is being sent.
    pub(super) fn link(&self) -> Option<SharedLink> {
        self.link.borrow().clone()
    }

    pub(super) fn use_link(&self, link: &SharedLink) {
        *self.link.borrow_mut() = Some(SharedLink::clone(link));
    }

    /// Says that the bytes which the client is about to transmit are dealt with already.
    pub(crate) fn set_delivered(&self) {
        self.delivered.set(true);
    }

    pub(crate) fn take_delivered(&self) -> bool {
        self.delivered.take()
    }

    pub(crate) fn set_headers(&self, headers: Vec<(String, String)>) {
        *self.headers.borrow_mut() = headers;
    }

    pub(crate) fn take_headers(&self) -> Vec<(String, String)> {
        self.headers.take()
    }

    /// The exchange that this thread is in.
    pub(crate) fn current() -> Result<Rc<Call>, ureq::Error> {
        let top = TOP.try_with(|top| top.borrow().clone()).ok().flatten();
        top.ok_or_else(|| io::Error::other("no exchange on this thread").into())
    }

    /// Makes this the thread's current exchange until the guard is dropped. Where a thread-local variable cannot do
    /// without a destructor, and that has run, the exchange does not find it and fails.
    pub(crate) fn enter(self: &Rc<Self>) -> Entered {
        let _ = TOP.try_with(|top| {
            *self.outer.borrow_mut() = top.replace(Some(Rc::clone(self)));
        });
        Entered(PhantomData)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // Those of a reply that nobody took. One of them can be an upload URL.
        self.take_headers().iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

thread_local! {
    /// The top of the stack. Without a destructor, so that it is there in the destructors of other libraries, which may
    /// upload when their thread ends.
    static TOP: ManuallyDrop<RefCell<Option<Rc<Call>>>> = const { ManuallyDrop::new(RefCell::new(None)) };
}

/// Keeps a [`Call`] on the stack of its thread, which it therefore must not leave.
pub(crate) struct Entered(PhantomData<*const ()>);

impl Drop for Entered {
    fn drop(&mut self) {
        // Guards are dropped in reverse order, unwinding included, so the top is this guard's own.
        let call = TOP.try_with(|top| {
            let call = top.take()?;
            *top.borrow_mut() = call.outer.take();
            Some(call)
        });
        // Dropped outside the borrow: it may be the last owner of a connection.
        drop(call);
    }
}
