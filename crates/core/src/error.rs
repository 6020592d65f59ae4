//! Errors, and what the caller can do about them.

use std::fmt;

/// What the caller can do about an error. The C API's status codes, numbered in `ffi::status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// An argument is invalid, or the service refused the request: change it.
    Argument,
    /// The call is misuse: it does not fit the state of the object.
    State,
    /// The file is stored already.
    Stored,
    /// Another blocking call on the same object is in progress.
    Busy,
    /// A saved upload cannot be used: it is damaged, of another upload or of a newer library, or
    /// its file cannot be read or written.
    SavedState,
    /// The file cannot be finished before more bytes are put.
    Incomplete,
    /// The caller cancelled.
    Cancelled,
    /// The source could not be read.
    SourceUnreadable,
    /// The source ended before the announced size.
    SourceShort,
    /// The source has changed since the upload began.
    SourceChanged,
    /// The service needs bytes again that the library no longer has: go back to the given offset.
    Rewind,
    /// Out of memory for a buffer whose size the caller decides.
    Memory,
    /// The process has no file descriptors, threads or ports left, or the disk no room for a spool file.
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
    /// The name is taken, or someone else changed the item.
    Conflict,
    /// More bytes than the kind, the service or the tenant accepts.
    TooLarge,
    /// Fewer bytes than an upload session accepts.
    TooSmall,
    /// No space left at the service.
    Quota,
    /// The service asked for a longer wait than the caller's budget.
    Throttled,
    /// The service failed for longer than the caller's budget.
    Server,
    /// The upload session ended before the file was complete.
    Expired,
    /// The response violates the protocol.
    UnexpectedResponse,
    /// The file may or may not be stored, and a look-up did not settle it.
    OutcomeUnknown,
    /// The file is stored, but the service reports another size or hash than that of the bytes
    /// sent.
    Differs,
    /// A defect of this library.
    Bug,
}

/// An error with all its details. Never contains a token or an upload URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// The details of an [`Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What the caller can do.
    pub status: Status,
    /// Human-readable description.
    pub message: String,
    /// HTTP status of the response that caused the error, 0 if none did.
    pub http_status: u16,
    /// The service's error codes, from the outermost to the most specific.
    pub service_codes: Vec<String>,
    /// The service's `request-id` (or `SPRequestGuid`), empty if there is none.
    pub request_id: String,
    /// How long the service asked to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The host that responded, or that could not be reached; empty if none was asked.
    pub host: String,
    /// The service's `x-ms-diagnostics`, empty if there is none.
    pub diagnostics: String,
    /// The claims challenge of a 401 (`WWW-Authenticate`), as sent; empty if there is none.
    pub claims: String,
    /// The operating system's error number, 0 if there is none.
    pub os_error: i32,
    /// Whether the same call may succeed later without a change.
    pub retryable: bool,
    /// Whether the file may be stored although the call failed.
    pub in_doubt: bool,
    /// The first byte that the service has not confirmed.
    pub offset: u64,
    /// Number of attempts in a row without progress.
    pub attempts: u32,
    /// Whether the upload session is kept at the service, so that the upload can continue. Set by
    /// the host, which may delete it.
    pub session_kept: bool,
}

impl Details {
    /// The service's most specific error code, empty if there is none.
    pub fn service_code(&self) -> &str {
        self.service_codes.last().map_or("", String::as_str)
    }
}

impl Error {
    /// An error with only a status and a message; [`Error::with`] adds the rest.
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

    /// An invalid argument; the message names it and its limit.
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

    /// All details.
    pub fn details(&self) -> &Details {
        &self.0
    }

    /// Sets details.
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
