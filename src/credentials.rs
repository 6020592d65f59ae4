//! The access token of a client: fixed, or fetched by a callback.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::host::{self, Left, calling_back};
use crate::http::MAX_TOKEN;
use crate::net::Cancel;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::secret::Secret;

/// Fetches a token. Called by one thread at a time. Returns `None` if the token comes later, by the
/// client's `set_token()` from any thread.
pub type TokenCallback = Arc<dyn Fn(TokenWish<'_>) -> Result<Option<Secret>, Error> + Send + Sync>;

/// Details of a token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenWish<'a> {
    /// Whether the service rejected the last token.
    pub rejected: bool,
    /// The claims of the service's challenge; empty if there was none.
    pub claims: &'a str,
}

/// Source of tokens.
#[derive(Clone, Default)]
pub enum TokenSource {
    /// None; requests that need a token fail.
    #[default]
    None,
    /// A fixed token.
    Fixed(Secret),
    /// A callback, called for the first request and again whenever the service rejects its token.
    Callback(TokenCallback),
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TokenSource::None => "None",
            TokenSource::Fixed(_) => "Fixed",
            TokenSource::Callback(_) => "Callback",
        })
    }
}

/// How often a thread that waits for another thread's fetch checks its own cancel handle.
const CANCEL_CHECK: Duration = Duration::from_millis(20);

/// Validates a token.
pub fn check_token(token: &str) -> Result<Secret, Error> {
    if token.is_empty() {
        return Err(Error::argument("token: must not be empty"));
    }
    if token.len() > MAX_TOKEN {
        let message = format!("token: {} bytes, but at most {MAX_TOKEN} are allowed", token.len());
        return Err(Error::argument(message));
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::argument("token: only visible ASCII characters are allowed, and no spaces"));
    }
    Ok(Secret::new(token))
}

/// A token and its serial number.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub secret: Secret,
    serial: u64,
}

/// The token of a client, shared by its uploads.
#[derive(Debug)]
pub(crate) struct Credentials {
    source: TokenSource,
    state: Mutex<State>,
    settled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Token>,
    /// Number of answers so far, tokens or none; numbers the tokens.
    answers: u64,
    /// The thread inside the callback.
    fetching: Option<Fetching>,
}

/// A call of the callback.
#[derive(Debug)]
struct Fetching {
    thread: usize,
    /// Set when the host has left the callback without returning: the call is over, and the next
    /// thread may fetch.
    left: Left,
}

impl Credentials {
    pub fn new(source: TokenSource) -> Self {
        let token = match &source {
            TokenSource::Fixed(secret) => Some(Token { secret: secret.clone(), serial: 0 }),
            _ => None,
        };
        Self { source, state: Mutex::new(State { token, ..State::default() }), settled: Condvar::new() }
    }

    /// Returns the current token, fetching the first one.
    pub fn current(&self, cancel: Option<&Cancel>) -> Result<Token, Error> {
        let state = self.wait_for_others(cancel)?;
        match &state.token {
            Some(token) => Ok(token.clone()),
            None => self.fetch(state, TokenWish { rejected: false, claims: "" }, cancel),
        }
    }

    /// Replaces the token; `None` means there is none, and ends the wait of those who wait for one.
    pub fn set(&self, token: Option<Secret>) {
        let mut state = self.lock();
        state.answers += 1;
        let serial = state.answers;
        state.token = token.map(|secret| Token { secret, serial });
        drop(state);
        self.settled.notify_all();
    }

    /// Returns the last token without fetching one.
    pub fn at_hand(&self) -> Option<Token> {
        self.lock().token.clone()
    }

    /// Replaces a rejected token, unless another upload has done so already. Returns whether there
    /// is a new one.
    pub fn renew(&self, refused: &Token, claims: &str, cancel: Option<&Cancel>) -> Result<bool, Error> {
        let state = self.wait_for_others(cancel)?;
        if state.token.as_ref().is_some_and(|token| token.serial != refused.serial) {
            return Ok(true);
        }
        match self.source {
            TokenSource::Callback(_) => {
                self.fetch(state, TokenWish { rejected: true, claims }, cancel).map(|_| true)
            }
            TokenSource::None | TokenSource::Fixed(_) => Ok(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent between any two statements, so a panic elsewhere does no harm.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for_others(&self, cancel: Option<&Cancel>) -> Result<MutexGuard<'_, State>, Error> {
        let mut state = self.lock();
        while let Some(fetching) = state.fetching.as_ref().filter(|fetching| !fetching.left.is_left()) {
            if fetching.thread == host::thread() {
                let message = "the token callback started an upload that needs the token it is fetching";
                return Err(Error::new(Status::Busy, message));
            }
            state = self.wait_a_little(state, cancel)?;
        }
        Ok(state)
    }

    /// Calls the callback without holding the lock.
    fn fetch(
        &self,
        mut state: MutexGuard<'_, State>,
        wish: TokenWish<'_>,
        cancel: Option<&Cancel>,
    ) -> Result<Token, Error> {
        let TokenSource::Callback(callback) = &self.source else {
            return Err(Error::new(Status::SignIn, "token: none is set, and the service requires one"));
        };
        let left = Left::default();
        state.fetching = Some(Fetching { thread: host::thread(), left: left.clone() });
        let before = state.answers;
        drop(state);
        let turn = Turn(self);
        let token = match calling_back(Some(&left), || callback(wish))? {
            Some(secret) => {
                self.set(Some(secret));
                self.at_hand().ok_or_else(no_token)
            }
            None => self.wait_for_answer(before, cancel),
        };
        drop(turn);
        token
    }

    /// The callback answers later, from any thread.
    fn wait_for_answer(&self, before: u64, cancel: Option<&Cancel>) -> Result<Token, Error> {
        let mut state = self.lock();
        while state.answers == before {
            state = self.wait_a_little(state, cancel)?;
        }
        state.token.clone().ok_or_else(no_token)
    }

    /// Waits for a change, but returns early to check the flag. Callers check without the lock,
    /// because the caller's poll may set the token.
    fn wait_a_little<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        cancel: Option<&Cancel>,
    ) -> Result<MutexGuard<'a, State>, Error> {
        let waited = self.settled.wait_timeout(state, CANCEL_CHECK);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        match cancel.is_some_and(Cancel::is_requested) {
            true => Err(cancelled()),
            false => Ok(self.lock()),
        }
    }
}

fn cancelled() -> Error {
    Error::new(Status::Cancelled, "the caller cancelled while fetching a token")
}

fn no_token() -> Error {
    Error::new(Status::SignIn, "token: none is available; sign in again")
}

/// One thread's turn to fetch. Ends also when the callback panics.
struct Turn<'a>(&'a Credentials);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().fetching = None;
        self.0.settled.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    #[test]
    fn tokens_that_may_not_reach_a_header() {
        for token in ["", "a b", "a\r\nx: y", "a\0", "tökén", &"x".repeat(MAX_TOKEN + 1)] {
            assert_eq!(check_token(token).map_err(|e| e.status()), Err(Status::Argument), "{token:?}");
        }
        assert!(check_token("eyJ0.eyJh.-_~+/=").is_ok());
    }

    #[test]
    fn a_refused_token_is_fetched_once_for_all() {
        let calls = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&calls);
        let callback = move |wish: TokenWish<'_>| {
            let refused = wish.rejected;
            let call = counted.fetch_add(1, Ordering::SeqCst);
            assert_eq!(refused, call > 0);
            Ok(Some(Secret::new(format!("token-{call}"))))
        };
        let credentials = Credentials::new(TokenSource::Callback(Arc::new(callback)));
        let first = credentials.current(None).expect("a token");
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(credentials.renew(&first, "", None), Ok(true)));
            }
        });
        assert_eq!(calls.load(Ordering::SeqCst), 2);
        assert_eq!(credentials.current(None).expect("a token").secret.expose(), "token-1");
    }

    #[test]
    fn a_fixed_token_has_no_successor() {
        let credentials = Credentials::new(TokenSource::Fixed(Secret::new("t")));
        let token = credentials.current(None).expect("the token");
        assert_eq!(credentials.renew(&token, "", None), Ok(false));
        let none = Credentials::new(TokenSource::None);
        assert_eq!(none.current(None).map_err(|e| e.status()).err(), Some(Status::SignIn));
    }

    #[test]
    fn a_callback_that_fails_or_panics_leaves_the_turn_to_others() {
        let calls = AtomicU32::new(0);
        let callback = move |_: TokenWish<'_>| match calls.fetch_add(1, Ordering::SeqCst) {
            0 => Err(Error::new(Status::Cancelled, "no")),
            1 => panic!("callback"),
            _ => Ok(Some(Secret::new("t"))),
        };
        let credentials = Credentials::new(TokenSource::Callback(Arc::new(callback)));
        assert!(credentials.current(None).is_err());
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| credentials.current(None)));
        assert!(panicked.is_err());
        assert!(credentials.current(None).is_ok());
    }

    #[test]
    fn a_callback_that_uploads_with_its_own_client_is_told() {
        let slot: Arc<once_cell::sync::OnceCell<Credentials>> = Arc::default();
        let inner = Arc::downgrade(&slot);
        let callback = move |_: TokenWish<'_>| {
            let credentials = inner.upgrade().ok_or_else(|| Error::bug("gone"))?;
            let nested = credentials.get().ok_or_else(|| Error::bug("empty"))?.current(None);
            Err(nested.err().unwrap_or_else(|| Error::bug("the nested call went through")))
        };
        let credentials = slot.get_or_init(|| Credentials::new(TokenSource::Callback(Arc::new(callback))));
        assert_eq!(credentials.current(None).map_err(|e| e.status()).err(), Some(Status::Busy));
    }

    #[test]
    fn a_token_that_is_set_replaces_any() {
        let credentials = Credentials::new(TokenSource::Fixed(Secret::new("old")));
        let old = credentials.current(None).expect("the token");
        credentials.set(Some(Secret::new("new")));
        assert_eq!(credentials.renew(&old, "", None), Ok(true), "a request under way takes the new one");
        assert_eq!(credentials.current(None).expect("a token").secret.expose(), "new");
        credentials.set(None);
        assert_eq!(credentials.current(None).map_err(|e| e.status()).err(), Some(Status::SignIn));
    }

    #[test]
    fn a_token_can_come_later_from_another_thread() {
        for (answer, expected) in [(Some("t"), Ok("t".to_owned())), (None, Err(Status::SignIn))] {
            let asked = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&asked);
            let callback = move |_: TokenWish<'_>| {
                counted.fetch_add(1, Ordering::SeqCst);
                Ok(None)
            };
            let credentials = Credentials::new(TokenSource::Callback(Arc::new(callback)));
            let waiting = || credentials.current(None).map(|token| token.secret.expose().to_owned());
            let (first, second) = thread::scope(|scope| {
                let threads = (scope.spawn(waiting), scope.spawn(waiting));
                while asked.load(Ordering::SeqCst) == 0 {
                    thread::yield_now();
                }
                credentials.set(answer.map(Secret::new));
                // The second thread asks again if the first was told that there is none.
                while answer.is_none() && asked.load(Ordering::SeqCst) < 2 {
                    thread::yield_now();
                }
                credentials.set(answer.map(Secret::new));
                (threads.0.join().expect("returns"), threads.1.join().expect("returns"))
            });
            let statuses = [first, second].map(|end| end.map_err(|error| error.status()));
            assert_eq!(statuses, [expected.clone(), expected]);
        }
    }

    #[test]
    fn a_poll_can_bring_the_token_that_is_waited_for() {
        let callback = |_: TokenWish<'_>| Ok(None);
        let credentials = Arc::new(Credentials::new(TokenSource::Callback(Arc::new(callback))));
        let cancel = Cancel::new().expect("a descriptor");
        let brings = Arc::clone(&credentials);
        cancel.set_poll(Some(Arc::new(move || {
            brings.set(Some(Secret::new("t")));
            true
        })));
        assert_eq!(credentials.current(Some(&cancel)).expect("a token").secret.expose(), "t");
    }

    #[test]
    fn whoever_waits_for_a_later_token_can_cancel() {
        let cancel = Cancel::new().expect("a descriptor");
        let raised = cancel.clone();
        let callback = move |_: TokenWish<'_>| {
            raised.request();
            Ok(None)
        };
        let credentials = Credentials::new(TokenSource::Callback(Arc::new(callback)));
        let end = credentials.current(Some(&cancel));
        assert_eq!(end.map_err(|error| error.status()).err(), Some(Status::Cancelled));
    }
}
