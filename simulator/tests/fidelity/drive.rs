//! What drives take and how they show their items.

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::blobs::Blob;
use graph_upload_simulator::model::config::{Config, DriveRules};
use graph_upload_simulator::model::drive::rules::{Behaviour, HashRule, Uneven};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Response;
use serde_json::Value;

use crate::common::drive::{model as drive_model, *};
use crate::common::{START, codes, request, text};

fn strict() -> Model {
    Model::new(Config::strict())
}

fn get(model: &mut Model, url: &str) -> Response {
    request("GET", url).token().send(model)
}

fn behaviour(word: &str) -> String {
    format!(r#""@microsoft.graph.conflictBehavior":"{word}""#)
}

#[test]
fn s03_times_with_an_offset() {
    let body = |time: &str| {
        format!(
            r#"{{"item":{{{},"fileSystemInfo":{{"lastModifiedDateTime":"{time}"}}}}}}"#,
            behaviour("replace")
        )
    };
    let model = &mut strict();
    let url = create(model, &body("2023-11-16T01:06:28.7971778+02:00"));
    let what = "POST with 'lastModifiedDateTime' as a time that is not in UTC";
    assert_eq!(model.violations(), [what]);
    let item = put(model, &url, 0, 10, 10).value();
    assert_eq!(item["fileSystemInfo"]["lastModifiedDateTime"], "2023-11-15T23:06:28.7971778Z");
    let minutes = r#"{"item":{"fileSystemInfo":{"lastModifiedDateTime":"2023-11-16T01:06+02:00"}}}"#;
    let model = &mut business();
    let url = create(model, minutes);
    let item = put(model, &url, 0, 10, 10).value();
    assert_eq!(item["fileSystemInfo"]["lastModifiedDateTime"], "2023-11-15T23:06:00Z");
    for wrong in ["2023-02-29T00:00:00+00:00", "2023-01-01T00:00:00+15:00", "2023-01-01T00:00:00"] {
        assert_eq!(codes(&open(&mut strict(), FILE, &body(wrong))), "400 invalidRequest", "{wrong}");
    }
}

#[test]
fn s04_query_options_without_a_dollar_sign() {
    let model = &mut strict();
    let id = existing(model);
    let item = get(model, &format!("{FILE}?select=id,name")).value();
    assert_eq!((&item["id"], &item["name"], &item["size"]), (&id.into(), &"b.bin".into(), &Value::Null));
    assert_eq!(model.violations(), ["GET with the query option select without its dollar sign"]);
}

#[test]
fn s04_members_that_are_absent() {
    let model = &mut strict();
    existing(model);
    let item = get(model, &format!("{FILE}?$select=deleted,root,createdBy,remoteItem")).value();
    let members: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(members, ["@odata.context", "createdBy", "id"]);
    assert!(model.violations().is_empty());
    let refused = get(model, &format!("{FILE}?$select=colour"));
    assert_eq!(codes(&refused), "400 BadRequest");
    let message = text(&refused.value()["error"]["message"]);
    assert!(message.contains("Could not find a property named 'colour' on type 'microsoft.graph.driveItem'"));
}

#[test]
fn query_options_of_lists() {
    let model = &mut strict();
    existing(model);
    let attachments = "/v1.0/me/messages/m/attachments";
    for list in ["/v1.0/me/drive/root:/a:/children", attachments, "/v1.0/me/todo/lists/l/tasks/t/attachments"]
    {
        let counted = model.violations().len();
        let page = get(model, &format!("{list}?$count=true&$format=json"));
        let entries = page.value()["value"].as_array().unwrap().len();
        assert_eq!((page.status, &page.value()["@odata.count"]), (200, &entries.into()), "{list}");
        assert_eq!(model.violations().len(), counted, "{list}");
        assert_eq!(get(model, &format!("{list}?$filter=x&source=y")).status, 200, "{list}");
        assert_eq!(model.violations().len(), counted + 2, "{list}");
        assert_eq!(codes(&get(model, &format!("{list}?$colour=x"))), "400 BadRequest", "{list}");
        assert_eq!(codes(&get(model, &format!("{list}?$top=1&top=1"))), "400 BadRequest", "{list}");
    }
    let document = "/v1.0/print/printers/p/jobs/j/documents/d";
    assert_eq!(get(model, &format!("{document}?$select=size")).value().get("displayName"), None);
    assert_eq!(get(model, &format!("{document}?$select=colour")).status, 400);
}

/// Sends a file in pieces of a size, and returns the last response and the session's URL.
fn send_in(model: &mut Model, piece: u64, total: u64) -> (Response, String) {
    let url = create(model, &wish("replace", false));
    let mut start = 0;
    loop {
        let end = (start + piece).min(total);
        let response = put(model, &url, start, end, total);
        if end == total {
            return (response, url);
        }
        assert_eq!(response.status, 202);
        start = end;
    }
}

#[test]
fn s06_pieces_of_any_size() {
    let model = &mut strict();
    assert_eq!(send_in(model, 4 * 1024 * KIB, 10 * 1024 * KIB).0.status, 201);
    let what = "PUT with pieces that are no multiple of 327680 bytes";
    assert_eq!(model.violations(), [what, what]);
}

#[test]
fn s06_a_large_file_of_uneven_pieces() {
    let gib = 1 << 30;
    let uneven = 50 * 1024 * KIB;
    let large = &mut business();
    let (response, url) = send_in(large, uneven + 1, gib);
    assert_eq!(codes(&response), "500 generalException");
    assert_eq!(ranges(&request("GET", &url).send(large)), "[]");
    for (rule, piece, total) in [
        (Uneven::FailsFrom(gib), uneven + 1, gib - 1),
        (Uneven::FailsFrom(gib), 160 * PIECE, gib),
        (Uneven::Taken, uneven + 1, gib),
    ] {
        let model = &mut model(DriveRules { uneven: rule, ..DriveRules::default() });
        assert_eq!(send_in(model, piece, total).0.status, 201, "{rule:?} {piece} {total}");
    }
}

#[test]
fn s07_members_beside_the_item() {
    for body in [
        r#"{"name":"b.bin","fileSize":10,"fileSystemInfo":{}}"#.to_owned(),
        format!(r#"{{{},"name":"b.bin"}}"#, behaviour("rename")),
        format!(r#"{{"item":{{{}}},"name":"x","@name.conflictBehavior":"rename"}}"#, behaviour("replace")),
    ] {
        let model = &mut strict();
        assert_eq!(open(model, FILE, &body).status, 200, "{body}");
        assert!(model.violations().iter().any(|what| what.contains("'name', which does not exist")));
    }
    for body in [
        r##"{"item":{"@odata.type":"microsoft.graph.driveItemUploadableProperties"}}"##,
        r#"{"item":{"fileSize":10}}"#,
        r#"{"item":{"size":10}}"#,
        r#"{"item":[]}"#,
    ] {
        assert_eq!(codes(&open(&mut business(), FILE, body)), "400 invalidRequest", "{body}");
    }
}

#[test]
fn a_behaviour_by_its_former_name() {
    let body = r#"{"item":{"@name.conflictBehavior":"fail","name":"b.bin","fileSystemInfo":{}}}"#;
    let model = &mut strict();
    existing(model);
    assert_eq!(open(model, FILE, body).status, 200);
    assert!(
        model.violations().iter().any(|what| what.ends_with("the conflict behaviour by its former name"))
    );
    let body = r#"{"item":{"@name.other":"fail"}}"#;
    assert_eq!(codes(&open(&mut business(), FILE, body)), "400 invalidRequest");
}

#[test]
fn s07_a_behaviour_beside_the_item() {
    let body = format!("{{{}}}", behaviour("fail"));
    let both = format!(r#"{{{},"item":{{{}}}}}"#, behaviour("fail"), behaviour("replace"));
    for (outer_behaviour, alone) in [(false, "200 -"), (true, "409 nameAlreadyExists")] {
        for (body, expected) in [(&body, alone), (&both, "200 -")] {
            let model = &mut model(DriveRules { outer_behaviour, ..DriveRules::default() });
            existing(model);
            assert_eq!(codes(&open(model, FILE, body)), expected, "{outer_behaviour} {body}");
        }
    }
}

#[test]
fn s08_the_item_of_a_business_drive() {
    let model = &mut business();
    let url = text(&open(model, "/v1.0/me/drive/root:/a.txt", "{}").value()["uploadUrl"]);
    let response = put(model, &url, 0, 10, 10);
    for (name, value) in [("Cache-Control", "no-cache"), ("Expires", "-1"), ("X-SharePointHealthScore", "0")]
    {
        assert_eq!(response.header(name), Some(value));
    }
    assert!(response.header("P3P").is_some() && response.header("SPRequestGuid").is_some());
    let item = response.value();
    let members: Vec<&String> = item.as_object().unwrap().keys().collect();
    let order = [
        "@odata.context",
        "@content.downloadUrl",
        "createdBy",
        "createdDateTime",
        "eTag",
        "id",
        "lastModifiedBy",
        "lastModifiedDateTime",
        "name",
        "parentReference",
        "webUrl",
        "cTag",
        "file",
        "fileSystemInfo",
        "size",
    ];
    assert_eq!(members, order);
    assert_eq!(item["file"]["mimeType"], "text/plain");
    assert_eq!(item["createdBy"]["user"]["email"], "megan@contoso.example");
    let tags = [text(&item["eTag"]), text(&item["cTag"])];
    let guid = &tags[0][2..38];
    assert_eq!(tags, [format!("\"{{{guid}}},4\""), format!("\"c:{{{guid}}},4\"")]);
    assert!(guid.bytes().all(|b| b == b'-' || b.is_ascii_digit() || (b'A'..=b'F').contains(&b)), "{guid}");
    // A new version has the next number; on Graph the download URL has another name.
    let url = text(&open(model, "/v1.0/me/drive/root:/a.txt", "{}").value()["uploadUrl"]);
    put(model, &url, 0, 10, 10);
    let item = get(model, "/v1.0/me/drive/root:/a.txt").value();
    assert_eq!(item["eTag"], format!("\"{{{guid}}},5\""));
    assert!(item.get("@microsoft.graph.downloadUrl").is_some());
    assert!(item.get("@content.downloadUrl").is_none());
}

#[test]
fn s08_the_item_of_a_personal_drive() {
    let model = &mut personal();
    let url = text(&open(model, "/v1.0/me/drive/root:/a.jpg", "{}").value()["uploadUrl"]);
    let response = put(model, &url, 0, 10, 10);
    assert_eq!(response.header("SPRequestGuid"), None);
    let item = response.value();
    assert_eq!(item["file"]["mimeType"], "image/jpeg");
    for tag in ["eTag", "cTag"] {
        let tag = text(&item[tag]);
        assert!(tag.starts_with('a') && tag.bytes().all(|b| b.is_ascii_alphanumeric()), "{tag}");
    }
    let url = "/v1.0/me/drive/root:/a.jpg:/createUploadSession";
    let tag = format!("\"{}\"", text(&item["eTag"]));
    let again = request("POST", url).token().with("If-Match", &tag).json("{}").send(model);
    assert_eq!(again.status, 200);
}

#[test]
fn s08_media_types() {
    let model = &mut business();
    for (name, media_type) in [("a.PDF", "application/pdf"), ("b", "application/octet-stream")] {
        let url = format!("/v1.0/me/drive/root:/{name}:/content");
        let item = request("PUT", &url).token().content(0, 1).send(model).value();
        assert_eq!(item["file"]["mimeType"], media_type, "{name}");
    }
}

#[test]
fn s08_a_hash_that_is_an_empty_text() {
    let model = &mut model(DriveRules { hash: HashRule::Blank, ..DriveRules::default() });
    existing(model);
    assert_eq!(get(model, FILE).value()["file"]["hashes"]["quickXorHash"], "");
}

#[test]
fn s08_download_urls() {
    for mut model in [business(), personal()] {
        let model = &mut model;
        let mut blob = Blob::default();
        blob.push(b"hello", true);
        let content = model.add_blob(blob);
        model.add_drive_file(START, "me/drive/root:/a.txt", content).unwrap();
        let item = get(model, "/v1.0/me/drive/root:/a.txt?$select=id,content.downloadUrl").value();
        let url = text(&item["@microsoft.graph.downloadUrl"]);
        let builder = request("GET", &url);
        assert_eq!(Kind::of(&builder.0.head), Kind::LookUp);
        let response = builder.send(model);
        assert_eq!((response.status, response.body.as_slice()), (200, b"hello".as_slice()));
        assert_eq!(response.header("content-type"), Some("text/plain"));
        assert_eq!(request("GET", &url.replace("UniqueId=", "UniqueId=0")).send(model).status, 401);
        assert_eq!(request("PUT", &url).send(model).status, 405);
        assert!(
            get(model, "/v1.0/me/drive/root:/a.txt?$select=id")
                .value()
                .get("@microsoft.graph.downloadUrl")
                .is_none()
        );
    }
}

#[test]
fn s12_query_options_beside_the_behaviour() {
    let model = &mut strict();
    existing(model);
    let url = format!("{FILE}:/content?@microsoft.graph.conflictBehavior=rename&$select=id");
    let item = request("PUT", &url).token().content(0, 3).send(model);
    let members: Vec<String> = item.value().as_object().unwrap().keys().cloned().collect();
    assert_eq!((item.status, members), (201, vec!["@odata.context".to_owned(), "id".to_owned()]));
    assert!(model.violations().is_empty());
    assert!(model.drive_item("me/drive/root:/a/b%201.bin").is_some());
    let url = format!("{FILE}:/content?name=x&select=id");
    assert_eq!(request("PUT", &url).token().content(0, 3).send(model).status, 200);
    assert_eq!(model.violations().len(), 2);
    let url = format!("{FILE}:/content?$colour=x");
    assert_eq!(request("PUT", &url).token().content(0, 3).send(model).status, 400);
}

#[test]
fn s18_a_description_on_a_business_drive() {
    let body = format!(r#"{{"item":{{{},"description":"d"}}}}"#, behaviour("replace"));
    assert_eq!(codes(&open(&mut business(), FILE, &body)), "400 invalidRequest");
    let model = &mut model(DriveRules { business_description: true, ..DriveRules::default() });
    let url = create(model, &body);
    assert_eq!(put(model, &url, 0, 1, 1).value()["description"], "d");
}

#[test]
fn s19_a_taken_name_without_a_behaviour() {
    let model = &mut strict();
    let id = existing(model);
    let url = create(model, "{}");
    assert_eq!(model.violations(), ["POST with no conflict behaviour"]);
    let response = put(model, &url, 0, 10, 10);
    assert_eq!((response.status, &response.value()["id"]), (200, &id.clone().into()));
    // Who names a file by its id wants to replace it.
    let by_id = format!("/v1.0/me/drive/items/{id}/createUploadSession");
    assert_eq!(request("POST", &by_id).token().send(model).status, 200);
    assert_eq!(model.violations().len(), 1);
    for (default_behaviour, expected) in
        [(Behaviour::Fail, "409 nameAlreadyExists"), (Behaviour::Rename, "200 -")]
    {
        let model = &mut drive_model(DriveRules { default_behaviour, ..DriveRules::default() });
        existing(model);
        assert_eq!(codes(&open(model, FILE, "{}")), expected);
    }
}

#[test]
fn s04_a_plus_is_a_space_and_casing_does_not_matter() {
    let model = &mut strict();
    existing(model);
    let item = get(model, &format!("{FILE}?$select=id%2C+name")).value();
    assert_eq!((&item["name"], &item["size"]), (&"b.bin".into(), &Value::Null));
    assert!(model.violations().is_empty());
    let item = get(model, &format!("{FILE}?$Select=name")).value();
    assert_eq!((&item["name"], &item["size"]), (&"b.bin".into(), &Value::Null));
    assert_eq!(model.violations(), ["GET with the query option $Select in another casing"]);
}

#[test]
fn s07_members_that_are_null() {
    for body in [
        r#"{"item":null}"#,
        r#"{"item":{},"deferCommit":null}"#,
        r#"{"item":{"name":null,"description":null,"fileSystemInfo":null,"mediaSource":null}}"#,
        r#"{"item":{"fileSystemInfo":{"createdDateTime":null}}}"#,
    ] {
        assert_eq!(open(&mut business(), FILE, body).status, 200, "{body}");
    }
    assert_eq!(open(&mut personal(), FILE, r#"{"item":{"fileSize":null}}"#).status, 200);
    for body in [
        r#"{"item":{"fileSize":null}}"#,
        r#"{"item":{"size":null}}"#,
        r#"{"item":{"fileSystemInfo":{"size":null}}}"#,
    ] {
        assert_eq!(codes(&open(&mut business(), FILE, body)), "400 invalidRequest", "{body}");
    }
}
