//! To Do, as the model answers it.

mod common;

use common::{SOURCE, START, codes, request, text};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{
    Casing, Config, LocationForm, PutForm, RangeForm, ResponseStyle, TodoRules, UrlForm,
};
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::message::{Body, Response};

const TASK: &str = "/v1.0/me/todo/lists/L%3D-_/tasks/T=/attachments";
const INFO: &str = r#"{"attachmentInfo":{"attachmentType":"file","name":"flower","size":3483322}}"#;

fn model(rules: TodoRules) -> Model {
    Model::new(Config { todo: rules, ..Config::default() })
}

fn create(model: &mut Model, size: u64) -> String {
    let body = format!(r#"{{"attachmentInfo":{{"attachmentType":"file","name":"flower","size":{size}}}}}"#);
    let response = request("POST", &format!("{TASK}/createUploadSession")).token().json(&body).send(model);
    assert_eq!(response.status / 100, 2);
    text(&response.value()["uploadUrl"])
}

fn put(model: &mut Model, url: &str, start: u64, end: u64, total: u64) -> Response {
    request("PUT", &format!("{url}/content")).token().piece(start, end, total).send(model)
}

#[test]
fn a_session_from_creation_to_location() {
    let model = &mut Model::new(Config::default());
    let response = request("POST", &format!("{TASK}/createUploadSession")).token().json(INFO).send(model);
    assert_eq!(response.status, 200);
    let body = response.value();
    assert_eq!(body["nextExpectedRanges"][0], "0-");
    assert_eq!(body["expirationDateTime"], "2023-11-15T22:13:20.0004526Z");
    assert!(text(&body["@odata.context"]).ends_with("/v1.0/$metadata#microsoft.graph.uploadSession"));
    let url = text(&body["uploadUrl"]);
    let owner = "users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/L=-_/tasks/T=";
    assert!(
        url.starts_with(&format!("https://graph.microsoft.com/v1.0/{owner}/attachmentSessions/")),
        "{url}"
    );

    let response = put(model, &url, 0, 2_097_152, 3_483_322);
    assert_eq!(response.status, 200);
    let expected =
        r#"{"ExpirationDateTime":"2023-11-15T22:13:20.0004526Z","NextExpectedRanges":["2097152"]}"#;
    assert_eq!(String::from_utf8(response.body).unwrap(), expected);

    let status = request("GET", &url).token().send(model);
    assert_eq!((status.status, &status.value()["nextExpectedRanges"][0]), (200, &"2097152".into()));

    let response = put(model, &url, 2_097_152, 3_483_322, 3_483_322);
    assert_eq!((response.status, response.body.len()), (201, 0));
    let attachment = &model.todo_attachments("me", "L=-_", "T=")[0];
    assert!(attachment.content.is_start_of(SOURCE, 3_483_322));
    let location = format!("https://graph.microsoft.com/v1.0/{owner}/Attachments/{}", attachment.id);
    assert_eq!(response.header("Location"), Some(location.as_str()));

    for method in ["GET", "DELETE"] {
        assert_eq!(codes(&request(method, &url).token().send(model)), "404 ErrorItemNotFound");
    }
    assert!(model.sessions().is_empty());
}

#[test]
fn creation_is_read_strictly() {
    let info = |members: &str| format!(r#"{{"attachmentInfo":{{{members}}}}}"#);
    let file = r#""attachmentType":"file","name":"a","size":5"#;
    for (body, expected) in [
        (info(file), 200),
        (info(&format!(r#"{file},"contentType":"image/png""#)), 200),
        (info(&format!(r##""@odata.type":"#microsoft.graph.attachmentInfo",{file}"##)), 200),
        (info(&format!(r#""@odata.type":"microsoft.graph.attachmentInfo",{file}"#)), 200),
        (info(&format!(r#""@odata.type":"microsoft.graph.attachmentItem",{file}"#)), 400),
        (info(&format!(r#"{file},"isInline":false"#)), 400),
        (info(&format!(r#"{file},"contentType":7"#)), 400),
        (info(r#""attachmentType":"item","name":"a","size":5"#), 400),
        (info(r#""name":"a","size":5"#), 400),
        (info(r#""attachmentType":"file","size":5"#), 400),
        (info(r#""attachmentType":"file","name":"","size":5"#), 400),
        (info(r#""attachmentType":"file","name":"a""#), 400),
        (info(r#""attachmentType":"file","name":"a","size":"5""#), 400),
        (info(r#""attachmentType":"file","name":"a","size":-5"#), 400),
        (info(r#""attachmentType":"file","name":"a","size":0"#), 400),
        (info(r#""attachmentType":"file","name":"a","size":26214400"#), 200),
        (info(r#""attachmentType":"file","name":"a","size":26214401"#), 413),
        (info(r#""attachmentType":"file","Name":"a","size":5"#), 400),
        (info(file).replace("attachmentInfo\":{", "AttachmentInfo\":{"), 400),
        (info(file).replace("attachmentInfo\":{", "AttachmentItem\":{"), 400),
        (format!(r#"{{"attachmentInfo":{{{file}}},"deferCommit":true}}"#), 400),
        ("{}".into(), 400),
        ("".into(), 400),
        ("[".into(), 400),
    ] {
        let response = request("POST", &format!("{TASK}/createUploadSession")).token().json(&body);
        let response = response.send(&mut Model::new(Config::default()));
        assert_eq!(response.status, expected, "{body}");
    }
}

#[test]
fn addresses_and_methods() {
    let model = &mut Model::new(Config::default());
    for (method, url, expected) in [
        ("POST", "/beta/users/me@x.example/todo/lists/l/tasks/t/attachments/createUploadSession", 200),
        ("POST", "/v2.0/me/todo/lists/l/tasks/t/attachments/createUploadSession", 400),
        ("POST", "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSessions", 405),
        ("POST", "/v1.0/me/todo/lists//tasks/t/attachments/createUploadSession", 400),
        ("POST", "/v1.0/me/todo/lists/l/tasks/%zz/attachments/createUploadSession", 400),
        ("POST", "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession/", 400),
        ("GET", "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession", 404),
        ("PUT", "/v1.0/me/todo/lists/l/tasks/t/attachments/createUploadSession", 405),
        ("POST", "/v1.0/me/contacts", 400),
    ] {
        let response = request(method, url).token().json(INFO).send(model);
        assert_eq!(response.status, expected, "{method} {url}");
    }
    let wrong_type = request("POST", &format!("{TASK}/createUploadSession")).token().json(INFO);
    assert_eq!(wrong_type.header("Content-Type", Some("text/plain")).send(model).status, 415);
}

#[test]
fn ids_are_unescaped_once() {
    let model = &mut Model::new(Config::default());
    let url = "/v1.0/me/todo/lists/a%252Fb%2F%3D/tasks/T/attachments/createUploadSession";
    let response = request("POST", url).token().json(INFO).send(model);
    let url = text(&response.value()["uploadUrl"]);
    assert!(url.contains("/lists/a%252Fb%2F=/tasks/"), "{url}");
    put(model, &url, 0, 3_000_000, 3_483_322);
    assert_eq!(put(model, &url, 3_000_000, 3_483_322, 3_483_322).status, 201);
    assert_eq!(model.todo_attachments("me", "a%2Fb/=", "T").len(), 1);
}

#[test]
fn every_request_needs_the_token() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 10);
    let content = format!("{url}/content");
    for (method, url) in [("GET", &url), ("DELETE", &url), ("PUT", &content)] {
        let response = request(method, url).piece(0, 10, 10).send(model);
        assert_eq!(codes(&response), "401 InvalidAuthenticationToken", "{method}");
        assert!(response.header("WWW-Authenticate").is_some());
    }
    model.set_token("another");
    let response = put(model, &url, 0, 10, 10);
    assert_eq!(codes(&response), "401 InvalidAuthenticationToken");
    let response =
        request("PUT", &content).with("Authorization", "Bearer another").piece(0, 10, 10).send(model);
    assert_eq!(response.status, 201);
}

#[test]
fn pieces_are_read_strictly() {
    let rules = TodoRules { max_piece: 50, ..TodoRules::default() };
    for (name, value, expected) in [
        ("Content-Type", None, "415 UnsupportedMediaType"),
        ("Content-Type", Some("application/json"), "415 UnsupportedMediaType"),
        ("Content-Length", None, "411 LengthRequired"),
        ("Transfer-Encoding", Some("chunked"), "411 LengthRequired"),
        ("Content-Range", None, "400 invalidRequest"),
        ("Content-Range", Some("bytes=20-39/100"), "400 invalidRequest"),
        ("Content-Range", Some("bytes 20-39/*"), "400 invalidRequest"),
        ("Content-Range", Some("bytes 20-39/101"), "400 invalidRequest/fragmentLengthMismatch"),
        ("Content-Range", Some("bytes 20-40/100"), "400 invalidRange/fragmentLengthMismatch"),
        ("Content-Range", Some("bytes 19-38/100"), "416 invalidRange/fragmentOverlap"),
        ("Content-Range", Some("bytes 0-19/100"), "416 invalidRange/fragmentOverlap"),
        ("Content-Range", Some("bytes 21-40/100"), "416 invalidRange/fragmentOutOfOrder"),
    ] {
        let model = &mut model(rules.clone());
        let url = create(model, 100);
        put(model, &url, 0, 20, 100);
        let response = request("PUT", &format!("{url}/content")).token().piece(20, 40, 100);
        let response = response.header(name, value).send(model);
        assert_eq!(codes(&response), expected, "{name}: {value:?}");
        assert!(model.sessions()[0].content.is_start_of(SOURCE, 20));
    }
    let model = &mut model(rules);
    let url = create(model, 100);
    assert_eq!(codes(&put(model, &url, 0, 51, 100)), "413 maxFragmentLengthExceeded");
    assert_eq!(put(model, &url, 0, 50, 100).status, 200);
    assert_eq!(put(model, &url, 50, 100, 100).status, 201);
}

#[test]
fn the_largest_piece_is_below_four_million() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 8_000_000);
    assert_eq!(put(model, &url, 0, 4_000_001, 8_000_000).status, 413);
    assert_eq!(put(model, &url, 0, 4_000_000, 8_000_000).status, 200);
}

#[test]
fn a_piece_that_breaks_off_is_kept_as_far_as_it_came() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 100);
    let mut piece = request("PUT", &format!("{url}/content")).token().piece(0, 60, 100);
    piece.0.body = Body::Content(Content::from_source(SOURCE, 0, 13));
    piece.send(model);
    assert!(model.sessions()[0].content.is_start_of(SOURCE, 13));
    assert_eq!(codes(&put(model, &url, 60, 100, 100)), "416 invalidRange/fragmentOutOfOrder");
}

#[test]
fn upload_urls_are_those_of_their_session() {
    let model = &mut Model::new(Config::strict());
    let url = create(model, 10);
    for wrong in [url.replace("/T=/", "/T/"), format!("{url}?"), format!("{url}%20")] {
        assert_eq!(put(model, &wrong, 0, 10, 10).status, 404, "{wrong}");
    }
    assert!(model.violations().is_empty());
    for (number, other) in [url.replace("/T=/", "/T%3D/"), url.replace("/v1.0/", "/beta/")].iter().enumerate()
    {
        assert_eq!(codes(&put(model, other, 1, 10, 10)), "416 invalidRange/fragmentOutOfOrder", "{other}");
        assert_eq!(model.violations().len(), number + 1, "{other}");
    }
    assert_eq!(codes(&put(model, &format!("{url}/content"), 0, 10, 10)), "404 ErrorItemNotFound");
    assert_eq!(put(model, &url, 0, 10, 10).status, 201);
}

#[test]
fn where_pieces_go() {
    for (put, bare, content) in [
        (PutForm::Content, 404, 201),
        (PutForm::Bare { refusal: 404 }, 201, 404),
        (PutForm::Bare { refusal: 405 }, 201, 405),
        (PutForm::Both, 201, 201),
    ] {
        for (suffix, expected) in [("", bare), ("/content", content)] {
            let model = &mut model(TodoRules { put, ..TodoRules::default() });
            let url = create(model, 10) + suffix;
            let response = request("PUT", &url).token().piece(0, 10, 10).send(model);
            assert_eq!(response.status, expected, "{put:?} {suffix}");
        }
    }
}

#[test]
fn upload_urls_with_a_query_or_an_ending() {
    let model1 = &mut model(TodoRules { url: UrlForm::Query("sv=1".into()), ..TodoRules::default() });
    let url = create(model1, 10);
    let content = url.replace("?sv=1", "/content?sv=1");
    assert_eq!(put(model1, &url, 0, 10, 10).status, 404);
    assert_eq!(request("GET", &url).token().send(model1).status, 200);
    assert_eq!(request("PUT", &content).token().piece(0, 10, 10).send(model1).status, 201);

    let model2 = &mut model(TodoRules { url: UrlForm::EndsInContent, ..TodoRules::default() });
    let url = create(model2, 10);
    assert_eq!(request("GET", &url).token().send(model2).status, 200);
    assert_eq!(request("PUT", &url).token().piece(0, 10, 10).send(model2).status, 201);
    let url = create(model2, 10);
    assert_eq!(request("DELETE", url.strip_suffix("/content").unwrap()).token().send(model2).status, 204);
}

#[test]
fn every_casing_and_every_form_of_ranges() {
    use RangeForm::*;
    for (casing, member) in [
        (Casing::Camel, "nextExpectedRanges"),
        (Casing::Pascal, "NextExpectedRanges"),
        (Casing::Mixed, "nextExpectedRanges"),
        (Casing::Lower, "nextexpectedranges"),
    ] {
        for (ranges, expected) in [
            (Bare, Some(r#"["40"]"#)),
            (Open, Some(r#"["40-"]"#)),
            (Closed, Some(r#"["40-99"]"#)),
            (ClosedPastEnd, Some(r#"["40-100"]"#)),
            (Split, Some(r#"["40-40","41-99"]"#)),
            (Empty, Some("[]")),
            (Null, Some("null")),
            (Missing, None),
        ] {
            let progress = ResponseStyle::new(casing, ranges);
            let model = &mut model(TodoRules { progress, ..TodoRules::default() });
            let url = create(model, 100);
            let body = put(model, &url, 0, 40, 100).value();
            assert_eq!(
                body.get(member).map(ToString::to_string).as_deref(),
                expected,
                "{casing:?} {ranges:?}"
            );
        }
    }
}

#[test]
fn every_form_of_location() {
    for (form, expected) in [
        (LocationForm::Segment, Some("https://graph.microsoft.com{}/ID=")),
        (LocationForm::Quoted, Some("https://graph.microsoft.com{}('ID=')")),
        (LocationForm::Relative, Some("{}/ID=")),
        (LocationForm::RelativeQuoted, Some("{}('ID=')")),
        (LocationForm::Encoded, Some("https://graph.microsoft.com{}/ID%3D")),
        (LocationForm::EncodedQuoted, Some("https://graph.microsoft.com{}(%27ID%3D%27)")),
        (LocationForm::WithQuery, Some("https://graph.microsoft.com{}/ID=?api-version=1#x")),
        (LocationForm::Missing, None),
    ] {
        let model = &mut model(TodoRules { location: form, ..TodoRules::default() });
        let url = create(model, 10);
        let response = put(model, &url, 0, 10, 10);
        let id = model.todo_attachments("me", "L=-_", "T=")[0].id.clone();
        let id = id.strip_suffix('=').unwrap();
        let path = "/v1.0/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/L=-_/tasks/T=/Attachments";
        let expected = expected.map(|text| text.replace("{}", path).replace("ID", id));
        assert_eq!(response.header("Location"), expected.as_deref(), "{form:?}");
    }
}

#[test]
fn deleting_and_expiring() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 10);
    assert_eq!(
        codes(&request("DELETE", &format!("{url}/content")).token().send(model)),
        "405 Request_BadRequest"
    );
    let response = request("DELETE", &url).token().send(model);
    assert_eq!((response.status, response.body.len()), (204, 0));
    assert_eq!(request("DELETE", &url).token().send(model).status, 404);

    let url = create(model, 10);
    let day = 24 * 3_600_000;
    assert_eq!(request("GET", &url).token().send_at(START + day - 1, model).status, 200);
    let late = request("PUT", &format!("{url}/content")).token().piece(0, 10, 10);
    assert_eq!(codes(&late.send_at(START + day, model)), "404 ErrorItemNotFound");
    assert!(model.sessions().is_empty());
}

#[test]
fn only_known_tasks_if_so_chosen() {
    let known = Some(vec![("l".to_owned(), "t".to_owned())]);
    let model = &mut model(TodoRules { known, ..TodoRules::default() });
    for (task, expected) in [("l/tasks/t", 200), ("l/tasks/u", 404), ("k/tasks/t", 404)] {
        let url = format!("/v1.0/me/todo/lists/{task}/attachments/createUploadSession");
        assert_eq!(request("POST", &url).token().json(INFO).send(model).status, expected);
    }
}

#[test]
fn small_files_in_one_request() {
    let entity = |bytes: &str| {
        format!(
            r##"{{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"a.txt","contentType":"text/plain","contentBytes":"{bytes}"}}"##
        )
    };
    let inline_max_bytes = entity(&"aGVs".repeat(10)).len() as u64;
    let model = &mut model(TodoRules { inline_max_bytes, ..TodoRules::default() });
    for (body, expected) in [
        (entity("aGVsbG8="), 201),
        (entity(""), 201),
        (entity(&"aGVs".repeat(11)), 413),
        (entity("aGVsbG8"), 400),
        (entity("aGVsbG9="), 400),
        (entity("aGVs bG8="), 400),
        (entity("aGVsbG_-"), 400),
        (entity("AA==").replace("#microsoft", "#contoso"), 400),
        (entity("AA==").replace("taskFileAttachment", "fileAttachment"), 400),
        (entity("AA==").replace("\"name\"", "\"isInline\":true,\"name\""), 400),
        (entity("AA==").replace("a.txt", ""), 400),
        ("{}".into(), 400),
    ] {
        assert_eq!(request("POST", TASK).token().json(&body).send(model).status, expected, "{body}");
    }
    let stored = model.todo_attachments("me", "L=-_", "T=");
    let bytes: Vec<_> = stored.iter().map(|a| model.bytes(&a.content).unwrap()).collect();
    assert_eq!(bytes, vec![b"hello".to_vec(), Vec::new()]);
    let created = request("POST", TASK).token().json(&entity("aGVsbG8=")).send(model).value();
    assert_eq!((&created["name"], &created["contentType"]), (&"a.txt".into(), &"text/plain".into()));
    assert!(created["size"].as_u64().unwrap() > 5 && created["id"].is_string());
}

#[test]
fn small_files_by_description() {
    let model = &mut Model::new(Config::default());
    let post = |size| {
        let mut post = request("POST", TASK).token().json("");
        post.0.body = Body::Base64 {
            prefix: r##"{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"a","contentBytes":""##
                .into(),
            content: Content::from_source(SOURCE, 0, size),
            suffix: r#""}"#.into(),
        };
        post
    };
    // 3,145,728 bytes are 4 MiB of base64, which with the JSON around it are too many.
    assert_eq!(post(3_145_728).send(model).status, 413);
    assert_eq!(post(3_145_611).send(model).status, 201);
    assert!(model.todo_attachments("me", "L=-_", "T=")[0].content.is_start_of(SOURCE, 3_145_611));
}

#[test]
fn lists_in_pages_with_what_was_asked_for() {
    let model = &mut Model::new(Config { page_size: 2, ..Config::default() });
    for _ in 0..5 {
        let url = create(model, 10);
        assert_eq!(put(model, &url, 0, 10, 10).status, 201);
    }
    let mut url = format!("{TASK}?$select=id,name");
    let mut counts = Vec::new();
    loop {
        let body = request("GET", &url).token().send(model).value();
        let entries = body["value"].as_array().unwrap();
        counts.push(entries.len());
        let names: Vec<_> = entries[0].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["@odata.type", "id", "name"]);
        match body.get("@odata.nextLink") {
            Some(link) => url = text(link),
            None => break,
        }
    }
    assert_eq!(counts, [2, 2, 1]);
    for (query, expected) in
        [("?$top=1", 200), ("?$select=id,nme", 400), ("?$filters=x", 400), ("?%24select=size", 200)]
    {
        assert_eq!(request("GET", &format!("{TASK}{query}")).token().send(model).status, expected, "{query}");
    }
}

#[test]
fn entities_come_and_go() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 10);
    put(model, &url, 0, 10, 10);
    let id = model.todo_attachments("me", "L=-_", "T=")[0].id.clone();
    let url = format!("{TASK}/{id}");
    assert_eq!(request("GET", &url).token().send(model).value()["name"], "flower");
    assert_eq!(request("GET", &format!("{url}/$value")).token().send(model).status, 501);
    assert_eq!(request("DELETE", &url).token().send(model).status, 204);
    assert_eq!(request("GET", &url).token().send(model).status, 404);
}

#[test]
fn late_visibility() {
    let model = &mut Model::new(Config { visible_after_ms: 1000, ..Config::default() });
    let url = create(model, 10);
    put(model, &url, 0, 10, 10);
    let mut seen =
        |now| request("GET", TASK).token().send_at(now, model).value()["value"].as_array().unwrap().len();
    assert_eq!((seen(START + 999), seen(START + 1000)), (0, 1));
}

#[test]
fn every_response_can_be_traced() {
    let model = &mut Model::new(Config::default());
    let url = create(model, 10);
    for response in [
        request("GET", &url).token().with("client-request-id", "mine").send(model),
        request("GET", "/nowhere").token().with("client-request-id", "mine").send(model),
    ] {
        assert_eq!(response.header("Date"), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
        assert_eq!(response.header("client-request-id"), Some("mine"));
        assert_eq!(response.header("request-id").unwrap().len(), 36);
    }
    let response =
        request("GET", "/v1.0/nothing").token().with("client-request-id", "mine").send(model).value();
    assert_eq!(response["error"]["innerError"]["client-request-id"], "mine");
}
