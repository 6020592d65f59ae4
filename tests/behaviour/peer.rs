//! A peer that answers as To Do does, but for what a scenario says instead, byte for byte. One piece makes the file.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::front::{Setup, Tokens};

/// What is asked of the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    List,
    Create,
    Piece,
    Status,
    Discard,
}

/// Answers a request; `false` leaves it to the peer. It is told whether the piece has arrived before or with it.
type Answer = dyn Fn(Ask, bool, &mut TcpStream) -> bool + Send + Sync;

pub struct Peer {
    pub setup: Setup,
    address: String,
    over: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Peer {
    pub fn new(answer: impl Fn(Ask, bool, &mut TcpStream) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let over = Arc::new(AtomicBool::new(false));
        let accepting = thread::spawn({
            let (over, address) = (over.clone(), address.clone());
            let answer: Arc<Answer> = Arc::new(answer);
            move || accept(&listener, &answer, &over, &address)
        });
        let setup = Setup {
            base_url: format!("http://{address}"),
            ca_pem: None,
            beta: false,
            immutable_ids: false,
            loopback: true,
            token: Tokens::Fixed("token".to_owned()),
            attempts: 2,
            settle_ms: 0,
            backoff_ms: (1, 4),
            limit_ms: Some(LIMIT_MS),
            piece: None,
            one_request: 0,
            quick: false,
            waits_for_locks: true,
            log: None,
        };
        Self { setup, address, over, accepting: Some(accepting) }
    }
}

/// The limits on stalls and responses: short, and far longer than what is between two bytes that drip.
const LIMIT_MS: u64 = 1_000;

impl Drop for Peer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect(&self.address));
        let ended = self.accepting.take().map(JoinHandle::join);
        assert!(thread::panicking() || matches!(ended, Some(Ok(()))), "the peer failed");
    }
}

fn accept(listener: &TcpListener, answer: &Arc<Answer>, over: &AtomicBool, address: &str) {
    let mut connections = Vec::new();
    let stored = Arc::new(AtomicBool::new(false));
    for stream in listener.incoming() {
        if over.load(Ordering::SeqCst) {
            break;
        }
        let (stream, answer, address) = (stream.expect("a connection"), answer.clone(), address.to_owned());
        let stored = stored.clone();
        connections.push(thread::spawn(move || serve(stream, &*answer, &address, &stored)));
    }
    for connection in connections {
        connection.join().expect("a connection's thread");
    }
}

/// Serves one connection until the client or the scenario ends it.
fn serve(mut stream: TcpStream, answer: &Answer, address: &str, stored: &AtomicBool) {
    // A client that hangs shall end the test, not hang it.
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    stream.set_nodelay(true).expect("set");
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    while let Some(ask) = request(&mut reader) {
        stored.fetch_or(ask == Ask::Piece, Ordering::SeqCst);
        let stored = stored.load(Ordering::SeqCst);
        if answer(ask, stored, &mut stream) {
            return;
        }
        let (status, headers, body) = lawful(ask, stored, address);
        let head = format!("HTTP/1.1 {status} x\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        if stream.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads a whole request; `None` where the connection ended.
fn request(reader: &mut impl BufRead) -> Option<Ask> {
    let (mut first, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(digits) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = digits.trim().parse().expect("a length");
        }
        if first.is_empty() {
            first = line;
        }
    }
    let sent = std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    (sent == length).then(|| ask(&first))
}

fn ask(line: &str) -> Ask {
    match line.split(' ').next() {
        Some("POST") => Ask::Create,
        Some("PUT") => Ask::Piece,
        Some("DELETE") => Ask::Discard,
        _ if line.contains("/session") => Ask::Status,
        _ => Ask::List,
    }
}

fn lawful(ask: Ask, stored: bool, address: &str) -> (u16, &'static str, String) {
    match ask {
        Ask::List if stored => (200, "", r#"{"value":[{"id":"new","name":"n","size":10}]}"#.to_owned()),
        Ask::List => (200, "", r#"{"value":[]}"#.to_owned()),
        Ask::Create => (200, "", format!(r#"{{"uploadUrl":"http://{address}/session"}}"#)),
        Ask::Piece => (201, "Location: /attachments/new\r\n", String::new()),
        Ask::Status if stored => (404, "", String::new()),
        Ask::Status => (200, "", r#"{"nextExpectedRanges":["0-"]}"#.to_owned()),
        Ask::Discard => (204, "", String::new()),
    }
}
