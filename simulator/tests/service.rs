//! Model and script together, without sockets.

mod common;

use common::{SOURCE, START, request, text};
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::service::{Outcome, Service};

const CREATE: &str = "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession";
const INFO: &str = r#"{"attachmentInfo":{"attachmentType":"file","name":"n","size":100}}"#;

fn service(faults: &[&str]) -> (Service, String) {
    let mut service = Service::new(Config::default());
    service.script.add(faults.iter().map(|text| text.parse::<Fault>().unwrap()));
    let reply = service.exchange(START, &request("POST", CREATE).token().json(INFO).0).reply.unwrap();
    let url = text(&reply.value()["uploadUrl"]);
    (service, url)
}

fn put(service: &mut Service, url: &str, start: u64, end: u64) -> Outcome {
    service.exchange(START, &request("PUT", &format!("{url}/content")).token().piece(start, end, 100).0)
}

fn held(service: &Service) -> u64 {
    service.model.sessions().first().map_or(0, |session| session.content.len())
}

#[test]
fn what_each_fault_leaves_behind() {
    for (fault, status, read, bytes) in [
        ("piece=503", Some(503), None, 0),
        ("piece=after:503", Some(503), None, 40),
        ("piece=lose", None, None, 40),
        ("piece=cut:7", None, Some(7), 0),
        ("piece=cut-keep:7", None, Some(7), 7),
        ("piece=early:503", Some(503), Some(0), 0),
        ("piece=keep:7", Some(200), None, 7),
        ("piece=keep-then:7:504", Some(504), None, 7),
        ("piece=stall:7", None, Some(7), 0),
        ("piece=ranges:0-", Some(200), None, 40),
        ("piece=forget", Some(404), None, 0),
        ("piece=rotate-token", Some(401), None, 0),
    ] {
        let (mut service, url) = service(&[fault]);
        let outcome = put(&mut service, &url, 0, 40);
        assert_eq!(outcome.reply.map(|reply| reply.status), status, "{fault}");
        assert_eq!((outcome.read, held(&service)), (read, bytes), "{fault}");
    }
}

#[test]
fn a_lost_last_reply_leaves_the_file() {
    let (mut service, url) = service(&["last=delay:500,lose"]);
    put(&mut service, &url, 0, 40);
    let outcome = put(&mut service, &url, 40, 100);
    assert!(outcome.reply.is_none() && outcome.delay_ms == 500);
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));
}

#[test]
fn a_rewound_session_asks_again() {
    let (mut service, url) = service(&["piece:2=rewind:10"]);
    put(&mut service, &url, 0, 40);
    let reply = put(&mut service, &url, 40, 100).reply.unwrap();
    assert_eq!(reply.status, 416);
    assert_eq!(held(&service), 10);
    put(&mut service, &url, 10, 100);
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));
}

#[test]
fn the_same_seed_gives_the_same_service() {
    assert_eq!(service(&[]).1, service(&[]).1);
    let other = &mut Service::new(Config { seed: 2, ..Config::default() });
    let reply = other.exchange(START, &request("POST", CREATE).token().json(INFO).0).reply.unwrap();
    assert_ne!(text(&reply.value()["uploadUrl"]), service(&[]).1);
}

#[test]
fn a_commit_that_outlasts_its_reply() {
    let (mut service, url) = service(&["last=commit-later:5000:503"]);
    put(&mut service, &url, 0, 40);
    assert_eq!(put(&mut service, &url, 40, 100).reply.unwrap().status, 503);
    let mut status = |now| {
        let reply = service.exchange(now, &request("GET", &url).token().0).reply.unwrap();
        (reply.status, reply.value()["nextExpectedRanges"].to_string())
    };
    assert_eq!(status(START + 4999), (200, "[]".to_owned()));
    assert_eq!(status(START + 5000), (404, "null".to_owned()));
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));

    let mut service = Service::new(Config::default());
    service.script.add(["last=commit-later:5000:504".parse::<Fault>().unwrap()]);
    let create = |address: &str, body: &str, service: &mut Service| {
        let reply = service.exchange(START, &request("POST", address).token().json(body).0).reply.unwrap();
        text(&reply.value()["uploadUrl"])
    };
    let url = create("/v1.0/me/drive/root:/a:/createUploadSession", "{}", &mut service);
    service.exchange(START, &request("PUT", &url).piece(0, 100, 100).0);
    assert!(service.model.drive_item("me/drive/root:/a").is_none());
    service.model.settle(START + 5000);
    assert!(service.model.drive_item("me/drive/root:/a").is_some() && service.model.sessions().is_empty());
    // Ending it in time ends it for good.
    service.script.add(["last=commit-later:5000:504".parse::<Fault>().unwrap()]);
    let url = create("/v1.0/me/drive/root:/b:/createUploadSession", "{}", &mut service);
    service.exchange(START, &request("PUT", &url).piece(0, 100, 100).0);
    service.exchange(START, &request("DELETE", &url).0);
    service.model.settle(START + 5000);
    assert!(service.model.drive_item("me/drive/root:/b").is_none());
}
