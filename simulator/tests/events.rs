//! Server-sent events of control.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use common::{connect, host, send, text};
use graph_upload_simulator::{Options, Simulator};
use serde_json::{Value, json};

fn start() -> Simulator {
    Simulator::start(Options { plain: true, token: Some("t".into()), ..Options::default() }).unwrap()
}

/// The events of a stream, as they come.
struct Events(BufReader<TcpStream>);

#[derive(Debug)]
struct Event {
    name: String,
    id: u64,
    data: Value,
}

impl Events {
    fn open(simulator: &Simulator, headers: &str) -> Events {
        let url = simulator.control_url() + "/events";
        let (mut stream, target) = connect(&url);
        // A test that waits in vain fails.
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", host(&url)).unwrap();
        let mut events = Events(BufReader::new(stream));
        let head: Vec<String> =
            std::iter::from_fn(|| Some(events.line()).filter(|line| !line.is_empty())).collect();
        assert!(head[0].ends_with(" 200 OK"), "{head:?}");
        assert!(head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
        events
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next event; the sizes of chunks between its lines are passed over.
    fn next(&mut self) -> Event {
        let mut fields = [const { String::new() }; 3];
        loop {
            let line = self.line();
            for (field, name) in fields.iter_mut().zip(["event: ", "id: ", "data: "]) {
                if let Some(value) = line.strip_prefix(name) {
                    *field = value.to_owned();
                }
            }
            if line.starts_with("data: ") {
                let [name, id, data] = fields;
                return Event { name, id: id.parse().unwrap(), data: serde_json::from_str(&data).unwrap() };
            }
        }
    }

    fn next_where(&mut self, holds: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next();
            if holds(&event) {
                return event;
            }
        }
    }
}

fn create(simulator: &Simulator) -> String {
    let url = simulator.base_url() + "/me/drive/root:/a.txt:/createUploadSession";
    let answer = send(&url, "POST\nAuthorization: Bearer t\nContent-Type: application/json", b"{}").unwrap();
    text(&answer.json()["uploadUrl"])
}

#[test]
fn requests_are_told_when_they_arrive_and_when_they_end() {
    let simulator = start();
    let mut events = Events::open(&simulator, "");
    assert_eq!((events.next().name.as_str(), simulator.requests().len()), ("state", 0));
    create(&simulator);
    let (arrived, ended) = (
        events.next_where(|event| event.name == "request"),
        events.next_where(|event| event.name == "request"),
    );
    assert_eq!((arrived.id, ended.id), (1, 2));
    assert_eq!((&arrived.data["number"], &arrived.data["status"]), (&json!(1), &Value::Null));
    assert_eq!((&arrived.data["done"], &arrived.data["response"]), (&json!(false), &json!({})));
    assert_eq!((&ended.data["number"], &ended.data["status"]), (&json!(1), &json!(200)));
    let state = events.next_where(|event| event.name == "state");
    assert_eq!((state.id, &state.data["requests"], &state.data["token"]), (2, &json!(1), &json!("***")));

    // Who was away is told what happened meanwhile.
    let mut again = Events::open(&simulator, "Last-Event-ID: 1\r\n");
    assert_eq!(again.next().id, 2);
    assert_eq!(again.next().name, "state");
}

#[test]
fn changes_without_a_request_are_told() {
    let simulator = start();
    simulator.script(vec!["last=commit-later:300:503".parse().unwrap()]);
    let url = create(&simulator);
    assert_eq!(send(&url, "PUT\nContent-Range: bytes 0-2/3", b"abc").unwrap().status, 503);
    let mut events = Events::open(&simulator, "");
    let stored = events.next_where(|event| event.data["files"].as_array().is_some_and(|f| f.len() == 1));
    assert_eq!(stored.data["sessions"], json!([]));
    simulator.advance(Duration::from_secs(5));
    simulator.script(vec!["any=500".parse().unwrap()]);
    let armed = events.next_where(|event| event.data["faults"].as_array().is_some_and(|f| f.len() == 2));
    assert_eq!(armed.data["faults"][1]["text"], "any=500");
}

#[test]
fn an_event_that_cannot_be_is_refused() {
    let simulator = start();
    let url = simulator.control_url() + "/events?after=x";
    let answer = send(&url, "GET", b"").unwrap();
    assert_eq!(
        (answer.status, text(&answer.json()["error"]["message"])),
        (400, "no event has the id \"x\"".into())
    );
}
