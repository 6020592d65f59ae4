//! What an upload asks of its host, and what the host tells it.

use crate::error::Error;
use crate::graph::item::Item;
use crate::graph::request::Request;
use crate::graph::response::{NoResponse, Response};
use crate::policy::forecast::Late;
use crate::policy::retry::Millis;
use crate::policy::throttle::Scope;
use crate::upload::plan::Window;
use crate::upload::waits::Wait;

/// What an upload wants now; [`crate::upload::Machine::poll`] tells it. Unless another answer is named, an output that is
/// not an end is told again until it is answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// Something happened. Told once; there is nothing to answer.
    Event(Event),
    /// A request is due. Answer [`Input::Permit`].
    Permit(Permit),
    /// A request needs a token. Answer [`Input::Token`].
    Token {
        /// The service has refused the last one, so that another one is wanted.
        rejected: bool,
        /// The claims that the service wants of the next token; empty when it has named none.
        claims: String,
    },
    /// Save the upload ([`crate::upload::Machine::save`]) where it is to outlive this process. Answer
    /// [`Input::Persisted`].
    Persist,
    /// Send this. It is handed out once; answer [`Input::Response`] or [`Input::NoResponse`].
    Send(Request),
    /// The request that was handed out has no answer yet.
    Unanswered,
    /// Nothing is to be sent before this time: poll again then.
    Wait {
        /// When to poll again.
        until: Millis,
        /// What for.
        why: Wait,
    },
    /// More bytes are needed: offer them, or end the call.
    Bytes {
        /// The first byte that is not in the window.
        from: u64,
    },
    /// Bytes are wanted that lie before the window.
    Rewind {
        /// The first byte that is wanted.
        to: u64,
    },
    /// The call ends here, but the upload lives: each kind of new call goes on with it.
    Paused(Error),
    /// The file is stored, once and whole.
    Done(Item),
    /// The upload is over. Unless the error is in doubt, the file is not stored by it.
    Failed(Error),
    /// The upload was discarded.
    Discarded,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// What a log should tell.
    Note(String),
    /// The service holds the file up to this byte. Told after each answer, as long as a position is known.
    Confirmed(u64),
    /// The session expires before the rest of the file can be sent. Told again when that has become
    /// twice as bad, and for each session anew.
    Late(Late),
}

/// A request that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// What the service throttles together with it.
    pub scope: Scope,
    /// What it changes together with others, which it must not overlap: creations and completions at one message or
    /// event.
    pub line: Option<String>,
    /// How many bytes of the file it sends, as they are on the wire. The few of other bodies are not worth counting.
    pub bytes: u64,
    /// Whether it sends a piece of a session that expires too early at the present speed.
    pub late: bool,
}

/// What the host tells an upload. An input that answers nothing is ignored. A new call over a request that is out begins
/// once that has its answer.
#[derive(Debug)]
pub enum Input<'a> {
    /// The bytes of the file that the source can give now. Tell it whenever they change; a request on its way is chosen
    /// anew where they no longer hold its own.
    Offer(Window),
    /// Whether the request may go.
    Permit(Grant),
    /// Whether there is a token.
    Token(TokenAnswer),
    /// Whether the upload is saved; `Ok` as well where nothing is to outlive the process. An error ends the call.
    Persisted(Result<(), Error>),
    /// A response came.
    Response(&'a Response),
    /// No response will come.
    NoResponse(&'a NoResponse),
    /// A new call of the caller's. The budget starts anew after an error; after a call that came to rest without one
    /// only its time does, or a service that lets go of the same bytes again and again would never be given up.
    Resume,
    /// A new call in which the file may be made although the caller has given all its bytes already: an empty one, and
    /// one whose commit is deferred.
    Finish,
    /// A new call that begins by asking the service where it stands.
    Refresh,
    /// A new call that deletes the session and gives the upload up. After an upload whose last piece was sent, its
    /// outcome is looked for first: it may be stored.
    Discard,
    /// Ends the call as soon as nothing is reached that could be told instead. A request that is out is waited for.
    Cancel,
}

/// Whether a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// It may.
    Now,
    /// Another upload was told that this scope has to be quiet until then. Deleting a session goes out all the same: it
    /// is no burden.
    NotBefore(Millis),
}

/// Whether there is a token to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAnswer {
    /// There is one; after a refusal, another one.
    Ready,
    /// There is none but the one that was refused.
    NoOther,
    /// None could be had. Ends the call.
    Failed(Error),
}
