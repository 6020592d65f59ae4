//! The page to watch: where it is, who may open it, and what it may do. `tests/page` is about what it shows.

mod common;

use common::{Answer, send};
use graph_upload_simulator::{Options, Simulator};

fn start(without_page: bool) -> Simulator {
    Simulator::start(Options { plain: true, without_page, ..Options::default() }).unwrap()
}

fn get(simulator: &Simulator, path: &str) -> Answer {
    let root = simulator.base_url().replace("/v1.0", "");
    send(&(root + path), "GET", b"").unwrap()
}

#[test]
fn it_and_its_parts_come_with_a_strict_policy() {
    let simulator = start(false);
    let page_url = simulator.page_url().unwrap();
    assert_eq!(simulator.ready()["pageUrl"], *page_url);
    let page = send(&page_url, "GET", b"").unwrap();
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let script = get(&simulator, "/_control/page/page.js");
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    for answer in [page, script] {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    assert!(simulator.requests().is_empty(), "it is not among the requests of clients");
}

#[test]
fn pages_of_other_sites_cannot_open_it() {
    let simulator = start(false);
    let page_url = simulator.page_url().unwrap();
    let foreign = send(&page_url, "GET\nOrigin: https://example.com", b"").unwrap();
    assert_eq!(foreign.status, 403);
}

#[test]
fn it_takes_no_other_method_and_has_no_other_part() {
    let simulator = start(false);
    let posted = send(&simulator.page_url().unwrap(), "POST", b"").unwrap();
    assert_eq!((posted.status, posted.header("allow")), (405, Some("GET")));
    assert_eq!(get(&simulator, "/_control/page/other.js").status, 404);
}

#[test]
fn without_it_the_service_answers() {
    let simulator = start(true);
    assert_eq!(simulator.page_url(), None);
    assert!(simulator.ready()["pageUrl"].is_null());
    assert_eq!(get(&simulator, "/_control/page/page.js").status, 404);
    assert_ne!(get(&simulator, "/").status, 200);
    assert_eq!(simulator.requests().len(), 1);
}
