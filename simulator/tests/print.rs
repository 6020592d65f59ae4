//! Print documents, as the model answers them.

mod common;

use common::{SOURCE, START, codes, request, text};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::Response;

const DOCUMENT: &str = "/v1.0/print/printers/P/jobs/1/documents/D";
const BODY: &str =
    r#"{"properties":{"documentName":"TestFile.pdf","contentType":"application/pdf","size":1000}}"#;

fn create(model: &mut Model) -> String {
    let response = request("POST", &format!("{DOCUMENT}/createUploadSession")).token().json(BODY).send(model);
    assert_eq!((response.status, &response.value()["nextExpectedRanges"][0]), (200, &"0-999".into()));
    text(&response.value()["uploadUrl"])
}

fn put(model: &mut Model, url: &str, start: u64, end: u64) -> Response {
    request("PUT", url).piece(start, end, 1000).send(model)
}

#[test]
fn pieces_in_any_order() {
    let model = &mut Model::new(Config::default());
    let url = create(model);
    assert!(url.starts_with("https://print.print.microsoft.com/uploadSessions/"), "{url}");
    let empty = request("GET", DOCUMENT).token().send(model).value();
    assert!(empty["size"] == 0 && empty["uploadedDateTime"].is_null());

    let response = put(model, &url, 400, 500);
    assert_eq!(
        (response.status, response.value()["nextExpectedRanges"].to_string()),
        (202, r#"["0-399","500-999"]"#.into())
    );
    for (start, end) in [(400, 500), (450, 550), (399, 401)] {
        assert_eq!(codes(&put(model, &url, start, end)), "416 invalidRange/fragmentOverlap");
    }
    assert_eq!(put(model, &url, 500, 1000).value()["nextExpectedRanges"].to_string(), r#"["0-399"]"#);
    assert_eq!(request("GET", &url).send(model).value()["nextExpectedRanges"].to_string(), r#"["0-399"]"#);
    let response = put(model, &url, 0, 400);
    assert_eq!(
        (response.status, &response.value()["id"], &response.value()["size"]),
        (201, &"D".into(), &1000.into())
    );
    assert_eq!(codes(&request("GET", &url).send(model)), "404 uploadSessionNotFound");

    let document = model.print_document("printers/P/jobs/1/documents/D").unwrap();
    assert!(document.content.is_start_of(SOURCE, 1000));
    let shown = request("GET", DOCUMENT).token().send(model).value();
    assert!(
        shown["size"] == 1000
            && shown["uploadedDateTime"].is_string()
            && shown["displayName"] == "TestFile.pdf"
    );
}

#[test]
fn creation_is_read_strictly() {
    for (body, expected) in [
        (BODY.to_owned(), 200),
        (BODY.replace("properties", "item"), 400),
        (BODY.replace("documentName", "name"), 400),
        (BODY.replace(r#","size":1000"#, ""), 400),
        (BODY.replace("1000", "0"), 400),
        (BODY.replace(r#""application/pdf""#, "null"), 400),
    ] {
        for owner in ["printers", "shares"] {
            let url = format!("/v1.0/print/{owner}/P/jobs/1/documents/D/createUploadSession");
            let response = request("POST", &url).token().json(&body).send(&mut Model::new(Config::default()));
            assert_eq!(response.status, expected, "{body}");
        }
    }
}

#[test]
fn refusals() {
    let model = &mut Model::new(Config::default());
    model.config_mut().print.max_piece = 100;
    let url = create(model);
    assert_eq!(codes(&put(model, &url, 0, 101)), "413 maxFragmentLengthExceeded");
    assert_eq!(
        codes(&request("PUT", &url).token().piece(0, 10, 1000).send(model)),
        "401 InvalidAuthenticationToken/invalidAudience"
    );
    assert_eq!(model.violations().len(), 1);
    let late = request("PUT", &url).piece(0, 10, 1000).send_at(START + 3_600_000, model);
    assert_eq!(late.status, 404);
    let url = create(model);
    assert_eq!(request("DELETE", &url).send(model).status, 204);
    assert_eq!(request("DELETE", &url).send(model).status, 404);
}
