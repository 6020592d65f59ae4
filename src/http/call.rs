//! State of one exchange, for objects that the HTTP client keeps between exchanges.
//!
//! Connections outlive the exchange that created them, and the client's connector interface has no
//! room for a caller's data. So an [`Entered`] guard pushes the exchange's [`Call`] on a stack of
//! its thread, and connector and connection use the top. The client works on the calling thread
//! only, so the top is always the right one; it is a stack because a callback may start another
//! exchange on the same thread.
//!
//! What is borrowed from the caller, the source and the progress callback, cannot be kept there. It
//! stays with the body reader, which the client does let borrow, and which therefore sends the body
//! (see `body.rs`).

use std::cell::{Cell, RefCell};
use std::io;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::time::Duration;

use zeroize::Zeroize;

use crate::http::link::SharedLink;
use crate::net::failure::Failure;
use crate::net::waiter::Waiter;
use graph_upload_core::graph::response::{NoResponse, Sent};

/// One exchange.
pub(super) struct Call {
    pub(super) waiter: Waiter,
    pub(super) stall_limit: Duration,
    pub(super) response_limit: Duration,
    /// Whether a body follows the head of the request.
    pub(super) has_body: bool,
    /// Largest size of the request, head and body.
    pub(super) room: u64,
    /// How many of the first bytes can hold a secret: a token in the head, an upload URL in a text.
    /// A file's own bytes are none.
    pub(super) secret: u64,
    failure: RefCell<Option<Failure>>,
    sent: Cell<Sent>,
    link: RefCell<Option<SharedLink>>,
    delivered: Cell<bool>,
    headers: RefCell<Vec<(String, String)>>,
    /// The enclosing exchange on this thread.
    outer: RefCell<Option<Rc<Call>>>,
}

impl Call {
    pub(super) fn new(
        waiter: Waiter,
        stall_limit: Duration,
        response_limit: Duration,
        has_body: bool,
    ) -> Self {
        Self {
            waiter,
            stall_limit,
            response_limit,
            has_body,
            room: u64::MAX,
            secret: u64::MAX,
            failure: RefCell::new(None),
            sent: Cell::new(Sent::Nothing),
            link: RefCell::new(None),
            delivered: Cell::new(false),
            headers: RefCell::new(Vec::new()),
            outer: RefCell::new(None),
        }
    }

    /// Records the first failure, and returns an error that the client passes up unchanged.
    pub(super) fn fail(&self, failure: Failure) -> io::Error {
        self.failure.borrow_mut().get_or_insert(failure);
        io::Error::other("see the call's failure")
    }

    pub(super) fn take_failure(&self) -> Option<Failure> {
        self.failure.borrow_mut().take()
    }

    pub(super) fn no_response(&self, failure: Failure) -> NoResponse {
        let reused = self.note_end(&failure);
        let Failure { why, detail, os_error } = failure;
        NoResponse { why, sent: self.sent.get(), detail, os_error, reused }
    }

    /// Records that the connection in use, if there is one, has failed. Returns whether it was kept
    /// from an earlier request and dead before a byte of this response arrived.
    pub(super) fn note_end(&self, failure: &Failure) -> bool {
        self.link().is_some_and(|link| link.lock().note_end(&failure.why))
    }

    /// Raises the number of request bytes that the kernel has; it never falls.
    pub(super) fn note_sent(&self, sent: Sent) {
        self.sent.set(self.sent.get().max(sent));
    }

    pub(super) fn sent(&self) -> Sent {
        self.sent.get()
    }

    /// The connection in use, once the request's head is being sent.
    pub(super) fn link(&self) -> Option<SharedLink> {
        self.link.borrow().clone()
    }

    pub(super) fn use_link(&self, link: &SharedLink) {
        *self.link.borrow_mut() = Some(SharedLink::clone(link));
    }

    /// Marks the bytes that the client is about to transmit as already sent.
    pub(super) fn set_delivered(&self) {
        self.delivered.set(true);
    }

    pub(super) fn take_delivered(&self) -> bool {
        self.delivered.take()
    }

    pub(super) fn set_headers(&self, headers: Vec<(String, String)>) {
        *self.headers.borrow_mut() = headers;
    }

    pub(super) fn take_headers(&self) -> Vec<(String, String)> {
        self.headers.take()
    }

    /// The exchange that this thread is in.
    pub(super) fn current() -> Result<Rc<Call>, ureq::Error> {
        let top = TOP.try_with(|top| top.borrow().clone()).ok().flatten();
        top.ok_or_else(|| io::Error::other("no exchange on this thread").into())
    }

    /// Makes this the thread's current exchange until the guard is dropped. If a thread-local
    /// variable needs a destructor that has already run, the exchange is not found and fails.
    pub(super) fn enter(self: &Rc<Self>) -> Entered {
        let _ = TOP.try_with(|top| {
            *self.outer.borrow_mut() = top.replace(Some(Rc::clone(self)));
        });
        Entered(PhantomData)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // Headers of a response that nobody took. One of them can be an upload URL.
        self.take_headers().iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

thread_local! {
    /// The top of the stack. Without a destructor, so that it still exists in the destructors of
    /// other libraries, which may upload when their thread ends.
    static TOP: ManuallyDrop<RefCell<Option<Rc<Call>>>> = const { ManuallyDrop::new(RefCell::new(None)) };
}

/// Keeps a [`Call`] on the stack of its thread, which it must not leave.
pub(super) struct Entered(PhantomData<*const ()>);

impl Drop for Entered {
    fn drop(&mut self) {
        // Guards are dropped in reverse order, also when unwinding, so the top is this guard's own.
        let call = TOP.try_with(|top| {
            let call = top.take()?;
            *top.borrow_mut() = call.outer.take();
            Some(call)
        });
        // Dropped outside the borrow: it may be the last owner of a connection.
        drop(call);
    }
}
