//! Model and script together, without sockets.

mod common;

use common::{SOURCE, START, request, text};
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::service::{Outcome, Service};

const CREATE: &str = "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession";
const INFO: &str = r#"{"attachmentInfo":{"attachmentType":"file","name":"n","size":100}}"#;

fn service(faults: &[&str]) -> (Service, String) {
    let mut service = Service::new(Config::default());
    service.script.add(faults.iter().map(|text| text.parse::<Fault>().unwrap()));
    let response = service.exchange(START, &request("POST", CREATE).token().json(INFO).0).response.unwrap();
    let url = text(&response.value()["uploadUrl"]);
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
        assert_eq!(outcome.response.map(|response| response.status), status, "{fault}");
        assert_eq!((outcome.read, held(&service)), (read, bytes), "{fault}");
    }
}

#[test]
fn a_lost_last_response_leaves_the_file() {
    let (mut service, url) = service(&["last=delay:500,lose"]);
    put(&mut service, &url, 0, 40);
    let outcome = put(&mut service, &url, 40, 100);
    assert!(outcome.response.is_none() && outcome.delay_ms == 500);
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));
}

#[test]
fn a_rewound_session_asks_again() {
    let (mut service, url) = service(&["piece:2=rewind:10"]);
    put(&mut service, &url, 0, 40);
    let response = put(&mut service, &url, 40, 100).response.unwrap();
    assert_eq!(response.status, 416);
    assert_eq!(held(&service), 10);
    put(&mut service, &url, 10, 100);
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));
}

#[test]
fn the_same_seed_gives_the_same_service() {
    assert_eq!(service(&[]).1, service(&[]).1);
    let other = &mut Service::new(Config { seed: 2, ..Config::default() });
    let response = other.exchange(START, &request("POST", CREATE).token().json(INFO).0).response.unwrap();
    assert_ne!(text(&response.value()["uploadUrl"]), service(&[]).1);
}

#[test]
fn a_commit_that_outlasts_its_response() {
    let (mut service, url) = service(&["last=commit-later:5000:503"]);
    put(&mut service, &url, 0, 40);
    assert_eq!(put(&mut service, &url, 40, 100).response.unwrap().status, 503);
    let mut status = |now| {
        let response = service.exchange(now, &request("GET", &url).token().0).response.unwrap();
        (response.status, response.value()["nextExpectedRanges"].to_string())
    };
    assert_eq!(status(START + 4999), (200, "[]".to_owned()));
    assert_eq!(status(START + 5000), (404, "null".to_owned()));
    assert!(service.model.todo_attachments("me", "l", "t")[0].content.is_start_of(SOURCE, 100));

    let mut service = Service::new(Config::default());
    service.script.add(["last=commit-later:5000:504".parse::<Fault>().unwrap()]);
    let create = |address: &str, body: &str, service: &mut Service| {
        let response =
            service.exchange(START, &request("POST", address).token().json(body).0).response.unwrap();
        text(&response.value()["uploadUrl"])
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

/// Requests put together at random from parts that mean something, and from some that do not.
#[test]
fn nothing_that_is_sent_breaks_the_service() {
    let owners = [
        "/v1.0/me/todo/lists/l/tasks/t",
        "/beta/users/u/messages/m",
        "/v1.0/groups/g/threads/t/posts/p",
        "/v1.0/me/events/e",
        "/v1.0/me/drive/root:/a/b.docx:",
        "/v1.0/drives/d/items/i:/%E6%97%A5:",
        "/v1.0/me/drive/root",
        "/v1.0/me/drive/items/i",
        "/v1.0/print/shares/s/jobs/j/documents/d",
        "/v1.0/me",
        "",
        "/",
        "/%",
        "/v1.0//",
        "/v1.0/me/drive/special/music:/a:",
    ];
    let ends = [
        "/attachments",
        "/attachments/createUploadSession",
        "/createUploadSession",
        "/content",
        "/children",
        "",
        "/",
        "/attachments?$top=0&$skip=18446744073709551615",
        "/children?$select=%",
        "/content?@microsoft.graph.conflictBehavior=rename",
        "/attachments/x/$value",
        "/$value",
        "?",
        "?$top",
        "/attachmentSessions/x/content",
    ];
    let bodies = [
        "",
        "{}",
        "[]",
        "null",
        "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"rename\"},\"deferCommit\":true}",
        INFO,
        "{\"AttachmentItem\":{\"attachmentType\":\"file\",\"name\":\"é\",\"size\":4000000}}",
        "{\"properties\":{\"documentName\":\"n\",\"contentType\":\"c\",\"size\":18446744073709551615}}",
        "{\"name\":\"n\",\"@microsoft.graph.sourceUrl\":\"x\"}",
    ];
    let ranges = [
        "bytes 0-9/10",
        "bytes 0-9/100",
        "bytes 18446744073709551613-18446744073709551614/18446744073709551615",
        "x",
    ];
    let mut service = Service::new(Config::default());
    let (mut random, mut urls) = (1u64, vec![String::new()]);
    let mut pick = |count: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % count
    };
    for step in 0..10_000u64 {
        let method = ["GET", "POST", "PUT", "PUT", "PUT", "DELETE", "PATCH"][pick(7)];
        let mut body = bodies[pick(bodies.len())];
        let (method, url) = match pick(4) {
            0 | 1 => (method, urls[urls.len() - 1 - pick(urls.len().min(4))].clone()),
            2 => (method, owners[pick(owners.len())].to_owned() + ends[pick(ends.len())]),
            // A creation whose body fits its owner, so that there are sessions to send nonsense to.
            _ => {
                let (owner, end, fitting) =
                    [(0, 1, 5), (1, 1, 6), (2, 1, 6), (4, 2, 4), (5, 2, 1), (8, 2, 7)][pick(6)];
                body = bodies[fitting];
                ("POST", owners[owner].to_owned() + ends[end])
            }
        };
        let mut built = request(method, &url);
        built = if pick(3) > 0 { built.json(body) } else { built.content(0, [0, 10, 7][pick(3)]) };
        built = built.with("Content-Range", ranges[pick(ranges.len())]);
        built = if built.0.head.role == Role::Graph && pick(9) > 0 { built.token() } else { built };
        let response = service.exchange(START + step * 100, &built.0).response.unwrap();
        assert!((200..600).contains(&response.status) && response.header("Date").is_some());
        if let Some(url) = response.value()["uploadUrl"].as_str() {
            urls.push(url.to_owned());
        }
    }
    let stored = service.model.drive_items("me/drive/root:/a").len();
    assert!(urls.len() > 50 && stored > 0, "{} sessions, {stored} files", urls.len());
}
