//! The server that all programs upload to: it answers like a drive and drops the bytes as cheaply as it can.
//!
//! A process of its own, so that its time and memory are nobody else's. A thread for each connection.

mod counts;
mod drive;
mod head;
mod records;
mod wire;

use std::io::{self, BufRead, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use graph_upload_simulator::tls;
use nix::sys::resource::UsageWho;
use rustls::ServerConfig;

use counts::Shared;
pub use counts::{Counts, cpu_s, now_ns};
use drive::Drive;
use head::Head;
use records::Records;
use wire::{Plain, Wire};

/// What the connections have in common.
#[derive(Default)]
struct Service {
    drive: Drive,
    counts: Shared,
}

/// Prints where it listens, `plain URL` and `tls URL`; then answers each line on standard input with the counts since
/// the last, as a line of JSON, until the input ends.
pub fn serve(ca_file: &Path) -> io::Result<()> {
    let identity = tls::identity()?;
    std::fs::write(ca_file, &identity.ca_pem)?;
    let mut config = ServerConfig::clone(&identity.server);
    config.enable_secret_extraction = true;
    let service = Arc::new(Service::default());
    let plain = listen("http", None, &service)?;
    let tls = listen("https", Some(Arc::new(config)), &service)?;
    let mut out = io::stdout().lock();
    writeln!(out, "plain {plain}\ntls {tls}")?;
    out.flush()?;
    let mut before = 0.0;
    for line in io::stdin().lock().lines() {
        line?;
        let cpu = cpu_s(UsageWho::RUSAGE_SELF)?;
        let counts = Counts { cpu_s: Some(cpu - before), ..service.counts.take() };
        before = cpu;
        writeln!(out, "{}", serde_json::to_string(&counts)?)?;
        out.flush()?;
    }
    Ok(())
}

/// Starts a listener, whose threads end with the process; answers with its origin.
fn listen(scheme: &str, config: Option<Arc<ServerConfig>>, service: &Arc<Service>) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let origin = format!("{scheme}://localhost:{}", listener.local_addr()?.port());
    let (service, own) = (Arc::clone(service), origin.clone());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (service, origin, config) = (Arc::clone(&service), own.clone(), config.clone());
            thread::spawn(move || {
                let ended = stream.and_then(|stream| connection(stream, config, &service, &origin));
                if let Err(error) = ended {
                    service.counts.fault(format!("a connection broke: {error}"));
                }
            });
        }
    });
    Ok(origin)
}

fn connection(
    stream: TcpStream,
    config: Option<Arc<ServerConfig>>,
    service: &Service,
    origin: &str,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    service.counts.lock().connections += 1;
    match config {
        None => converse(&mut Plain::new(stream), service, origin),
        Some(config) => match Records::accept(stream, config) {
            Ok((mut records, suite)) => {
                service.counts.lock().suite = Some(suite);
                converse(&mut records, service, origin)
            }
            Err(error) if is_end(&error) => Ok(()),
            Err(error) => Err(error),
        },
    }
}

/// Whether a client ended the connection. Before its first request and after its last it may, at any byte: a pool that
/// dials ahead (Go's net/http) drops what it did not need in the middle of a handshake, and a client may end with
/// responses unread, such as the TLS layer's session tickets. One that needed the connection fails itself.
fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// Request after request, until the client ends the connection between two of them.
fn converse(wire: &mut impl Wire, service: &Service, origin: &str) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let (head, end) = loop {
            if let Some(parsed) = Head::parse(&bytes)? {
                break parsed;
            }
            match wire.read(&mut bytes) {
                Ok(true) => {}
                Ok(false) if bytes.is_empty() => return Ok(()),
                Ok(false) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if bytes.is_empty() && is_end(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        };
        service.counts.request();
        if head.expects {
            wire.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let here = (bytes.len() - end) as u64;
        let rest = head.length.checked_sub(here).ok_or_else(|| io::Error::other("more than a request"))?;
        bytes.clear();
        wire.skip(rest)?;
        wire.write(respond(&head, service, origin).as_bytes())?;
    }
}

/// Counts a request, and makes the text of its response.
fn respond(head: &Head, service: &Service, origin: &str) -> String {
    let response = service.drive.answer(head, origin);
    let mut counts = service.counts.lock();
    counts.content_bytes += response.content;
    counts.files += u64::from(response.stored);
    counts.faults.extend(response.fault);
    let (status, body) = (response.status, response.body);
    let length = body.len();
    format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the server takes a client that sends these bytes and ends the connection.
    fn ended_after(bytes: &[u8], config: Option<Arc<ServerConfig>>) -> io::Result<()> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        client.write_all(bytes)?;
        drop(client);
        connection(listener.accept()?.0, config, &Service::default(), "http://localhost")
    }

    #[test]
    fn a_client_may_end_in_the_middle_of_a_handshake() {
        let config = || Some(tls::identity().unwrap().server);
        // A record of 256 bytes, of which the first comes.
        for begun in [&[][..], &[22, 3], &[22, 3, 1, 1, 0], &[22, 3, 1, 1, 0, 1]] {
            ended_after(begun, config()).unwrap_or_else(|error| panic!("{begun:?}: {error}"));
        }
        ended_after(&[99, 3, 1, 0, 1, 0], config()).expect_err("a record of an unknown type");
    }

    #[test]
    fn a_client_may_end_between_requests_but_not_in_one() {
        ended_after(b"", None).unwrap();
        for cut in [&b"PUT /v1.0/me"[..], b"PUT /x HTTP/1.1\r\nContent-Length: 9\r\n\r\n1234"] {
            let ended = ended_after(cut, None);
            assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
