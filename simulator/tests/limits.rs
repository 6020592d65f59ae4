//! Limits of a mailbox and of a tenant, and what responses say about them.

mod common;

use common::{START, codes, request};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::{Head, Response};
use graph_upload_simulator::settings::apply;

const LIST: &str = "/v1.0/me/todo/lists/l/tasks/t/attachments";
const FILE: &str = "/v1.0/me/drive/root:/a.bin";

fn model(settings: &[&str]) -> Model {
    let mut config = Config::default();
    settings.iter().for_each(|setting| apply(&mut config, setting).unwrap());
    Model::new(config)
}

fn get(model: &mut Model, now_ms: u64, url: &str) -> Response {
    request("GET", url).token().send_at(now_ms, model)
}

#[test]
fn a_mailbox_has_so_many_requests_under_way() {
    let model = &mut model(&["throttle.mailbox-at-once=2"]);
    let head = |url: &str| -> Head { request("GET", url).0.head };
    let (mine, upload) = (head(LIST), head("/v1.0/users/megan@contoso.example/messages/m/attachments"));
    assert_eq!([model.enters(&mine), model.enters(&upload), model.enters(&mine)], [false, false, true]);
    let elsewhere = ["/v1.0/users/joe/messages/m/attachments", FILE];
    assert!(elsewhere.iter().all(|url| !model.enters(&head(url))));
    model.leaves(&mine);
    assert!(model.enters(&upload), "the one that was refused is under way as well");
    model.leaves(&upload);
    model.leaves(&mine);
    assert!(!model.enters(&mine));
}

/// Puts the whole file of a new session of a task.
fn put(model: &mut Model, now_ms: u64, task: &str, bytes: u64) -> Response {
    let info = format!(r#"{{"attachmentInfo":{{"attachmentType":"file","name":"n","size":{bytes}}}}}"#);
    let list = format!("/v1.0/me/todo/lists/l/tasks/{task}/attachments/createUploadSession");
    let created = request("POST", &list).token().json(&info).send_at(now_ms, model);
    let url = format!("{}/content", created.value()["uploadUrl"].as_str().unwrap());
    request("PUT", &url).token().piece(0, bytes, bytes).send_at(now_ms, model)
}

#[test]
fn a_mailbox_takes_so_many_bytes_within_a_window() {
    let model = &mut model(&["throttle.mailbox-bytes=1000", "throttle.mailbox-window-ms=10000"]);
    assert_eq!(put(model, START, "a", 600).status, 201);
    assert_eq!(put(model, START + 2_000, "b", 400).status, 201);
    let refused = put(model, START + 4_000, "c", 1);
    assert_eq!((codes(&refused).as_str(), refused.header("retry-after")), ("429 TooManyRequests", Some("6")));
    assert!(model.violations().is_empty());
    assert_eq!(get(model, START + 5_000, LIST).status, 429, "all requests are refused meanwhile");
    assert_eq!(model.violations().len(), 1);
    assert_eq!(put(model, START + 10_000, "c", 600).status, 201);
    assert_eq!(put(model, START + 30_000, "d", 5_000).status, 201, "what is larger goes alone");
}

#[test]
fn a_tenant_has_so_many_units_in_a_window_and_tells_what_is_left() {
    let model = &mut model(&["throttle.tenant-units=10", "throttle.tenant-window-ms=60000"]);
    let begin = START.next_multiple_of(60_000);
    let left = |response: &Response| {
        let names = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
        names.map(|name| response.header(name).map(str::to_owned)).map(Option::unwrap_or_default).join(" ")
    };
    let siblings = "/v1.0/me/drive/root/children";
    // A list takes two units, an item one.
    let told = [(siblings, "  "), (siblings, "  "), (siblings, "  "), (FILE, "  "), (FILE, "10 2 60")];
    for (url, expected) in told {
        assert_eq!(left(&get(model, begin + 1, url)), expected, "{url}");
    }
    assert_eq!(left(&get(model, begin + 30_000, siblings)), "10 0 30");
    let refused = get(model, begin + 30_500, FILE);
    assert_eq!(codes(&refused), "429 activityLimitReached/throttledRequest");
    assert_eq!((refused.header("retry-after"), left(&refused).as_str()), (Some("30"), "10 0 30"));
    assert!(model.violations().is_empty());
    assert_eq!(get(model, begin + 31_000, FILE).status, 429);
    assert_eq!(model.violations(), ["GET while graph tenant was throttled"]);
    assert_ne!(get(model, begin + 31_000, LIST).status, 429, "mailboxes have limits of their own");
    let anew = get(model, begin + 60_000, siblings);
    assert_eq!((anew.status, left(&anew).as_str()), (200, "  "));
}
