//! The simulator over sockets.

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use common::{Answer, connect, read_response, send};
use graph_upload_simulator::faults::{Action, Fault, FaultResponse};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};

const LIMIT: Duration = Duration::from_secs(20);

fn start(faults: Vec<Fault>) -> Simulator {
    Simulator::start(Options { plain: true, faults, ..Options::default() }).unwrap()
}

fn token(simulator: &Simulator) -> String {
    format!("Authorization: Bearer {}", simulator.token())
}

fn create(simulator: &Simulator, size: usize) -> String {
    let url = simulator.base_url() + "/me/todo/lists/l/tasks/t/attachments/createUploadSession";
    let body = format!(r#"{{"attachmentInfo":{{"attachmentType":"file","name":"n","size":{size}}}}}"#);
    let head = format!("POST\n{}\nContent-Type: application/json", token(simulator));
    let answer = send(&url, &head, body.as_bytes()).unwrap();
    assert_eq!(answer.status, 200);
    answer.json()["uploadUrl"].as_str().unwrap().to_owned()
}

fn put(simulator: &Simulator, url: &str, bytes: &[u8], start: usize, total: usize) -> Option<Answer> {
    send(&format!("{url}/content"), &piece_head(simulator, bytes, start, total), bytes)
}

fn piece_head(simulator: &Simulator, bytes: &[u8], start: usize, total: usize) -> String {
    let last = start + bytes.len() - 1;
    let range = format!("Content-Range: bytes {start}-{last}/{total}");
    format!("PUT\n{}\nContent-Type: application/octet-stream\n{range}", token(simulator))
}

fn next(answer: &Answer) -> String {
    answer.json()["NextExpectedRanges"][0].as_str().unwrap().to_owned()
}

#[test]
fn bytes_arrive_and_can_be_fetched() {
    let simulator = start(Vec::new());
    let bytes: Vec<u8> = (0..300_000u32).map(|i| (i % 251) as u8).collect();
    let url = create(&simulator, bytes.len());
    assert_eq!(next(&put(&simulator, &url, &bytes[..200_000], 0, bytes.len()).unwrap()), "200000");
    let answer = put(&simulator, &url, &bytes[200_000..], 200_000, bytes.len()).unwrap();
    let location = answer.header("location").unwrap();
    assert_eq!(answer.status, 201);
    let stored = simulator.attachments("me", "l", "t");
    assert_eq!((stored.len(), stored[0].bytes() == bytes, stored[0].size), (1, true, 300_000));
    let fetched = send(&format!("{location}/$value"), &format!("GET\n{}", token(&simulator)), b"");
    assert!(fetched.unwrap().body == bytes);

    let requests = simulator.requests();
    let kinds: Vec<_> = requests.iter().map(|r| (r.kind, r.status.unwrap())).collect();
    assert_eq!(kinds, [(Kind::Create, 200), (Kind::Piece, 200), (Kind::Piece, 201), (Kind::LookUp, 200)]);
    assert_eq!(requests[1].body_length, 200_000);
    assert_eq!(requests[0].body_sha256.len(), 64);
    assert_eq!(simulator.connections(), 4);
}

#[test]
fn the_target_is_kept_as_sent() {
    let simulator = start(Vec::new());
    let target = "/v1.0/me/drive/root:/a'b(c)%41%e6;x=1/?guid='1'&p=~t%20@!$,*+:";
    send(&(simulator.base_url().replace("/v1.0", "") + target), "GET", b"");
    assert_eq!(simulator.requests()[0].target, target);
}

#[test]
fn a_rotated_token_is_refused() {
    let simulator = start(Vec::new());
    let url = create(&simulator, 3);
    let old = token(&simulator);
    simulator.rotate_token();
    let answer = send(&url, &format!("GET\n{old}"), b"").unwrap();
    assert_eq!(
        (answer.status, answer.json()["error"]["code"].as_str()),
        (401, Some("InvalidAuthenticationToken"))
    );
    assert_eq!(send(&url, &format!("GET\n{}", token(&simulator)), b"").unwrap().status, 200);
}

#[test]
fn chunked_pieces_are_refused() {
    let simulator = start(Vec::new());
    let url = create(&simulator, 3);
    let (mut stream, target) = connect(&url);
    let token = token(&simulator);
    write!(
        stream,
        "PUT {target}/content HTTP/1.1\r\nHost: x\r\n{token}\r\nContent-Type: application/octet-stream\r\n\
         Content-Range: bytes 0-2/3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    .unwrap();
    assert_eq!(read_response(stream).unwrap().status, 411);
}

#[test]
fn responses_instead_after_and_lost() {
    let simulator = start(vec![
        "piece:1=503;retry-after: 1".parse().unwrap(),
        Fault::on(Kind::Piece).nth(2).after(FaultResponse::new(504)),
        Fault::on(Kind::Piece).nth(3).lose_response(),
    ]);
    let url = create(&simulator, 10);
    let answer = put(&simulator, &url, b"abc", 0, 10).unwrap();
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert!(simulator.sessions()[0].content.is_empty());
    assert_eq!(put(&simulator, &url, b"abc", 0, 10).unwrap().status, 504);
    assert_eq!(simulator.sessions()[0].content.len(), 3);
    assert!(put(&simulator, &url, b"defghij", 3, 10).is_none());
    assert_eq!(simulator.attachments("me", "l", "t")[0].bytes(), b"abcdefghij");
    assert_eq!(simulator.requests().last().unwrap().status, None);
}

#[test]
fn connections_cut_inside_a_piece() {
    let simulator = start(vec![
        Fault::on(Kind::Piece).nth(1).cut(1000, false),
        Fault::on(Kind::Piece).nth(2).cut(1000, true),
    ]);
    let bytes = vec![b'x'; 400_000];
    let url = create(&simulator, bytes.len());
    assert!(put(&simulator, &url, &bytes, 0, bytes.len()).is_none());
    assert!(simulator.sessions()[0].content.is_empty());
    assert!(put(&simulator, &url, &bytes, 0, bytes.len()).is_none());
    assert_eq!(simulator.sessions()[0].content.len(), 1000);
    assert_eq!(simulator.requests()[1].body_length, 1000);
    assert_eq!(put(&simulator, &url, &bytes[1000..], 1000, bytes.len()).unwrap().status, 201);
}

#[test]
fn the_client_breaks_off() {
    for keep_broken_pieces in [false, true] {
        let options = Options { plain: true, keep_broken_pieces, ..Options::default() };
        let simulator = Simulator::start(options).unwrap();
        let url = create(&simulator, 1000);
        let (mut stream, target) = connect(&url);
        let head = piece_head(&simulator, &[0; 1000], 0, 1000).replace('\n', "\r\n").replace("PUT\r\n", "");
        write!(stream, "PUT {target}/content HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n{head}\r\n\r\n")
            .unwrap();
        stream.write_all(&[0; 400]).unwrap();
        assert!(
            simulator.wait_for(LIMIT, |state| state.requests.get(1).is_some_and(|r| r.body_length == 400))
        );
        drop(stream);
        assert!(simulator.wait_for_requests(2, LIMIT));
        let expected = if keep_broken_pieces { 400 } else { 0 };
        assert_eq!(simulator.sessions()[0].content.len(), expected);
        assert_eq!(simulator.requests()[1].status, None);
    }
}

#[test]
fn responses_before_the_body_is_sent() {
    for hold in [false, true] {
        let simulator =
            start(vec![Fault::on(Kind::Piece).early(FaultResponse::new(503).with("Retry-After", "2"), hold)]);
        let url = create(&simulator, 1000);
        let (mut stream, target) = connect(&url);
        let head = piece_head(&simulator, &[0; 1000], 0, 1000).replace('\n', "\r\n").replace("PUT\r\n", "");
        write!(stream, "PUT {target}/content HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n{head}\r\n\r\n")
            .unwrap();
        let answer = read_response(stream.try_clone().unwrap()).unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
        if hold {
            // Still open: there is nothing to read, and no end.
            stream.set_nonblocking(true).unwrap();
            assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
            assert_eq!(simulator.requests()[1].body_length, 0);
        } else {
            assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
        }
    }
}

#[test]
fn partial_acceptance_wrong_ranges_and_broken_responses() {
    let simulator = start(vec![
        Fault::on(Kind::Piece).nth(1).act(Action::Keep(4)),
        "piece:2=ranges:0-,9-".parse().unwrap(),
        Fault::on(Kind::Status).nth(1).act(Action::Truncate(5)),
        Fault::on(Kind::Status).nth(2).act(Action::Rewind(2)),
        Fault::on(Kind::Status).nth(3).act(Action::Forget),
    ]);
    let url = create(&simulator, 100);
    assert_eq!(next(&put(&simulator, &url, &[1; 20], 0, 100).unwrap()), "4");
    let ranges = put(&simulator, &url, &[1; 20], 4, 100).unwrap().json()["NextExpectedRanges"].to_string();
    assert_eq!(ranges, r#"["0-","9-"]"#);
    let head = format!("GET\n{}", token(&simulator));
    assert!(send(&url, &head, b"").is_none());
    assert_eq!(send(&url, &head, b"").unwrap().json()["nextExpectedRanges"][0], "2");
    assert_eq!(send(&url, &head, b"").unwrap().status, 404);
}

#[test]
fn a_delayed_response_leaves_time_to_look() {
    let simulator = start(vec![Fault::on(Kind::Piece).delay_ms(3_600_000)]);
    let url = create(&simulator, 3);
    let (mut stream, target) = connect(&url);
    let head = piece_head(&simulator, b"abc", 0, 3).replace('\n', "\r\n").replace("PUT\r\n", "");
    write!(stream, "PUT {target}/content HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n{head}\r\n\r\nabc")
        .unwrap();
    assert!(simulator.wait_for(LIMIT, |state| state.service.model.sessions().is_empty()));
    assert_eq!(simulator.attachments("me", "l", "t").len(), 1);
    assert!(!simulator.requests()[1].done);
    // Dropping the simulator ends the connection at once.
    drop(simulator);
    assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
}

#[test]
fn a_scripted_creation_response_names_our_own_hosts() {
    let simulator = start(vec![r#"create=200;body={"uploadUrl":"{outlook}/x?a=1;b='2'"}"#.parse().unwrap()]);
    let url = create(&simulator, 3);
    assert!(url.starts_with("http://localhost:") && url.ends_with("/x?a=1;b='2'"), "{url}");
}

#[test]
fn time_can_be_moved() {
    let simulator = start(Vec::new());
    let url = create(&simulator, 3);
    simulator.advance(Duration::from_secs(25 * 3600));
    assert_eq!(put(&simulator, &url, b"abc", 0, 3).unwrap().status, 404);
}

#[test]
fn bytes_can_be_discarded() {
    let options = Options { plain: true, discard_bytes: true, ..Options::default() };
    let simulator = Simulator::start(options).unwrap();
    let url = create(&simulator, 3);
    assert_eq!(put(&simulator, &url, b"abc", 0, 3).unwrap().status, 201);
    let stored = simulator.attachments("me", "l", "t");
    assert_eq!((stored[0].size, stored[0].bytes()), (3, &b""[..]));
}

#[test]
fn https_with_the_authority_that_is_handed_out() {
    let simulator = Simulator::start(Options::default()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    let pem = simulator.ca_pem().unwrap();
    roots
        .add(
            <rustls::pki_types::CertificateDer as rustls::pki_types::pem::PemObject>::from_pem_slice(
                pem.as_bytes(),
            )
            .unwrap(),
        )
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let port = simulator
        .base_url()
        .strip_prefix("https://localhost:")
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    for name in ["localhost", "127.0.0.1", "::1"] {
        let name = rustls::pki_types::ServerName::try_from(name).unwrap();
        let mut tls = rustls::ClientConnection::new(config.clone(), name).unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let mut tls = rustls::Stream::new(&mut tls, &mut stream);
        tls.write_all(b"GET /v1.0/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        assert_eq!(read_response(tls).unwrap().status, 401);
    }
}

#[test]
fn each_host_has_its_own_listener() {
    let simulator = start(Vec::new());
    let url = simulator.base_url() + "/me/drive/root:/a.bin:/createUploadSession";
    let head = format!("POST\n{}\nContent-Type: application/json", token(&simulator));
    let answer = send(&url, &head, b"{}").unwrap();
    let url = answer.json()["uploadUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&simulator.root(Role::SharePoint)) && url.contains("guid='"));
    let range = "Content-Range: bytes 0-10/11";
    let refused = send(&url, &format!("PUT\n{range}\n{}", token(&simulator)), b"hello world").unwrap();
    assert_eq!(refused.status, 401);
    assert_eq!(simulator.violations(), ["PUT with a token on the sharepoint host"]);
    let item = send(&url, &format!("PUT\n{range}"), b"hello world").unwrap();
    assert_eq!(item.status, 201);
    assert_eq!(item.json()["file"]["hashes"]["quickXorHash"], "aCgDG9jwBhDc4Q1yawMZAAAAAAA=");
    assert_eq!(simulator.drive_file("me/drive/root:/a.bin").unwrap().bytes(), b"hello world");
    assert_eq!(simulator.drive_files("me/drive/root").len(), 1);

    let empty = simulator.base_url() + "/me/drive/root:/empty:/content";
    let head = format!("PUT\n{}", token(&simulator));
    assert_eq!(send(&empty, &head, b"").unwrap().status, 201);
    let id = simulator.add_drive_file("me/drive/root:/a.bin", b"second").unwrap();
    let stored = simulator.drive_file(&format!("me/drive/items/{id}")).unwrap();
    assert_eq!((stored.versions, stored.bytes()), (2, &b"second"[..]));
}

#[test]
fn a_peer_that_stops_reading() {
    let simulator = start(vec![Fault::on(Kind::Piece).act(Action::Stall(1000))]);
    let bytes = vec![0; 2000];
    let url = create(&simulator, bytes.len());
    let (mut stream, target) = connect(&url);
    let head = piece_head(&simulator, &bytes, 0, 2000).replace('\n', "\r\n").replace("PUT\r\n", "");
    write!(stream, "PUT {target}/content HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n{head}\r\n\r\n")
        .unwrap();
    stream.write_all(&bytes).unwrap();
    assert!(simulator.wait_for(LIMIT, |state| state.requests.get(1).is_some_and(|r| r.body_length == 1000)));
    stream.set_nonblocking(true).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    assert!(!simulator.requests()[1].done && simulator.sessions()[0].content.is_empty());
}

#[test]
fn pieces_in_parallel_lose_nothing() {
    let simulator = start(Vec::new());
    let document = "/print/printers/P/jobs/1/documents/D";
    let body = r#"{"properties":{"documentName":"n","contentType":"application/pdf","size":400000}}"#;
    let head = format!("POST\n{}\nContent-Type: application/json", token(&simulator));
    let create = simulator.base_url() + document + "/createUploadSession";
    let answer = send(&create, &head, body.as_bytes()).unwrap();
    let url = answer.json()["uploadUrl"].as_str().unwrap().to_owned();
    let bytes: Vec<u8> = (0..400_000u32).map(|i| (i % 253) as u8).collect();
    std::thread::scope(|scope| {
        for (i, piece) in bytes.chunks(10_000).enumerate() {
            let (url, start) = (&url, i * 10_000);
            scope.spawn(move || {
                let head = format!("PUT\nContent-Range: bytes {start}-{}/400000", start + 9_999);
                // A refused repeat lets go of unused bytes; those of the others must stay.
                assert!(send(url, &head, piece).unwrap().status < 300);
                assert!(send(url, &head, piece).unwrap().status >= 400);
            });
        }
    });
    assert!(simulator.print_document("printers/P/jobs/1/documents/D").unwrap().bytes() == bytes);
}

#[test]
fn an_early_response_reaches_a_client_that_is_still_sending() {
    let bytes = vec![7; 3_900_000];
    let response = FaultResponse::new(503).with("Retry-After", "2").error("serviceNotAvailable", "busy");
    let simulator = start(vec![Fault::on(Kind::Piece).always().early(response, false)]);
    for _ in 0..10 {
        let url = create(&simulator, bytes.len());
        let answer = put(&simulator, &url, &bytes, 0, bytes.len()).unwrap();
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].as_str()),
            (503, Some("serviceNotAvailable"))
        );
    }
    assert!(simulator.requests().iter().all(|r| r.kind != Kind::Piece || r.body_length == 0));
}

#[test]
fn a_drives_creation_is_answered_in_chunks() {
    let simulator = start(vec![Fault::on(Kind::Create).nth(2).act(Action::Truncate(20))]);
    let head = format!("POST\n{}\nContent-Type: application/json", token(&simulator));
    let create = |name: &str| {
        let url = format!("{}/me/drive/root:/{name}:/createUploadSession", simulator.base_url());
        send(&url, &head, b"{}")
    };
    let answer = create("a").unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert!(answer.header("content-length").is_none() && answer.json()["uploadUrl"].is_string());
    assert!(create("b").is_none(), "a body that broke off has no last chunk");
}
