//! A client with everything in reach, and servers that do what a script says.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use graph_upload::http::{Exchange, Settings, Transport};
use graph_upload::net::{Cancel, IpVersion, Roots};
use graph_upload::proxy::Proxies;
use graph_upload::source::Source;
use graph_upload_core::graph::request::{Body, Method, Purpose, Request};
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::secret::Secret;

pub const LONG: Duration = Duration::from_secs(30);

/// Limits that no test reaches unless it lowers them.
pub fn settings() -> Settings {
    Settings {
        roots: Roots::Platform,
        identity: None,
        proxies: Proxies::none(),
        connect_limit: LONG,
        stall_limit: LONG,
        response_limit: LONG,
        commit_response_limit: LONG,
        rate: None,
        ip_version: IpVersion::Any,
        allow_loopback: true,
        idle_connections: 4,
    }
}

pub fn transport(change: impl FnOnce(&mut Settings)) -> Transport {
    let mut settings = settings();
    change(&mut settings);
    Transport::new(settings).unwrap()
}

pub fn get(url: impl Into<String>) -> Request {
    Request {
        purpose: Purpose::Status,
        method: Method::Get,
        url: Secret::new(url),
        headers: vec![],
        token: false,
        body: Body::Empty,
    }
}

pub fn put(url: impl Into<String>, length: u64) -> Request {
    with_body(url, Body::Bytes(0..length))
}

pub fn with_body(url: impl Into<String>, body: Body) -> Request {
    Request {
        purpose: Purpose::Piece { range: 0..body.len(), last: false },
        method: Method::Put,
        headers: vec![("Content-Length", body.len().to_string())],
        body,
        ..get(url)
    }
}

/// An exchange in the making.
pub struct Try<'a> {
    pub transport: &'a Transport,
    pub token: Option<Secret>,
    pub cancel: Option<Cancel>,
    pub source: Box<dyn Source + 'a>,
    pub on_sent: Box<dyn FnMut(u64) -> bool + 'a>,
    pub time_limit: Option<Duration>,
}

impl<'a> Try<'a> {
    pub fn new(transport: &'a Transport) -> Self {
        Self {
            transport,
            token: None,
            cancel: None,
            source: Box::new(Pattern),
            on_sent: Box::new(|_| true),
            time_limit: None,
        }
    }

    pub fn run(mut self, request: &Request) -> Result<Response, NoResponse> {
        self.transport.exchange(Exchange {
            request,
            token: self.token.as_ref(),
            source: &mut *self.source,
            cancel: self.cancel.as_ref(),
            on_sent: &mut *self.on_sent,
            time_limit: self.time_limit,
        })
    }
}

pub fn run(transport: &Transport, request: &Request) -> Result<Response, NoResponse> {
    Try::new(transport).run(request)
}

/// A source without end, whose bytes tell their offsets.
pub struct Pattern;

pub fn pattern(offset: u64) -> u8 {
    (offset % 251) as u8
}

impl Source for Pattern {
    fn read_at(
        &mut self,
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<usize, graph_upload::source::SourceError> {
        for (index, byte) in buffer.iter_mut().enumerate() {
            *byte = pattern(offset + index as u64);
        }
        Ok(buffer.len())
    }
}

/// A server on loopback, in a thread that is joined.
pub struct Server<T> {
    pub address: SocketAddr,
    thread: JoinHandle<T>,
}

impl<T: Send + 'static> Server<T> {
    pub fn new(script: impl FnOnce(TcpListener) -> T + Send + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), script)
    }

    pub fn on(listener: TcpListener, script: impl FnOnce(TcpListener) -> T + Send + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        Self { address, thread: thread::spawn(move || script(listener)) }
    }

    /// One connection for one script.
    pub fn once(script: impl FnOnce(TcpStream) -> T + Send + 'static) -> Self {
        Self::new(move |listener| script(accept(&listener)))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn end(self) -> T {
        self.thread.join().unwrap()
    }
}

pub fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().unwrap();
    // A reset discards what Nagle's algorithm still holds back, and some tests reset right after a response.
    stream.set_nodelay(true).unwrap();
    // A client that went wrong shall end the test, not hang it.
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.set_write_timeout(Some(LONG)).unwrap();
    stream
}

/// A listener whose connections take little ahead of being read.
pub fn narrow() -> TcpListener {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.listen(8).unwrap();
    socket.into()
}

/// The head of a request, up to and with the empty line.
pub fn read_head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "the request ended early: {head:?}");
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// A whole request with its body, which must be the pattern if asked so.
pub fn read_request(stream: &mut impl Read) -> (String, Vec<u8>) {
    let head = read_head(stream);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

/// Reads all there is and counts it; a reset counts as the end.
pub fn read_rest(stream: &mut impl Read) -> u64 {
    let mut buffer = vec![0; 65536];
    let mut total = 0;
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        total += count as u64;
    }
    total
}

pub fn ok(stream: &mut impl Write) {
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
}

/// Responses with raw bytes to one request, then closes.
pub fn answering(bytes: impl Into<Vec<u8>>) -> Server<()> {
    let bytes = bytes.into();
    Server::once(move |mut stream| {
        read_request(&mut stream);
        // The client may have heard enough before the end.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        // A client that did not see the end yet keeps the connection for later, which is not worth waiting for.
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        read_rest(&mut stream);
    })
}
