//! A request on its way out. It is permitted, given a token, saved and then sent, and each of these steps takes the one
//! before: nothing leaves that was not saved, and nothing leaves twice without an answer.

use std::mem;
use std::ops::Range;

use crate::graph::request::{Body, Purpose, Request};

/// How far the next request is.
#[derive(Debug, Default)]
pub(super) enum Departure {
    /// None is due.
    #[default]
    Idle,
    /// It is chosen; other uploads may have to go first.
    Chosen(Chosen),
    /// It may go.
    Permitted(Permitted),
    /// The host has a token for it, where it carries one.
    Authorized(Authorized),
    /// What a later life has to know of it is saved.
    Saved(Saved),
    /// It was handed out, and no answer has come.
    Out(Asked),
}

/// A request that is chosen.
#[derive(Debug)]
pub(super) struct Chosen(Request);

/// A request that may go.
#[derive(Debug)]
pub(super) struct Permitted(Request);

/// A request whose token is at hand.
#[derive(Debug)]
pub(super) struct Authorized(Request);

/// A request of which a later life would know.
#[derive(Debug)]
pub(super) struct Saved(Request);

/// A request that was sent and not answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub purpose: Purpose,
    pub token: bool,
}

impl Chosen {
    pub fn request(&self) -> &Request {
        &self.0
    }

    fn permitted(self) -> Departure {
        match self.0.token {
            true => Departure::Permitted(Permitted(self.0)),
            false => Authorized(self.0).or_saved(),
        }
    }
}

impl Authorized {
    /// Where a later life learns nothing from it, nothing is to be saved.
    fn or_saved(self) -> Departure {
        match self.0.purpose.is_saved_before() {
            true => Departure::Authorized(self),
            false => Departure::Saved(Saved(self.0)),
        }
    }
}

impl Saved {
    /// Hands the request out, and keeps what it was for.
    pub fn leave(self) -> (Request, Departure) {
        let asked = Asked { purpose: self.0.purpose.clone(), token: self.0.token };
        (self.0, Departure::Out(asked))
    }
}

impl Departure {
    pub fn of(request: Request) -> Self {
        Self::Chosen(Chosen(request))
    }

    /// The host lets it go.
    pub fn permitted(self) -> Self {
        match self {
            Self::Chosen(chosen) => chosen.permitted(),
            other => other,
        }
    }

    /// The host has a token.
    pub fn authorized(self) -> Self {
        match self {
            Self::Permitted(Permitted(request)) => Authorized(request).or_saved(),
            other => other,
        }
    }

    /// The host has saved the upload.
    pub fn saved(self) -> Self {
        match self {
            Self::Authorized(Authorized(request)) => Self::Saved(Saved(request)),
            other => other,
        }
    }

    /// The request that was out, which has its answer.
    pub fn answered(&mut self) -> Option<Asked> {
        match mem::take(self) {
            Self::Out(asked) => Some(asked),
            other => {
                *self = other;
                None
            }
        }
    }

    /// A request that has not left stays here.
    pub fn drop_unsent(&mut self) {
        if !matches!(self, Self::Out(_)) {
            *self = Self::Idle;
        }
    }

    /// Which bytes of the file the request sends that is on its way.
    pub fn bytes(&self) -> Option<&Range<u64>> {
        match self {
            Self::Chosen(Chosen(request))
            | Self::Permitted(Permitted(request))
            | Self::Authorized(Authorized(request))
            | Self::Saved(Saved(request)) => match &request.body {
                Body::Bytes(range) | Body::Base64 { range, .. } => Some(range),
                Body::Empty | Body::Text(_) => None,
            },
            Self::Idle | Self::Out(_) => None,
        }
    }

    /// What the request is for that is on its way, or out.
    pub fn purpose(&self) -> Option<&Purpose> {
        match self {
            Self::Idle => None,
            Self::Chosen(Chosen(request))
            | Self::Permitted(Permitted(request))
            | Self::Authorized(Authorized(request))
            | Self::Saved(Saved(request)) => Some(&request.purpose),
            Self::Out(asked) => Some(&asked.purpose),
        }
    }
}
