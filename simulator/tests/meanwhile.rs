//! What happens to an upload from outside: other writers, clocks, quotas, sessions that show late, throttling.

mod common;

use common::drive::*;
use common::{START, codes, request, text};
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::Response;
use graph_upload_simulator::service::Service;

const LIST: &str = "/v1.0/me/todo/lists/l/tasks/t/attachments";

fn service(faults: &[&str]) -> Service {
    let mut service = Service::new(Config::default());
    service.script.add(faults.iter().map(|text| text.parse::<Fault>().unwrap()));
    service
}

fn ask_at(service: &mut Service, now_ms: u64, method: &str, url: &str) -> Response {
    service.exchange(now_ms, &request(method, url).token().0).response.unwrap()
}

fn ask(service: &mut Service, method: &str, url: &str) -> Response {
    ask_at(service, START, method, url)
}

#[test]
fn another_writer_in_a_drive() {
    let service = &mut service(&[
        "look-up:1=other-writes:7:me/drive/root:/a/b.bin",
        "look-up:2=other-writes:8:me/drive/root:/a/b.bin",
        "look-up:3=other-removes:me/drive/root:/a/b.bin",
    ]);
    let sizes = [(); 2].map(|()| ask(service, "GET", FILE).value()["size"].as_u64());
    assert_eq!(sizes, [Some(7), Some(8)]);
    assert_eq!(service.model.drive_item("me/drive/root:/a/b.bin").unwrap().versions(), 2);
    assert_eq!(ask(service, "GET", FILE).status, 404);
    assert!(!service.model.other_removes("me/drive/root:/a/b.bin"));
}

#[test]
fn another_writer_meets_an_upload() {
    let model = &mut business();
    let url = create(model, &wish("replace", false));
    put(model, &url, 0, PIECE, 2 * PIECE);
    assert!(model.other_writes(START, "me/drive/root:/a/b.bin", 5));
    assert_eq!(put(model, &url, PIECE, 2 * PIECE, 2 * PIECE).status, 200);
    assert_eq!(model.drive_item("me/drive/root:/a/b.bin").unwrap().versions(), 2);
}

#[test]
fn another_writer_of_attachments() {
    let model = &mut business();
    for (address, count) in [
        ("me/todo/lists/l/tasks/t/attachments/n", 1),
        ("users/megan@contoso.example/todo/lists/l/tasks/t/attachments/n", 2),
    ] {
        assert!(model.other_writes(START, address, 3));
        assert_eq!(model.todo_attachments("me", "l", "t").len(), count);
    }
    assert!(model.other_removes("me/todo/lists/l/tasks/t/attachments/n"));
    assert_eq!(model.todo_attachments("me", "l", "t").len(), 1);
    assert!(model.other_writes(START, "me/mailFolders/f/messages/m/attachments/n", 3));
    assert_eq!(model.outlook_attachments("me/messages/m")[0].size(), 173);
    for nowhere in ["", "me/attachments/n", "me/messages/m/n", "me/messages/m/attachments"] {
        assert!(!model.other_writes(START, nowhere, 1) && !model.other_removes(nowhere), "{nowhere}");
    }
}

/// A session of each kind.
fn sessions(model: &mut Model) -> Vec<String> {
    let info = r#"{"attachmentInfo":{"attachmentType":"file","name":"n","size":100}}"#;
    let item = r#"{"AttachmentItem":{"attachmentType":"file","name":"n","size":4000000}}"#;
    let document = r#"{"properties":{"documentName":"n","contentType":"a/b","size":100}}"#;
    [
        (LIST, info),
        ("/v1.0/me/messages/m/attachments", item),
        ("/v1.0/me/drive/root:/a:", "{}"),
        ("/v1.0/print/printers/p/jobs/j/documents/d", document),
    ]
    .map(|(address, body)| {
        let response =
            request("POST", &format!("{address}/createUploadSession")).token().json(body).send(model);
        text(&response.value()["uploadUrl"])
    })
    .to_vec()
}

fn status(model: &mut Model, url: &str) -> u16 {
    let request = request("GET", url);
    let to_graph = url.starts_with("https://graph");
    let response = if to_graph { request.token() } else { request }.send(model);
    response.status
}

#[test]
fn sessions_that_show_late() {
    let model = &mut business();
    model.config_mut().hidden_requests = 2;
    for url in sessions(model) {
        assert_eq!([(); 3].map(|()| status(model, &url)), [404, 404, 200], "{url}");
    }
    assert!(model.violations().is_empty());
}

#[test]
fn a_url_that_dies_before_its_session() {
    let model = &mut business();
    model.config_mut().drive.tempauth_lifetime_ms = 60_000;
    let url = create(model, "{}");
    assert_eq!(put(model, &url, 0, PIECE, 2 * PIECE).status, 202);
    let late = |model: &mut Model| codes(&request("GET", &url).send_at(START + 60_000, model));
    assert_eq!(late(model), "401 unauthenticated/expiredToken");
    model.config_mut().drive.tempauth_refusal = 403;
    assert_eq!(late(model), "403 accessDenied");
}

#[test]
fn a_drive_that_is_full_for_a_while() {
    let service = &mut service(&["piece:2=quota:400000", "piece:3=quota:none"]);
    let url = create(&mut service.model, "{}");
    let mut put = |start, end| {
        let request = request("PUT", &url).piece(start, end, 2 * PIECE).0;
        service.exchange(START, &request).response.unwrap()
    };
    assert_eq!(put(0, PIECE).status, 202);
    assert_eq!(codes(&put(PIECE, 2 * PIECE)), "507 quotaLimitReached");
    assert_eq!(put(PIECE, 2 * PIECE).status, 201);
}

#[test]
fn clocks_that_jump() {
    let service = &mut service(&["look-up:2=shift-date:3600000", "look-up:3=shift-date:-3600000"]);
    let dates = [(); 3].map(|()| ask(service, "GET", LIST).header("date").map(|date| date[17..].to_owned()));
    assert_eq!(dates, ["22:13:20 GMT", "23:13:20 GMT", "21:13:20 GMT"].map(|date| Some(date.to_owned())));
}

#[test]
fn throttling_is_for_a_scope_and_a_time() {
    let service = &mut service(&["look-up:1=throttle:1500"]);
    let told = ask(service, "GET", LIST);
    assert_eq!((codes(&told).as_str(), told.header("retry-after")), ("429 TooManyRequests", Some("2")));
    assert!(service.model.violations().is_empty());
    // Other mailboxes and the tenant's drives are not concerned.
    for elsewhere in ["/v1.0/users/joe/todo/lists/l/tasks/t/attachments", "/v1.0/me/drive/root:/a:/children"]
    {
        assert_ne!(ask(service, "GET", elsewhere).status, 429, "{elsewhere}");
    }
    let early = ask_at(service, START + 1001, "GET", "/v1.0/me/messages/m/attachments");
    assert_eq!((early.status, early.header("retry-after")), (429, Some("1")));
    assert_eq!(
        service.model.violations(),
        ["GET while graph 6f9a2a92-8527-4d64-837e-b5312852f36d was throttled"]
    );
    assert_eq!(ask_at(service, START + 2000, "GET", LIST).status, 200);
    assert_eq!(service.model.violations().len(), 1);
}

#[test]
fn throttling_of_upload_hosts() {
    let service = &mut service(&["piece:1=throttle:1000:503", "piece:2=throttle:1000"]);
    service.model.config_mut().throttle_grace_ms = 100;
    let urls = sessions(&mut service.model);
    assert_eq!(put_at(service, START, &urls[2]), "503 activityLimitReached/throttledRequest");
    assert_eq!(put_at(service, START, &urls[1]), "429 TooManyRequests");
    // Under way when the first was told.
    assert_eq!(put_at(service, START + 99, &urls[1]), "429 TooManyRequests");
    assert!(service.model.violations().is_empty());
    assert_eq!(put_at(service, START + 100, &urls[1]), "429 TooManyRequests");
    assert_eq!(service.model.violations().len(), 1);
}

fn put_at(service: &mut Service, now_ms: u64, url: &str) -> String {
    codes(&service.exchange(now_ms, &request("PUT", url).piece(0, 10, 100).0).response.unwrap())
}
