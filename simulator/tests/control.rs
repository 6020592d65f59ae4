//! Control over HTTP: what docs/simulator.md says of each resource.

mod common;

use std::io::Write;
use std::time::Duration;

use common::{Answer, connect, read_response, send, text};
use graph_upload_simulator::{Options, Simulator};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(20);

fn start() -> Simulator {
    Simulator::start(Options { plain: true, token: Some("t".into()), ..Options::default() }).unwrap()
}

/// Asks control: `METHOD /resource`.
fn ask(simulator: &Simulator, what: &str, body: &str) -> Answer {
    let (method, resource) = what.split_once(' ').unwrap();
    send(&(simulator.control_url() + resource), method, body.as_bytes()).unwrap()
}

fn state(simulator: &Simulator) -> Value {
    ask(simulator, "GET /state", "").json()
}

/// The status and the message of a refusal.
fn refusal(answer: Answer) -> (u16, String) {
    (answer.status, text(&answer.json()["error"]["message"]))
}

fn graph(simulator: &Simulator, what: &str, body: &str) -> Answer {
    let (method, target) = what.split_once(' ').unwrap();
    let head = format!("{method}\nAuthorization: Bearer t\nContent-Type: application/json");
    send(&(simulator.base_url() + target), &head, body.as_bytes()).unwrap()
}

fn create(simulator: &Simulator) -> String {
    let answer = graph(simulator, "POST /me/drive/root:/a/b.txt:/createUploadSession", "{}");
    text(&answer.json()["uploadUrl"])
}

fn put(url: &str, start: usize, bytes: &str, total: usize) -> u16 {
    let range = format!("Content-Range: bytes {start}-{}/{total}", start + bytes.len() - 1);
    send(url, &format!("PUT\n{range}"), bytes.as_bytes()).unwrap().status
}

#[test]
fn sessions_and_files_are_shown() {
    let simulator = start();
    let url = create(&simulator);
    assert_eq!(put(&url, 0, "hello ", 11), 202);
    let seen = state(&simulator);
    let session = &seen["sessions"][0];
    assert_eq!((session["kind"].as_str(), session["name"].as_str()), (Some("drive"), Some("b.txt")));
    assert_eq!((session["total"].as_u64(), session["received"].as_u64()), (Some(11), Some(6)));
    assert_eq!((&session["ranges"], &session["missing"]), (&json!([[0, 6]]), &json!(["6-10"])));
    assert!(!url.contains(session["id"].as_str().unwrap()), "the id is no part of the secret");
    assert_eq!(put(&url, 6, "world", 11), 201);
    let seen = state(&simulator);
    assert_eq!((&seen["sessions"], &seen["requests"]), (&json!([]), &json!(3)));
    let file = &seen["files"][0];
    assert_eq!((file["address"].as_str(), file["size"].as_u64()), (Some("me/drive/root:/a/b.txt"), Some(11)));
    assert_eq!(file["quickXorHash"], "aCgDG9jwBhDc4Q1yawMZAAAAAAA=");
    let href = text(&file["href"]).replace("/_control", "");
    let bytes = ask(&simulator, &format!("GET {href}"), "");
    assert_eq!(bytes.body, b"hello world");
    assert_eq!(bytes.header("content-disposition"), Some("attachment; filename*=UTF-8''b.txt"));
    assert_eq!(bytes.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(ask(&simulator, "GET /files", "").json()["files"], seen["files"]);
    assert_eq!(ask(&simulator, "DELETE /files", "").status, 204);
    assert_eq!(state(&simulator)["files"], json!([]));
    assert_eq!(refusal(ask(&simulator, "GET /files/1", "")), (404, "no file has the id \"1\"".into()));
}

#[test]
fn files_of_all_kinds_have_a_place() {
    let simulator = start();
    let file = |kind: &str, name: &str| {
        json!({ "@odata.type": format!("#microsoft.graph.{kind}"), "name": name, "contentBytes": "YWJj" })
            .to_string()
    };
    let task = "/me/todo/lists/l/tasks/t/attachments";
    graph(&simulator, &format!("POST {task}"), &file("taskFileAttachment", "a.txt"));
    graph(&simulator, "POST /groups/g/threads/t/posts/p/attachments", &file("fileAttachment", "b.txt"));
    graph(&simulator, "PUT /drives/d/items/root:/c%20c.txt:/content", "abc");
    let properties = json!({ "documentName": "d.pdf", "contentType": "application/pdf", "size": 3 });
    let create = "POST /print/printers/p/jobs/j/documents/d/createUploadSession";
    let created = graph(&simulator, create, &json!({ "properties": properties }).to_string());
    assert_eq!(put(&text(&created.json()["uploadUrl"]), 0, "abc", 3), 201);
    let seen = state(&simulator);
    let file = |file: &Value| (text(&file["kind"]), text(&file["address"]), file["size"].as_u64().unwrap());
    let files: Vec<_> = seen["files"].as_array().unwrap().iter().map(file).collect();
    let places = [
        ("outlook", "groups/g/threads/t/posts/p/attachments/b.txt"),
        ("todo", "me/todo/lists/l/tasks/t/attachments/a.txt"),
        ("drive", "drives/d/root:/c c.txt"),
        ("print", "print/printers/p/jobs/j/documents/d"),
    ];
    assert_eq!(files, places.map(|(kind, place)| (kind.to_owned(), place.to_owned(), 3)));
    assert_eq!(seen["files"][3]["contentType"], "application/pdf");
    for file in seen["files"].as_array().unwrap() {
        let href = text(&file["href"]).replace("/_control", "");
        assert_eq!(ask(&simulator, &format!("GET {href}"), "").body, b"abc", "{file}");
    }
}

#[test]
fn faults_are_armed_and_disarmed() {
    let simulator = start();
    let armed = ask(&simulator, "POST /faults", r#"{"fault":"piece:2=503;retry-after: 1"}"#);
    assert_eq!((armed.status, armed.json()), (201, json!({ "id": 1 })));
    let armed = ask(&simulator, "POST /faults", r#"{"faults":["last=lose","any:*@nowhere=500"]}"#);
    assert_eq!((armed.status, armed.json()), (201, json!({ "ids": [2, 3] })));
    let url = create(&simulator);
    assert_eq!(put(&url, 0, "a", 3), 202);
    assert_eq!(put(&url, 1, "b", 3), 503);
    let first = json!({ "id": 1, "text": "piece:2=503;retry-after: 1", "fits": 2, "acted": 1, "left": 0 });
    let seen = state(&simulator);
    assert_eq!((&seen["faults"][0], &seen["faults"][2]["left"]), (&first, &Value::Null));
    assert_eq!(ask(&simulator, "DELETE /faults/2", "").status, 204);
    assert_eq!(refusal(ask(&simulator, "DELETE /faults/2", "")), (404, "no fault has the id 2".into()));
    assert_eq!(put(&url, 1, "bc", 3), 201);
    assert_eq!(ask(&simulator, "DELETE /faults", "").status, 204);
    assert_eq!(state(&simulator)["faults"], json!([]));
}

#[test]
fn wrong_faults_are_refused_as_a_whole() {
    let simulator = start();
    for (body, why) in [
        (
            r#"{"faults":["piece=503","pieces=503"]}"#,
            "no such kind of request: \"pieces\"; known: any, last, create, ",
        ),
        (r#"{"fault":5}"#, "a fault must be a string, not 5"),
        (r#"{"faults":"piece=503"}"#, "\"faults\" must be a list of strings"),
        (r#"{"fault":"piece=503","faults":[]}"#, "either \"fault\" or \"faults\" is required"),
        ("{}", "either \"fault\" or \"faults\" is required"),
        (r#"{"flaut":"piece=503"}"#, "unknown member \"flaut\"; known: fault, faults"),
        ("[]", "the body must be a JSON object"),
        ("{", "the body is not JSON"),
    ] {
        let (status, message) = refusal(ask(&simulator, "POST /faults", body));
        assert!(status == 400 && message.starts_with(why), "{body}: {status} {message}");
    }
    assert_eq!(state(&simulator)["faults"], json!([]));
    let grammar = String::from_utf8(ask(&simulator, "GET /grammar", "").body).unwrap();
    assert!(grammar.contains("WHEN=WHAT") && grammar.contains("drive.flavour=FLAVOUR"));
}

#[test]
fn requests_are_shown_without_secrets() {
    let simulator = start();
    simulator.script(vec!["piece=after:504".parse().unwrap()]);
    let url = create(&simulator);
    let session = text(&state(&simulator)["sessions"][0]["id"]);
    assert_eq!(put(&url, 0, "abc", 3), 504);
    let page = ask(&simulator, "GET /requests", "").json();
    let (create, piece) = (&page["requests"][0], &page["requests"][1]);
    assert_eq!((create["status"].as_u64(), create["session"].as_str()), (Some(200), Some(&*session)));
    assert_eq!((piece["status"].as_u64(), piece["session"].as_str()), (Some(504), Some(&*session)));
    assert_eq!((piece["fault"].as_str(), piece["number"].as_u64()), (Some("piece=after:504"), Some(2)));
    assert_eq!((piece["range"].as_str(), piece["bodyBytes"].as_u64()), (Some("bytes 0-2/3"), Some(3)));
    assert_eq!((create["host"].as_str(), piece["host"].as_str()), (Some("graph"), Some("sharepoint")));
    assert!(create["response"]["content-type"].as_str().unwrap().starts_with("application/json"));
    assert!(create["duration"].is_u64() && create["done"] == true);
    let secret = url.split_once("tempauth=").unwrap().1;
    let shown = page.to_string();
    assert!(!shown.contains(secret) && !shown.contains("Bearer t\""), "{shown}");
    // All of it was told, so there is nothing more after it.
    let next = format!("GET /requests?after={}", page["next"]);
    assert_eq!(ask(&simulator, &next, "").json()["requests"], json!([]));
}

#[test]
fn requests_can_be_waited_for() {
    let simulator = start();
    let wait = || ask(&simulator, "GET /requests?wait=60000", "").json();
    let url = std::thread::scope(|scope| {
        let waiting = scope.spawn(wait);
        let url = create(&simulator);
        assert_eq!(waiting.join().unwrap()["requests"][0]["kind"], "create");
        url
    });
    // One that is under way is told as such.
    simulator.script(vec!["status=stall:0".parse().unwrap()]);
    let (mut stream, target) = connect(&url);
    write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(simulator.wait_for(LIMIT, |state| state.requests.len() == 2));
    let page = ask(&simulator, "GET /requests", "").json();
    assert_eq!((page["requests"].as_array().unwrap().len(), &page["open"][0]["number"]), (1, &json!(2)));
    assert_eq!(page["open"][0]["done"], false);
    let (status, message) = refusal(ask(&simulator, "GET /requests?wait=60001", ""));
    assert_eq!((status, &*message), (400, "wait cannot exceed 60000 ms"));
}

#[test]
fn settings_are_changed_all_or_none() {
    let simulator = start();
    let body = r#"{"drive.flavour":"personal","page-size":3,"strict":true,"missing":["x","y"]}"#;
    let answer = ask(&simulator, "PUT /settings", body);
    let settings = json!({
        "drive.flavour": "personal", "page-size": "3", "strict": "true", "missing": ["x", "y"]
    });
    assert_eq!((answer.status, &answer.json()["settings"]), (200, &settings));
    assert!(
        create(&simulator)
            .starts_with(&simulator.root(graph_upload_simulator::model::message::Role::Personal))
    );
    let refused = ask(&simulator, "PUT /settings", r#"{"page-size":4,"drive.flavour":"round"}"#);
    let (status, message) = refusal(refused);
    assert!(
        status == 400 && message.starts_with("\"drive.flavour=round\": must be one of: business, personal"),
        "{message}"
    );
    let (status, message) = refusal(ask(&simulator, "PUT /settings", r#"{"page-size":null}"#));
    assert_eq!(
        (status, &*message),
        (400, "\"page-size\" must be a string, a number, true, false or a list of these, not null")
    );
    assert_eq!(state(&simulator)["settings"], settings);
}

#[test]
fn the_clock_the_token_and_the_start() {
    let simulator = start();
    let url = create(&simulator);
    simulator.script(vec!["any:*=500".parse().unwrap()]);
    ask(&simulator, "PUT /settings", r#"{"page-size":3}"#);
    assert_eq!(ask(&simulator, "POST /clock", r#"{"advanceMs":90000000}"#).status, 200);
    assert_eq!(state(&simulator)["sessions"], json!([]));
    let (status, message) = refusal(ask(&simulator, "POST /clock", r#"{"advanceMs":-1}"#));
    assert!(
        status == 400 && message.starts_with("\"advanceMs\" must be a whole number from 0 to"),
        "{message}"
    );
    assert_eq!(ask(&simulator, "POST /token", r#"{"token":"u"}"#).json()["token"], "u");
    assert_eq!(refusal(ask(&simulator, "POST /token", r#"{"token":"a b"}"#)).0, 400);
    assert_eq!(ask(&simulator, "GET /state?secrets=true", "").json()["token"], "u");
    assert_eq!(state(&simulator)["token"], "***");

    assert_eq!(ask(&simulator, "POST /reset", "").status, 204);
    let seen = ask(&simulator, "GET /state?secrets=true", "").json();
    for name in ["sessions", "faults", "files", "violations"] {
        assert_eq!(seen[name], json!([]), "{name}");
    }
    assert_eq!((&seen["settings"], &seen["requests"], &seen["token"]), (&json!({}), &json!(0), &json!("u")));
    ask(&simulator, "POST /reset", r#"{"token":true}"#);
    let again = create(&simulator);
    assert_ne!(url, again, "an upload URL from before leads nowhere");
    let rotated = text(&ask(&simulator, "POST /token", "").json()["token"]);
    assert_eq!(rotated, simulator.token());
    assert_eq!(refusal(ask(&simulator, "POST /reset", r#"{"token":1}"#)).0, 400);
}

#[test]
fn control_stands_beside_the_service() {
    let simulator = start();
    simulator.script(vec!["any:*=throttle:60000".parse().unwrap()]);
    assert_eq!(graph(&simulator, "GET /me/drive/root:/a", "").status, 429);
    let seen = state(&simulator);
    assert_eq!(
        (&seen["requests"], &seen["connections"], &seen["violations"]),
        (&json!(1), &json!(1), &json!([]))
    );
    assert_eq!(simulator.connections(), 1);
}

#[test]
fn pages_of_other_sites_are_refused() {
    let simulator = start();
    let send = |headers: &str| {
        let (mut stream, _) = connect(&simulator.control_url());
        write!(stream, "GET /_control/state HTTP/1.1\r\n{headers}\r\n\r\n").unwrap();
        read_response(stream).unwrap()
    };
    let own = simulator.control_url().replace("http://", "").replace("/_control", "");
    assert_eq!(send(&format!("Host: {own}\r\nOrigin: http://{own}")).status, 200);
    let (status, message) = refusal(send("Host: rebound.example"));
    assert_eq!((status, message), (403, format!("Host is \"rebound.example\", but must be \"{own}\"")));
    let (status, message) = refusal(send(&format!("Host: {own}\r\nOrigin: http://a.example")));
    assert!(status == 403 && message.starts_with("Origin is \"http://a.example\""), "{message}");
}

#[test]
fn what_does_not_exist_is_told() {
    let simulator = start();
    let answer = ask(&simulator, "DELETE /settings", "");
    assert_eq!(answer.header("allow"), Some("PUT"));
    assert_eq!(refusal(answer), (405, "DELETE is not allowed on /_control/settings; use PUT".into()));
    let (status, message) = refusal(ask(&simulator, "GET /nothing", ""));
    assert!(status == 404 && message.contains("state, requests, events"), "{message}");
    let long = format!(r#"{{"fault":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(refusal(ask(&simulator, "POST /faults", &long)).0, 413);
    // A path that only begins alike is the service's.
    assert_eq!(graph(&simulator, "GET /../_controls", "").status, 400);
    assert_eq!(simulator.requests().len(), 1);
}
