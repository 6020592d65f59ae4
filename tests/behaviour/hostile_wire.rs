//! Peers that break the rules of HTTP, or keep them and never end: every call ends, with an error that says what is so.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::time::Duration;

use graph_upload::ffi::status::*;

use crate::both;
use crate::front::{Failure, Front, Stored, Target, Todo, file};
use crate::heap::peak_of;
use crate::peer::{Ask, Peer};

/// A response that does not end: one text, and then another one again and again.
#[derive(Debug, Clone, Copy)]
struct Endless {
    begin: &'static str,
    again: &'static str,
    pace: Pace,
}

#[derive(Debug, Clone, Copy)]
enum Pace {
    Fast,
    /// A byte every few milliseconds.
    Drip,
}

impl Endless {
    const fn fast(begin: &'static str, again: &'static str) -> Self {
        Self { begin, again, pace: Pace::Fast }
    }

    const fn dripping(begin: &'static str, again: &'static str) -> Self {
        Self { begin, again, pace: Pace::Drip }
    }

    /// Sends it for as long as the client takes it. Where that is too long, the test shows it.
    fn send(&self, stream: &mut TcpStream) {
        let enough = match self.pace {
            Pace::Fast => {
                let block = self.again.repeat(65_536 / self.again.len());
                let blocks = std::iter::repeat_n(block.as_str(), 1_000);
                let mut all = std::iter::once(self.begin).chain(blocks);
                all.any(|bytes| stream.write_all(bytes.as_bytes()).is_err())
            }
            Pace::Drip => {
                stream.set_read_timeout(Some(Duration::from_millis(5))).expect("set");
                stream.write_all(self.begin.as_bytes()).expect("a client that listens");
                let mut bytes = self.again.bytes().cycle().take(4_000);
                bytes.any(|byte| has_gone(stream) || stream.write_all(&[byte]).is_err())
            }
        };
        assert!(enough, "all was taken: {self:?}");
    }
}

fn has_gone(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

/// What an upload may need: the longest response, 256 KiB, in a buffer that doubles, and what it needs at any time.
const HEAP: isize = 2 << 20;

const TARGET: Todo = Todo { user: None, list: "l", task: "t", name: "n", content_type: None };

/// A peer that answers without an end where `hostile` says so of a request and of whether the piece has arrived.
fn peer(response: Endless, hostile: fn(Ask, bool) -> bool) -> Peer {
    Peer::new(move |ask, stored, stream| {
        let hostile = hostile(ask, stored);
        if hostile {
            response.send(stream);
        }
        hostile
    })
}

/// Uploads ten bytes in one piece to such a peer, and checks that it needs no more memory than is allowed.
fn upload(front: &dyn Front, response: Endless, hostile: fn(Ask, bool) -> bool) -> Result<Stored, Failure> {
    let peer = peer(response, hostile);
    let file = file(10);
    let run = || {
        let session = front.create(&peer.setup, &Target::from(&TARGET), 10, None)?;
        session.put(0, &file, None)?;
        session.finish(None)
    };
    let mut result = None;
    let peak = peak_of(|| result = Some(run()));
    assert!(peak < HEAP, "{response:?}: {peak} bytes");
    result.expect("it ran")
}

const HEADS: [Endless; 6] = [
    Endless::fast("", "\r\n"),
    Endless::fast("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
    Endless::fast("HTTP/1.1 200 OK\r\nA: ", "x"),
    Endless::fast("", "HTTP/1.1 100 Continue\r\n\r\n"),
    Endless::dripping("HTTP/1.1 200 OK\r\nA: ", "x"),
    Endless::dripping("", "HTTP/1.1 100 Continue\r\n\r\n"),
];

/// Longer than any response may be.
const LONG_BODIES: [Endless; 3] = [
    Endless::fast("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", "x"),
    Endless::fast("HTTP/1.1 200 OK\r\n\r\n{\"value\":[", "[],"),
    Endless::fast("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n[\r\n"),
];

/// Given up before they are that long.
const CUT_BODIES: [Endless; 3] = [
    Endless::fast("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n"),
    Endless::dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", " "),
    Endless::dripping("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n[\r\n"),
];

fn all() -> impl Iterator<Item = Endless> {
    HEADS.into_iter().chain(LONG_BODIES).chain(CUT_BODIES)
}

/// What a response without an end means where a response is needed to go on, and nothing can be stored yet.
fn check(response: Endless, is_body: bool, failure: &Failure) {
    let status = match (response.pace, is_body) {
        (_, true) => GU_ERR_NETWORK,
        (Pace::Drip, false) => GU_ERR_TIMEOUT,
        (Pace::Fast, false) => GU_ERR_UNEXPECTED_RESPONSE,
    };
    assert_eq!((failure.status, failure.in_doubt), (status, false), "{response:?}: {failure:?}");
}

both! {
    fn at_the_creation(front) {
        let create = |response| upload(front, response, |ask, _| ask == Ask::Create).expect_err("refused");
        HEADS.into_iter().for_each(|response| check(response, false, &create(response)));
        CUT_BODIES.into_iter().for_each(|response| check(response, true, &create(response)));
        for response in LONG_BODIES {
            let failure = create(response);
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_UNEXPECTED_RESPONSE, false), "{failure:?}");
        }
    }

    fn at_the_first_look(front) {
        let look = |response| upload(front, response, |ask, stored| ask == Ask::List && !stored);
        HEADS.into_iter().for_each(|response| check(response, false, &look(response).expect_err("refused")));
        CUT_BODIES.into_iter().for_each(|response| check(response, true, &look(response).expect_err("refused")));
        for response in LONG_BODIES {
            // What was there before is not known then, which only matters when a response is lost later.
            assert!(!look(response).expect("uploaded").recovered);
        }
    }

    fn after_the_last_byte(front) {
        for response in all() {
            let failure = upload(front, response, |_, stored| stored).expect_err("nobody can know");
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_OUTCOME_UNKNOWN, true), "{response:?}: {failure:?}");
        }
    }

    fn at_the_last_response_alone(front) {
        for response in all() {
            let stored = upload(front, response, |ask, _| ask == Ask::Piece).expect("found");
            assert_eq!((stored.id.as_str(), stored.recovered), ("new", true), "{response:?}");
        }
    }

    fn at_the_deletion(front) {
        let delete = |response| {
            let peer = peer(response, |ask, _| ask == Ask::Discard);
            let session = front.create(&peer.setup, &Target::from(&TARGET), 10, None).expect("created");
            session.discard()
        };
        HEADS.into_iter().for_each(|response| check(response, false, &delete(response).expect_err("not known to be deleted")));
        // Its status is all that matters.
        LONG_BODIES.into_iter().chain(CUT_BODIES).for_each(|response| delete(response).expect("deleted"));
    }
}
