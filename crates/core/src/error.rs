//! What went wrong, and what the caller can do about it.

use std::fmt;

/// What the caller can do about an error. The C API's status codes are these, numbered in `ffi::status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// An argument is unusable, or the service refused what it was asked: change it.
    Argument,
    /// The call is misuse: it does not fit the state of the object.
    State,
    /// The file is stored already.
    Stored,
    /// Another blocking call on the same object is under way.
    Busy,
    /// A saved upload cannot be used: it is damaged, of another upload or of a newer library, or its file cannot be
    /// read or written.
    SavedState,
    /// More bytes are wanted before the file can be finished.
    Incomplete,
    /// The caller asked to stop.
    Cancelled,
    /// The source could not be read.
    SourceUnreadable,
    /// The source ended before the announced size.
    SourceShort,
    /// The source is not what it was when the upload began.
    SourceChanged,
    /// Bytes are wanted again that the library no longer has: go back to the named offset.
    Rewind,
    /// There is no memory for a buffer of the size that was asked for.
    Memory,
    /// The process has no file descriptors, threads or ports left.
    Resources,
    /// No connection, or it broke.
    Network,
    /// The peer's certificate or TLS version is not acceptable, or the handshake failed.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The token is missing, expired or for another audience.
    SignIn,
    /// No permission.
    Denied,
    /// The task, message, folder or job does not exist.
    NotFound,
    /// The name is taken, or the item was changed by someone else.
    Conflict,
    /// More bytes than the kind, the service or the tenant takes.
    TooLarge,
    /// Fewer bytes than an upload session takes.
    TooSmall,
    /// No space left at the service.
    Quota,
    /// The service asked to slow down for longer than the caller's budget.
    Throttled,
    /// The service failed for longer than the caller's budget.
    Server,
    /// The upload session ended before the file was whole.
    Expired,
    /// The service said something that the protocol does not allow.
    UnexpectedReply,
    /// The file may or may not be stored, and looking did not settle it.
    OutcomeUnknown,
    /// The file is stored, but the service reports another size or hash than that of the bytes sent.
    Differs,
    /// A defect of this library.
    Bug,
}

/// An error with everything that is known about it. No token and no upload URL is ever in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// The parts of an [`Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What the caller can do.
    pub status: Status,
    /// One or two sentences for a person.
    pub message: String,
    /// The HTTP status of the response that decided, 0 when none did.
    pub http_status: u16,
    /// The service's error codes, from the outermost to the most specific.
    pub service_codes: Vec<String>,
    /// The service's `request-id` (or `SPRequestGuid`), empty when there is none.
    pub request_id: String,
    /// How long the service asked to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The host that answered, or that could not be reached; empty where none was asked.
    pub host: String,
    /// The service's `x-ms-diagnostics`, empty when there is none.
    pub diagnostics: String,
    /// The claims challenge of a 401 (`WWW-Authenticate`), as it was sent; empty when there is none.
    pub claims: String,
    /// The operating system's error number, 0 when there is none.
    pub os_error: i32,
    /// Whether the same call may succeed later without a change.
    pub retryable: bool,
    /// Whether the file may be stored although the call failed.
    pub in_doubt: bool,
    /// The first byte that the service has not confirmed.
    pub offset: u64,
    /// How many attempts in a row made no progress.
    pub attempts: u32,
    /// Whether the upload session lives on at the service, so that the upload can go on. Filled in by the host, which
    /// may delete it.
    pub session_kept: bool,
}

impl Details {
    /// The service's most specific error code, empty when there is none.
    pub fn service_code(&self) -> &str {
        self.service_codes.last().map_or("", String::as_str)
    }
}

impl Error {
    /// An error with nothing but a status and a message; the rest is added by [`Error::with`].
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            message: message.into(),
            http_status: 0,
            service_codes: Vec::new(),
            request_id: String::new(),
            retry_after_ms: None,
            host: String::new(),
            diagnostics: String::new(),
            claims: String::new(),
            os_error: 0,
            retryable: matches!(
                status,
                Status::Network | Status::Timeout | Status::Throttled | Status::Server | Status::Busy
            ),
            in_doubt: false,
            offset: 0,
            attempts: 0,
            session_kept: false,
        }))
    }

    /// An argument that cannot be used; the message names it and its limit.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(Status::Argument, message)
    }

    /// A call that does not fit the state of its object.
    pub fn state(message: impl Into<String>) -> Self {
        Self::new(Status::State, message)
    }

    /// A defect of this library.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Status::Bug, message)
    }

    /// What the caller can do.
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// Everything that is known.
    pub fn details(&self) -> &Details {
        &self.0
    }

    /// Fills in parts.
    pub fn with(mut self, fill: impl FnOnce(&mut Details)) -> Self {
        fill(&mut self.0);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
