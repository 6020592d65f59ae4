//! Message, event and post attachments, as the model answers them.

mod common;

use common::{SOURCE, START, codes, request, text};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{Config, LocationForm, OutlookRules};
use graph_upload_simulator::model::message::Response;
use graph_upload_simulator::model::rules::outlook::LimitAt;

const SIZE: u64 = 3_483_322;
const MESSAGE: &str = "/v1.0/me/messages/M%3D/attachments";

fn model(rules: OutlookRules) -> Model {
    Model::new(Config { outlook: rules, ..Config::default() })
}

fn item(size: u64, more: &str) -> String {
    format!(r#"{{"AttachmentItem":{{"attachmentType":"file","name":"flower","size":{size}{more}}}}}"#)
}

fn create_at(model: &mut Model, address: &str, size: u64) -> Response {
    request("POST", &format!("{address}/createUploadSession")).token().json(&item(size, "")).send(model)
}

fn create(model: &mut Model, size: u64) -> String {
    text(&create_at(model, MESSAGE, size).value()["uploadUrl"])
}

fn put(model: &mut Model, url: &str, start: u64, end: u64, total: u64) -> Response {
    request("PUT", url).piece(start, end, total).send(model)
}

#[test]
fn a_session_from_creation_to_location() {
    let model = &mut Model::new(Config::default());
    let body = item(SIZE, r#","isInline":true,"contentId":"c1","contentType":"image/jpg""#);
    let response = request("POST", &format!("{MESSAGE}/createUploadSession")).token().json(&body).send(model);
    assert_eq!(response.status, 201);
    let url = text(&response.value()["uploadUrl"]);
    let path = "/api/v2.0/Users('6f9a2a92-8527-4d64-837e-b5312852f36d@84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa')/Messages('M=')";
    assert!(url.starts_with(&format!("https://outlook.office.com{path}/AttachmentSessions('")), "{url}");
    assert!(url.contains("?authtoken=eyJ"));

    let response = put(model, &url, 0, 2_097_152, SIZE);
    assert_eq!(response.status, 200);
    let names: Vec<_> = response.value().as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["@odata.context", "ExpirationDateTime", "nextExpectedRanges"]);
    assert_eq!(response.value()["nextExpectedRanges"][0], "2097152");
    assert_eq!(request("GET", &url).send(model).value()["nextExpectedRanges"][0], "2097152");

    let response = put(model, &url, 2_097_152, SIZE, SIZE);
    assert_eq!((response.status, response.body.len()), (201, 0));
    let attachment = &model.outlook_attachments("me/messages/M=")[0];
    assert!(attachment.content.is_start_of(SOURCE, SIZE));
    assert_eq!((attachment.is_inline, attachment.content_id.as_deref()), (Some(true), Some("c1")));
    let location = format!("https://outlook.office.com{path}/Attachments('{}')", attachment.id);
    assert_eq!(response.header("Location"), Some(location.as_str()));
    for method in ["GET", "DELETE", "PUT"] {
        assert_eq!(codes(&request(method, &url).send(model)), "404 ErrorItemNotFound");
    }
    assert!(model.violations().is_empty());
}

#[test]
fn a_token_on_the_upload_host_is_a_violation() {
    let model = &mut Model::new(Config::default());
    let url = create(model, SIZE);
    for method in ["PUT", "GET", "DELETE"] {
        let response = request(method, &url).token().piece(0, 10, SIZE).send(model);
        assert_eq!(codes(&response), "401 InvalidAudienceForResource");
    }
    assert_eq!(model.violations().len(), 3);
    assert_eq!(model.violations()[0], "PUT with a token on the outlook host");
    assert!(model.sessions()[0].content.is_empty());
}

#[test]
fn the_token_of_the_url_may_come_as_a_bearer_token() {
    let model = &mut Model::new(Config::default());
    let url = create(model, SIZE);
    let own = format!("Bearer {}", url.split_once("authtoken=").unwrap().1);
    let send = |model: &mut Model, value: &str, start| {
        codes(&request("PUT", &url).piece(start, start + 10, SIZE).with("Authorization", value).send(model))
    };
    assert_eq!(send(model, &own, 0), "200 -");
    assert!(model.violations().is_empty());
    assert_eq!(send(model, &own[..own.len() - 1], 10), "401 InvalidAudienceForResource");
    assert_eq!(model.violations().len(), 1);
    model.config_mut().strict = true;
    assert_eq!(send(model, &own, 10), "200 -");
    let noted = "PUT with the token of the upload URL in an Authorization header";
    assert_eq!(model.violations()[1], noted);
}

#[test]
fn creation_in_another_casing_when_configured() {
    let model = &mut model(OutlookRules { any_casing: true, ..OutlookRules::default() });
    let body = item(SIZE, "").replace("AttachmentItem", "attachmentItem");
    for (body, expected) in [
        (item(SIZE, ""), "201 -"),
        (body.clone(), "201 -"),
        (body.replace("attachmentItem", "attachmentInfo"), "400 BadRequest"),
        (body.replace("attachmentType", "AttachmentType"), "400 BadRequest"),
        ("{}".to_owned(), "400 BadRequest"),
    ] {
        let create = request("POST", &format!("{MESSAGE}/createUploadSession")).token().json(&body);
        assert_eq!(codes(&create.send(model)), expected, "{body}");
    }
}

#[test]
fn creation_is_read_strictly() {
    let file = item(SIZE, "");
    for (body, expected) in [
        (file.clone(), "201 -"),
        (item(SIZE, r##","@odata.type":"#microsoft.graph.attachmentItem""##), "201 -"),
        (file.replace("AttachmentItem", "attachmentItem"), "400 BadRequest"),
        (file.replace("AttachmentItem", "attachmentInfo"), "400 BadRequest"),
        (item(SIZE, r#","isInline":"yes""#), "400 BadRequest"),
        (item(SIZE, r#","inline":true"#), "400 BadRequest"),
        (
            file.replace(r#""file""#, r#""item""#),
            "405 ErrorAttachmentSessionIsSupportedOnlyForFileAttachments",
        ),
        (
            file.replace(r#""file""#, r#""reference""#),
            "405 ErrorAttachmentSessionIsSupportedOnlyForFileAttachments",
        ),
        (file.replace(r#""file""#, r#""files""#), "400 BadRequest"),
        (item(2_097_151, ""), "400 ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"),
        (item(2_097_152, ""), "201 -"),
        (item(3_000_000, ""), "201 -"),
        (item(157_286_400, ""), "201 -"),
        (item(157_286_401, ""), "413 maxFileSizeExceeded"),
    ] {
        let model = &mut Model::new(Config::default());
        let response =
            request("POST", &format!("{MESSAGE}/createUploadSession")).token().json(&body).send(model);
        assert_eq!(codes(&response), expected, "{body}");
    }
}

#[test]
fn every_address() {
    let mine = "users/6f9a2a92-8527-4d64-837e-b5312852f36d";
    for (address, owner) in [
        ("me/messages/M", format!("{mine}/messages/M")),
        ("users/megan@contoso.example/messages/M", format!("{mine}/messages/M")),
        ("users/u%40x/messages/M", "users/u@x/messages/M".into()),
        ("me/mailFolders/inbox/messages/M", format!("{mine}/messages/M")),
        ("me/mailFolders/a/childFolders/b/messages/M", format!("{mine}/messages/M")),
        ("me/events/E", format!("{mine}/events/E")),
        ("me/calendar/events/E", format!("{mine}/events/E")),
        ("me/calendars/C/events/E", format!("{mine}/events/E")),
        ("me/calendarView/E", format!("{mine}/events/E")),
        ("me/calendars/C/calendarView/E", format!("{mine}/events/E")),
        ("me/calendarGroups/G/calendars/C/events/E", format!("{mine}/events/E")),
        ("me/events/E/instances/I", format!("{mine}/events/I")),
        ("groups/G/threads/T/posts/P", "groups/G/threads/T/posts/P".into()),
        ("groups/G/conversations/C/threads/T/posts/P", "groups/G/threads/T/posts/P".into()),
        ("groups/G/calendar/events/E", "groups/G/events/E".into()),
    ] {
        let model = &mut Model::new(Config::default());
        let response = create_at(model, &format!("/beta/{address}/attachments"), SIZE);
        assert_eq!(response.status, 201, "{address}");
        let url = text(&response.value()["uploadUrl"]);
        put(model, &url, 0, 3_000_000, SIZE);
        assert_eq!(put(model, &url, 3_000_000, SIZE, SIZE).status, 201);
        assert_eq!(model.outlook_attachments(&owner).len(), 1, "{address}");
    }
    for address in [
        "me/contacts/C",
        "me/mailFolders/a/events/E",
        "me/calendar/messages/M",
        "groups/G/messages/M",
        "me/messages",
    ] {
        let response =
            create_at(&mut Model::new(Config::default()), &format!("/v1.0/{address}/attachments"), SIZE);
        assert_eq!(response.status, 400, "{address}");
    }
}

#[test]
fn limits_of_the_tenant() {
    for (at, expected) in [
        (LimitAt::Creation, ["413", "", ""]),
        (LimitAt::Piece, ["201", "200", "413"]),
        (LimitAt::Commit, ["201", "200", "413"]),
    ] {
        let model =
            &mut model(OutlookRules { message_limit: Some((3_200_000, at)), ..OutlookRules::default() });
        let response = create_at(model, MESSAGE, SIZE);
        assert_eq!(response.status.to_string(), expected[0]);
        if response.status == 413 {
            assert_eq!(codes(&response), "413 ErrorMessageSizeExceeded");
            continue;
        }
        let url = text(&response.value()["uploadUrl"]);
        let end = if at == LimitAt::Commit { 3_400_000 } else { 3_000_000 };
        assert_eq!(put(model, &url, 0, end, SIZE).status.to_string(), expected[1]);
        assert_eq!(codes(&put(model, &url, end, SIZE, SIZE)), "413 ErrorMessageSizeExceeded");
    }
}

#[test]
fn refusals_that_can_be_chosen() {
    let rules =
        OutlookRules { deny_other_mailboxes: true, status_refusal: Some(405), ..OutlookRules::default() };
    let model = &mut model(rules);
    let response = create_at(model, "/v1.0/users/other@x/messages/M/attachments", SIZE);
    assert_eq!(codes(&response), "403 ErrorAccessDenied");
    let url = create(model, SIZE);
    assert_eq!(request("GET", &url).send(model).status, 405);
    model.config_mut().missing = vec!["M=".into()];
    assert_eq!(codes(&create_at(model, MESSAGE, SIZE)), "404 ErrorItemNotFound");
}

#[test]
fn ends_of_a_session() {
    let model = &mut Model::new(Config::default());
    let url = create(model, SIZE);
    let altered = url.replace("('M=", "('N=");
    assert_eq!(put(model, &altered, 0, 10, SIZE).status, 404);
    assert_eq!(request("DELETE", &url).send(model).status, 204);
    assert_eq!(request("DELETE", &url).send(model).status, 404);
    let url = create(model, SIZE);
    let late = START + 2 * 3_600_000;
    assert_eq!(request("PUT", &url).piece(0, 10, SIZE).send_at(late, model).status, 404);
}

#[test]
fn pieces_in_order_below_four_million() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 20_000_000);
    assert_eq!(codes(&put(model, &url, 0, 4_000_001, 20_000_000)), "413 maxFragmentLengthExceeded");
    assert_eq!(put(model, &url, 0, 4_000_000, 20_000_000).status, 200);
    assert_eq!(
        codes(&put(model, &url, 5_000_000, 6_000_000, 20_000_000)),
        "416 invalidRange/fragmentOutOfOrder"
    );
    let piece = |start| request("PUT", &url).piece(start, start + 1_000_000, 20_000_000);
    assert_eq!(piece(4_000_000).header("Content-Type", Some("text/plain")).send(model).status, 415);
    assert_eq!(piece(4_000_000).header("Content-Type", None).send(model).status, 200);
    assert!(model.violations().is_empty());
    model.config_mut().strict = true;
    assert_eq!(piece(5_000_000).header("Content-Type", None).send(model).status, 200);
    assert_eq!(model.violations(), ["PUT with a piece without a Content-Type"]);
}

#[test]
fn small_files_and_lists() {
    let entity = r##"{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"aGVsbG8=","isInline":true,"contentId":"c"}"##;
    let model = &mut model(OutlookRules { inline_max_bytes: entity.len() as u64, ..OutlookRules::default() });
    let response = request("POST", MESSAGE).token().json(entity).send(model);
    assert_eq!((response.status, &response.value()["contentId"]), (201, &"c".into()));
    let large = entity.replace("aGVsbG8=", "aGVsbG8gd29ybGQ=");
    assert_eq!(
        codes(&request("POST", MESSAGE).token().json(&large).send(model)),
        "413 ErrorMessageSizeExceeded"
    );
    // Without $select the contents come along.
    let list = request("GET", MESSAGE).token().send(model).value();
    assert_eq!(list["value"][0]["contentBytes"], "aGVsbG8=");
    let list = request("GET", &format!("{MESSAGE}?$select=id,name,size")).token().send(model).value();
    assert!(list["value"][0].get("contentBytes").is_none() && list["value"][0]["name"] == "a");
}

#[test]
fn locations_and_versions_of_the_api() {
    let rules = OutlookRules {
        location: LocationForm::RelativeQuoted,
        api: "/api/beta".into(),
        ..OutlookRules::default()
    };
    let model = &mut model(rules);
    let url = create(model, SIZE);
    put(model, &url, 0, 3_000_000, SIZE);
    let response = put(model, &url, 3_000_000, SIZE, SIZE);
    assert!(response.header("Location").unwrap().starts_with("/api/beta/Users('"));
}

#[test]
fn changes_of_one_message_refuse_each_other() {
    let model = &mut model(OutlookRules { change_takes_ms: 20, ..OutlookRules::default() });
    let other = "/v1.0/me/messages/other/attachments";
    let create = |model: &mut Model, address: &str, now_ms: u64| {
        let call = request("POST", &format!("{address}/createUploadSession")).token().json(&item(SIZE, ""));
        let response = call.send_at(START + now_ms, model);
        (codes(&response), model.take_delay_ms(), response.value()["uploadUrl"].as_str().map(str::to_owned))
    };
    let (first, delay_ms, url) = create(model, MESSAGE, 0);
    assert_eq!((first.as_str(), delay_ms), ("201 -", 20));
    let refused = create(model, MESSAGE, 19);
    assert_eq!((refused.0.as_str(), refused.1), ("412 ErrorIrresolvableConflict", 0));
    assert_eq!(create(model, other, 19).0, "201 -", "another message is another matter");
    let (third, _, second_url) = create(model, MESSAGE, 20);
    assert_eq!(third, "201 -");

    // Pieces in the middle change nothing; a last piece does, and what was refused can be sent again.
    let mut put = |url: &str, start, end, now_ms: u64| {
        codes(&request("PUT", url).piece(start, end, SIZE).send_at(START + now_ms, model))
    };
    let (url, second_url) = (url.expect("a session"), second_url.expect("another"));
    for url in [&url, &second_url] {
        assert_eq!(put(url, 0, 2_097_152, 30), "200 -");
    }
    assert_eq!(put(&url, 2_097_152, SIZE, 40), "201 -");
    assert_eq!(put(&second_url, 2_097_152, SIZE, 41), "412 ErrorIrresolvableConflict");
    assert_eq!(put(&second_url, 2_097_152, SIZE, 60), "201 -");
    assert_eq!(model.outlook_attachments("me/messages/M=").len(), 2);
}
