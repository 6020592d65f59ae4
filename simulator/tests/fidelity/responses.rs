//! Responses of drives, as they were recorded.

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{Config, DriveRules, ExpiryForm};
use graph_upload_simulator::model::drive::rules::SessionResponses;
use serde_json::Value;

use crate::common::drive::*;
use crate::common::{START, codes, request};

fn names(body: &Value) -> Vec<&str> {
    body.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn creation_as_recorded() {
    for mut model in [business(), personal()] {
        let response = open(&mut model, FILE, "{}");
        let body = response.value();
        assert_eq!(names(&body), ["@odata.context", "expirationDateTime", "nextExpectedRanges", "uploadUrl"]);
        let expiry = body["expirationDateTime"].as_str().unwrap();
        assert_eq!(
            (expiry.len(), expiry.ends_with("Z")),
            ("2020-05-10T14:46:37.498Z".len(), true),
            "{expiry}"
        );
        assert_eq!(ranges(&response), r#"["0-"]"#);
        assert!(response.chunked);
        for (name, value) in [
            ("Location", "https://graph.microsoft.com"),
            ("Cache-Control", "private"),
            ("OData-Version", "4.0"),
            (
                "Content-Type",
                "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
            ),
        ] {
            assert_eq!(response.header(name), Some(value));
        }
        for name in ["request-id", "client-request-id", "x-ms-ags-diagnostic", "Duration"] {
            assert!(response.header(name).is_some(), "{name}");
        }
    }
}

#[test]
fn an_expiry_that_is_chosen_holds_for_drives_too() {
    let mut model = Model::new(Config { expiry: ExpiryForm::Whole, ..Config::default() });
    let body = open(&mut model, FILE, "{}").value();
    assert_eq!(body["expirationDateTime"], "2023-11-14T22:28:20Z");
}

#[test]
fn progress_over_the_years() {
    let context = "https://contoso-my.sharepoint.com/_api/v2.0/$metadata#oneDrive.uploadSession";
    for (responses, piece, status) in [
        (
            SessionResponses::Current,
            r#"{"expirationDateTime":"2023-11-14T22:28:20.000Z","nextExpectedRanges":["4453-4999"]}"#.to_owned(),
            r#"{"expirationDateTime":"2023-11-14T22:28:20.000Z","nextExpectedRanges":["4453-4999"]}"#.to_owned(),
        ),
        (
            SessionResponses::Year2016,
            format!(r#"{{"@odata.context":"{context}","expirationDateTime":"2023-11-14T22:28:20.0004526Z","nextExpectedRanges":["4453-4999"],"uploadUrl":null}}"#),
            format!(r#"{{"@odata.context":"{context}","expirationDateTime":"2023-11-14T22:28:20.0004526Z","nextExpectedRanges":["4453-4999"],"uploadUrl":null}}"#),
        ),
        (
            SessionResponses::Year2015,
            r#"{"expirationDateTime":"2023-11-14T22:28:20.0004526+00:00"}"#.to_owned(),
            r#"{"expirationDateTime":"2023-11-14T22:28:20.0004526+00:00","nextExpectedRanges":["4453-4999"]}"#.to_owned(),
        ),
    ] {
        let model = &mut model(DriveRules { responses, ..DriveRules::default() });
        let url = create(model, "{}");
        let response = put(model, &url, 0, 4453, 5000);
        assert_eq!((response.status, String::from_utf8(response.body).unwrap()), (202, piece));
        let response = request("GET", &url).send(model);
        assert_eq!((response.status, String::from_utf8(response.body).unwrap()), (200, status));
    }
}

#[test]
fn s21_an_expired_token_is_refused_with_the_recorded_members() {
    let model = &mut business();
    let url = create(model, "{}");
    let response = request("GET", &url).send_at(START + 24 * 3_600_000, model);
    let expected = r#"{"error":{"innerError":{"code":"expiredToken"},"code":"unauthenticated","message":"The access token has expired. It's valid from '11/14/2023 10:13:20 PM' and to '11/15/2023 10:13:20 PM'."}}"#;
    assert_eq!((response.status, String::from_utf8(response.body).unwrap().as_str()), (401, expected));
}

#[test]
fn errors_as_recorded() {
    let model = &mut business();
    let url = create(model, "{}");
    let locked = open(model, FILE, "{}");
    assert_eq!(codes(&locked), "409 nameAlreadyExists");
    assert_eq!(locked.value()["error"]["message"], "An upload session already exists for this file");
    assert_eq!(request("DELETE", &url).send(model).status, 204);
    let gone = request("GET", &url).send(model);
    let expected = r#"{"error":{"code":"itemNotFound","message":"The upload session was not found"}}"#;
    assert_eq!((gone.status, String::from_utf8(gone.body).unwrap().as_str()), (404, expected));

    let absent = request("GET", FILE).token().send(&mut personal()).value();
    assert_eq!(names(&absent["error"]), ["code", "message", "localizedMessage", "innerError"]);
    assert_eq!(absent["error"]["message"], "Item does not exist");
    let absent = request("GET", FILE).token().send(&mut business()).value();
    assert_eq!(names(&absent["error"]), ["code", "message", "innerError"]);
}
