//! Pieces and commits of drives.

use graph_upload_simulator::model::config::DriveRules;

use crate::common::drive::*;
use crate::common::{codes, request};

#[test]
fn s09_a_post_commits_a_personal_session_when_configured() {
    for (personal_commit, expected) in [(false, "405 Request_BadRequest"), (true, "201 -")] {
        let model = &mut personal();
        model.config_mut().drive.personal_commit = personal_commit;
        let url = create(model, &wish("replace", true));
        assert_eq!(put(model, &url, 0, 10, 10).status, 202);
        let commit = request("POST", &url).with("Content-Length", "0").send(model);
        assert_eq!(codes(&commit), expected);
    }
}

#[test]
fn s15_another_total_is_an_invalid_request() {
    let model = &mut business();
    let url = create(model, "{}");
    put(model, &url, 0, 10, 100);
    let response = put(model, &url, 10, 20, 90);
    assert_eq!(codes(&response), "400 invalidRequest/fragmentLengthMismatch");
    let message =
        "The current upload session is for 100 total bytes, but the current fragment declares a total of 90.";
    assert_eq!(response.value()["error"]["message"], message);
}

#[test]
fn s21_ranges_that_do_not_fit_are_refused_in_the_recorded_words() {
    let model = &mut business();
    let url = create(model, "{}");
    put(model, &url, 0, 10, 100);
    let body = |start| String::from_utf8(put(model, &url, start, start + 10, 100).body).unwrap();
    let [overlap, order] = [0, 50].map(body);
    let overlap_expected = r#"{"error":{"code":"invalidRange","message":"Uploaded fragment overlaps with existing data.","innererror":{"code":"fragmentOverlap"}}}"#;
    let order_expected = r#"{"error":{"code":"invalidRange","message":"Uploaded fragment is out of order.","innererror":{"code":"fragmentOutOfOrder"}}}"#;
    assert_eq!([overlap.as_str(), order.as_str()], [overlap_expected, order_expected]);
}

#[test]
fn s24_pieces_in_chunks_have_no_known_size_for_business_drives() {
    for (mut model, expected) in [(business(), "400 invalidRequest"), (personal(), "411 LengthRequired")] {
        let url = create(&mut model, "{}");
        let chunked = request("PUT", &url).piece(0, 10, 10).header("Content-Length", None);
        let response = chunked.with("Transfer-Encoding", "chunked").send(&mut model);
        assert_eq!(codes(&response), expected);
        assert!(model.sessions()[0].content.is_empty());
    }
}

#[test]
fn totals_may_be_open_when_configured() {
    let open = |url: &str, start: u64, end: u64| {
        let range = format!("bytes {start}-{}/*", end - 1);
        request("PUT", url).content(start, end).with("Content-Range", &range)
    };
    let model = &mut business();
    let url = create(model, &wish("replace", true));
    assert_eq!(codes(&open(&url, 0, 10).send(model)), "400 invalidRequest");

    let rules = DriveRules { open_totals: true, ..DriveRules::default() };
    let model = &mut crate::common::drive::model(rules);
    let url = create(model, &wish("replace", true));
    let response = open(&url, 0, PIECE).send(model);
    assert_eq!((response.status, ranges(&response).as_str()), (202, r#"["327680-"]"#));
    assert!(model.violations().is_empty());
    assert_eq!(codes(&open(&url, 0, 10).send(model)), "416 invalidRange/fragmentOverlap");
    assert_eq!(open(&url, PIECE, PIECE + 10).send(model).status, 202);
    let response = request("POST", &url).with("Content-Length", "0").send(model);
    assert_eq!((response.status, &response.value()["size"]), (201, &(PIECE + 10).into()));

    model.config_mut().strict = true;
    // The last piece may close it, and no later one goes beyond.
    let url = create(model, &wish("replace", false));
    assert_eq!(open(&url, 0, 10).send(model).status, 202);
    assert_eq!(put(model, &url, 10, 20, 30).status, 202);
    assert_eq!(codes(&open(&url, 20, 40).send(model)), "400 invalidRequest/fragmentLengthMismatch");
    assert_eq!(put(model, &url, 20, 30, 30).status, 200);
    assert!(model.violations().contains(&"PUT with a total that is left open".to_owned()));
}
