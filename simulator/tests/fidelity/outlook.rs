//! Outlook and To Do.

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{Config, LocationForm};
use graph_upload_simulator::model::message::Response;
use serde_json::Value;

use crate::common::{START, codes, request, text};

const SIZE: u64 = 3_483_322;
const MESSAGE: &str = "/v1.0/me/messages/M%3D/attachments";
const TASK: &str = "/v1.0/me/todo/lists/L%3D/tasks/T%3D/attachments";
const USER: &str = "6f9a2a92-8527-4d64-837e-b5312852f36d";
const TENANT: &str = "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa";

fn create(model: &mut Model, address: &str, size: u64, more: &str) -> Response {
    let parameter = if address == TASK { "attachmentInfo" } else { "AttachmentItem" };
    let body =
        format!(r#"{{"{parameter}":{{"attachmentType":"file","name":"flower","size":{size}{more}}}}}"#);
    request("POST", &format!("{address}/createUploadSession")).token().json(&body).send(model)
}

fn session(model: &mut Model, address: &str) -> String {
    text(&create(model, address, SIZE, "").value()["uploadUrl"])
}

/// The violations of a strict model.
fn strict(act: impl FnOnce(&mut Model)) -> Vec<String> {
    let mut model = Model::new(Config::strict());
    act(&mut model);
    model.violations().to_vec()
}

#[test]
fn s05_types_in_another_casing_are_taken() {
    for (address, name) in
        [(MESSAGE, "#microsoft.graph.AttachmentItem"), (TASK, "Microsoft.Graph.attachmentInfo")]
    {
        let more = format!(r#","@odata.type":"{name}""#);
        let model = &mut Model::new(Config::default());
        assert_eq!(create(model, address, SIZE, &more).status / 100, 2, "{name}");
        assert!(model.violations().is_empty());
        let noted = strict(|model| drop(create(model, address, SIZE, &more)));
        assert_eq!(noted, ["POST with @odata.type in another casing"]);
        model.config_mut().any_type_casing = false;
        assert_eq!(codes(&create(model, address, SIZE, &more)), "400 BadRequest");
    }
    let other = r##","@odata.type":"#microsoft.graph.AttachmentItems""##;
    assert_eq!(codes(&create(&mut Model::new(Config::default()), MESSAGE, SIZE, other)), "400 BadRequest");
}

#[test]
fn s10_outlooks_token_covers_other_spellings_of_its_url() {
    let model = &mut Model::new(Config::default());
    let url = session(model, MESSAGE);
    let status = |model: &mut Model, url: &str| request("GET", url).send(model).status;
    for altered in
        [url.replace("('", "(%27"), url.replacen("/Users", "/users", 1), url.replacen('@', "%40", 1)]
    {
        assert_eq!(status(model, &altered), 200, "{altered}");
    }
    let token = url.split_once("authtoken=").unwrap().1;
    for altered in [
        url.replacen("('M=')", "('N=')", 1),
        url.replacen("?authtoken", "?x=1&authtoken", 1),
        url.replace(token, &token.to_lowercase()),
    ] {
        assert_eq!(status(model, &altered), 404, "{altered}");
    }
    let noted = strict(|model| {
        let url = session(model, MESSAGE);
        assert_eq!(status(model, &url), 200);
        assert_eq!(status(model, &url.replacen("('", "(%27", 1)), 200);
    });
    assert_eq!(noted, ["GET with an upload URL that is not written as it was given out"]);
}

#[test]
fn s14_a_session_of_a_task_is_an_entity() {
    let model = &mut Model::new(Config::default());
    let url = session(model, TASK);
    let mine = format!("https://graph.microsoft.com/v1.0/users/{USER}");
    assert!(url.starts_with(&format!("{mine}/todo/lists/L=/tasks/T=/attachmentSessions/")), "{url}");
    let others = [
        url.replace('=', "%3D"),
        url.replace(&mine, "https://graph.microsoft.com/v1.0/me"),
        url.replace(USER, "megan@contoso.example"),
        url.replace("/v1.0/", "/beta/"),
    ];
    for other in &others {
        assert_eq!(request("GET", other).token().send(model).status, 200, "{other}");
    }
    let put = request("PUT", &(others[0].clone() + "/content")).token().piece(0, 10, SIZE);
    assert_eq!(put.send(model).value()["NextExpectedRanges"][0], "10");
    for wrong in [url.replace("L=", "K="), url.replace(USER, "u"), format!("{url}x"), format!("{url}?a=b")] {
        assert_eq!(request("GET", &wrong).token().send(model).status, 404, "{wrong}");
    }
    assert_eq!(request("DELETE", &others[1]).token().send(model).status, 204);
    let noted = strict(|model| {
        let url = session(model, TASK);
        request("GET", &url).token().send(model);
        request("GET", &url.replace('=', "%3D")).token().send(model);
    });
    assert_eq!(noted, ["GET with a session URL that is not written as it was given out"]);
}

#[test]
fn s16_a_session_of_outlook_lives_two_hours_and_names_the_tenant() {
    const HOUR: u64 = 3_600_000;
    let model = &mut Model::new(Config::default());
    let response = create(model, MESSAGE, SIZE, "");
    assert_eq!(
        (response.status, &response.value()["expirationDateTime"]),
        (201, &"2023-11-15T00:13:20.0004526Z".into())
    );
    let url = text(&response.value()["uploadUrl"]);
    let path = format!("https://outlook.office.com/api/v2.0/Users('{USER}@{TENANT}')/Messages('M=')/");
    assert!(url.starts_with(&path), "{url}");
    let get = |now| request("GET", &url).send_at(START + now, model).status;
    assert_eq!([2 * HOUR - 1, 2 * HOUR].map(get), [200, 404]);

    model.config_mut().outlook.api = "/api/gv1.0".into();
    let url = session(model, MESSAGE);
    let path = format!("https://outlook.office.com/api/gv1.0/users('{USER}@{TENANT}')/messages('M=')/");
    assert!(url.starts_with(&path), "{url}");
    model.config_mut().outlook.location = LocationForm::EncodedQuoted;
    request("PUT", &url).piece(0, 3_000_000, SIZE).send(model);
    let response = request("PUT", &url).piece(3_000_000, SIZE, SIZE).send(model);
    let location = response.header("Location").unwrap();
    assert!(location.contains(&format!("{USER}%40{TENANT}")) && location.ends_with("%3D%27)"), "{location}");
    assert_eq!((response.status, response.body.len()), (201, 0));
}

#[test]
fn s17_one_request_takes_4_mib_and_a_session_2_mib() {
    let model = &mut Model::new(Config::default());
    assert_eq!(create(model, MESSAGE, 2_097_152, "").status, 201);
    let refused = create(model, MESSAGE, 2_097_151, "");
    assert_eq!(codes(&refused), "400 ErrorAttachmentSizeShouldNotBeLessThanMinimumSize");
    // Both ways are open in between.
    let mut inline = |bytes: usize| {
        let entity = r##"{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":""##;
        let base64 = "A".repeat(bytes.div_ceil(3) * 4);
        let body = format!("{entity}{base64}\"}}");
        (body.len(), request("POST", MESSAGE).token().json(&body).send(model).status)
    };
    let (length, status) = inline(3_145_611);
    assert!(length <= 4 << 20, "{length}");
    assert_eq!((status, inline(3_145_700).1), (201, 413));
}

#[test]
fn progress_of_outlook_has_a_capital_and_bare_numbers() {
    let model = &mut Model::new(Config::default());
    let url = session(model, MESSAGE);
    let response = request("PUT", &url).piece(0, 2_097_152, SIZE).send(model);
    let mut body = response.value();
    body.as_object_mut().unwrap().shift_remove("@odata.context");
    let expected =
        r#"{"ExpirationDateTime":"2023-11-15T00:13:20.0004526Z","nextExpectedRanges":["2097152"]}"#;
    assert_eq!((response.status, body), (200, serde_json::from_str::<Value>(expected).unwrap()));
}

#[test]
fn types_of_whole_attachments_in_other_spellings() {
    let attach = |model: &mut Model, address: &str, name: &str, more: &str| {
        let body = format!(r#"{{"@odata.type":"{name}","name":"n","contentBytes":"YWJj"{more}}}"#);
        request("POST", address).token().json(&body).send(model)
    };
    let noted = "POST with @odata.type in another casing";
    for (address, name, violations) in [
        (MESSAGE, "microsoft.graph.fileAttachment", &[][..]),
        (MESSAGE, "#Microsoft.Graph.FileAttachment", &[noted][..]),
        (TASK, "microsoft.graph.taskFileAttachment", &[][..]),
        (TASK, "#microsoft.graph.TaskFileAttachment", &[noted][..]),
    ] {
        assert_eq!(strict(|model| assert_eq!(attach(model, address, name, "").status, 201)), violations);
    }
    let model = &mut Model::new(Config::default());
    for more in [r#","contentLocation":"x","id":"y","lastModifiedDateTime":null"#, r#","isInline":null"#] {
        assert_eq!(attach(model, MESSAGE, "#microsoft.graph.fileAttachment", more).status, 201, "{more}");
    }
    for (address, name, more) in [
        (MESSAGE, "#microsoft.graph.itemAttachment", ""),
        (MESSAGE, "#microsoft.graph.fileAttachment", r#","colour":1"#),
        (TASK, "#microsoft.graph.taskFileAttachment", r#","isInline":true"#),
    ] {
        assert_eq!(codes(&attach(model, address, name, more)), "400 BadRequest", "{name} {more}");
    }
    assert_eq!(create(model, MESSAGE, SIZE, r#","isInline":null"#).status, 201);
}

#[test]
fn the_media_type_of_pieces_is_read_as_one() {
    for (content_type, status) in [
        ("Application/Octet-Stream", 200),
        ("application/octet-stream; charset=utf-8", 200),
        ("text/plain", 415),
    ] {
        let model = &mut Model::new(Config::default());
        let url = session(model, MESSAGE);
        let piece = request("PUT", &url).piece(0, 10, SIZE).header("Content-Type", Some(content_type));
        assert_eq!(piece.send(model).status, status, "{content_type}");
    }
}
