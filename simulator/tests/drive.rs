//! Drives, as the model answers them.

mod common;

use common::drive::*;
use common::{SOURCE, START, codes, request, text};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::DriveRules;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::drive::rules::{Behaviour, ConflictAt, PersonalUrl, Uneven};
use serde_json::Value;

#[test]
fn a_session_from_creation_to_item() {
    for (mut model, host) in [
        (business(), "https://contoso-my.sharepoint.com/"),
        (personal(), "https://my.microsoftpersonalcontent.com/personal/"),
    ] {
        let model = &mut model;
        let response = open(model, FILE, "{}");
        assert_eq!((response.status, ranges(&response).as_str()), (200, r#"["0-"]"#));
        let url = text(&response.value()["uploadUrl"]);
        assert!(url.starts_with(host), "{url}");
        assert_eq!(ranges(&request("GET", &url).send(model)), r#"["0-"]"#);
        let response = put(model, &url, 0, PIECE, PIECE + 100);
        assert_eq!((response.status, ranges(&response).as_str()), (202, r#"["327680-327779"]"#));
        let response = put(model, &url, PIECE, PIECE + 100, PIECE + 100);
        let item = response.value();
        assert_eq!(
            (response.status, &item["name"], &item["size"]),
            (201, &"b.bin".into(), &(PIECE + 100).into())
        );
        assert!(text(&item["parentReference"]["path"]).ends_with("/root:/a"));
        assert!(
            model
                .drive_item("me/drive/root:/a/b.bin")
                .unwrap()
                .newest()
                .unwrap()
                .content
                .is_start_of(SOURCE, PIECE + 100)
        );
        assert_eq!(look(model, FILE)["id"], item["id"]);
        assert_eq!(look(model, &format!("/v1.0/me/drive/items/{}", text(&item["id"])))["eTag"], item["eTag"]);
        for method in ["GET", "DELETE"] {
            assert_eq!(codes(&request(method, &url).send(model)), "404 itemNotFound");
        }
        assert!(model.violations().is_empty());
    }
}

#[test]
fn upload_urls_keep_their_raw_quotes() {
    let model = &mut business();
    let file = "/v1.0/me/drive/root:/%E6%97%A5 x'.bin".replace(' ', "%20");
    let response = open(model, &file, &wish("replace", false));
    let url = text(&response.value()["uploadUrl"]);
    assert!(
        url.contains("uploadSession?guid='") && url.contains("%E6%97%A5%20x%27.bin'&overwrite=True"),
        "{url}"
    );
    assert!(url.contains("&dc=0&tempauth=eyJ"));
    let altered = url.replacen("&path=", "&name=", 1);
    assert_eq!(codes(&put(model, &altered, 0, 10, 10)), "401 unauthenticated/invalidToken");
    assert_eq!(model.violations().len(), 1);
    assert_eq!(codes(&put(model, "https://contoso-my.sharepoint.com/x", 0, 10, 10)), "404 itemNotFound");
    assert_eq!(put(model, &url, 0, 10, 10).status, 201);
}

#[test]
fn a_token_on_the_upload_host_is_overlooked_when_configured() {
    for mut model in [business(), personal()] {
        model.config_mut().drive.takes_tokens = true;
        let url = create(&mut model, "{}");
        assert_eq!(request("PUT", &url).token().piece(0, 10, 10).send(&mut model).status, 201);
        assert_eq!(model.violations().len(), 1);
    }
}

#[test]
fn a_token_on_the_upload_host_is_a_violation() {
    for mut model in [business(), personal()] {
        let url = create(&mut model, "{}");
        let response = request("PUT", &url).token().piece(0, 10, 10).send(&mut model);
        assert_eq!(codes(&response), "401 InvalidAuthenticationToken/invalidAudience");
        assert!(response.header("x-ms-diagnostics").is_some() && model.violations().len() == 1);
    }
}

#[test]
fn the_body_is_read_strictly() {
    let annotation = r#""@microsoft.graph.conflictBehavior":"replace""#;
    for (body, on_business, on_personal) in [
        ("{}".to_owned(), 200, 200),
        ("".to_owned(), 200, 200),
        (r#"{"item":{}}"#.to_owned(), 200, 200),
        (format!(r#"{{"item":{{{annotation},"name":"b.bin"}},"deferCommit":true}}"#), 200, 200),
        (format!(r#"{{"item":{{"name":"b.bin",{annotation}}}}}"#), 400, 400),
        (format!(r#"{{{annotation}}}"#), 200, 200),
        (format!(r#"{{"item":{{{annotation},"deferCommit":true}}}}"#), 400, 400),
        (r#"{"item":{"@microsoft.graph.conflictBehavior":"overwrite"}}"#.to_owned(), 400, 400),
        (r#"{"item":{"name":"B.bin"}}"#.to_owned(), 400, 400),
        (
            r##"{"item":{"@odata.type":"microsoft.graph.driveItemUploadableProperties"}}"##.to_owned(),
            400,
            400,
        ),
        (r##"{"item":{"name":"b.bin","#microsoft.graph.conflictBehavior":"fail"}}"##.to_owned(), 200, 200),
        (r#"{"item":{"description":"d"}}"#.to_owned(), 400, 200),
        (r#"{"item":{"fileSize":10}}"#.to_owned(), 400, 200),
        (r#"{"item":{"fileSize":"10"}}"#.to_owned(), 400, 400),
        (
            r#"{"item":{"fileSystemInfo":{"lastModifiedDateTime":"2020-01-02T03:04:05Z"}}}"#.to_owned(),
            200,
            200,
        ),
        (
            r#"{"item":{"fileSystemInfo":{"lastModifiedDateTime":"2020-01-02T03:04:05.123Z"}}}"#.to_owned(),
            200,
            200,
        ),
        (r#"{"item":{"fileSystemInfo":{"lastModifiedDateTime":"yesterday"}}}"#.to_owned(), 400, 400),
        (r#"{"item":{"fileSystemInfo":{"modified":"2020-01-02T03:04:05Z"}}}"#.to_owned(), 400, 400),
        (r#"{"item":{"driveItemSource":{"application":"teams","externalId":"1"}}}"#.to_owned(), 200, 200),
        (r#"{"item":{"driveItemSource":{"application":"paint"}}}"#.to_owned(), 400, 400),
        (r#"{"item":{"mediaSource":{"contentCategory":"meeting"}}}"#.to_owned(), 200, 200),
        (r#"{"deferCommit":"true"}"#.to_owned(), 400, 400),
        (r#"{"properties":{}}"#.to_owned(), 200, 200),
    ] {
        assert_eq!(open(&mut business(), FILE, &body).status, on_business, "{body}");
        assert_eq!(open(&mut personal(), FILE, &body).status, on_personal, "{body}");
    }
    let bare = request("POST", &format!("{FILE}:/createUploadSession")).token().send(&mut business());
    assert_eq!(bare.status, 200);
}

#[test]
fn addresses() {
    for (address, expected) in [
        ("/v1.0/me/drive/items/P%21:/n.bin:/createUploadSession", 200),
        ("/beta/drives/D/items/P:/n:/createUploadSession", 200),
        ("/v1.0/users/u/drive/root:/x%2Fy.bin:/createUploadSession", 200),
        ("/v1.0/groups/g/drive/items/P:/n:/createUploadSession", 200),
        ("/v1.0/sites/h,1,2/drives/D/root:/n:/createUploadSession", 200),
        ("/v1.0/me/drive/special/approot:/n:/createUploadSession", 200),
        ("/v1.0/me/drive/special/nowhere:/n:/createUploadSession", 404),
        ("/v1.0/me/drive/items/P/createUploadSession", 404),
        ("/v1.0/me/drive/root/createUploadSession", 400),
        ("/v1.0/me/drive/root:/:/createUploadSession", 400),
        ("/v1.0/me/drive/root:/n/createUploadSession", 405),
        ("/v1.0/me/drive/root:/n:createUploadSession", 400),
        ("/v1.0/me/drive/root:/a%3Fb:/createUploadSession", 400),
        ("/v1.0/me/drive/root:/~n:/createUploadSession", 400),
        ("/v1.0/me/drive/root:/n:/createuploadsession", 400),
    ] {
        let response = request("POST", address).token().json("{}").send(&mut business());
        assert_eq!(response.status, expected, "{address}");
    }
    let long = format!("/v1.0/me/drive/root:/{}:/createUploadSession", "x/".repeat(200) + "x");
    let response = request("POST", &long).token().json("{}").send(&mut business());
    assert_eq!(codes(&response), "400 invalidRequest/pathIsTooLong");

    let model = &mut business();
    let id = existing(model);
    let folder = model.add_drive_folder(START, "me/drive/root:/a").unwrap();
    let url = |id: &str| format!("/v1.0/me/drive/items/{id}/createUploadSession");
    assert_eq!(codes(&request("POST", &url(&folder)).token().json("{}").send(model)), "400 invalidRequest");
    assert_eq!(request("POST", &url(&id)).token().json("{}").send(model).status, 200);
}

#[test]
fn parents_that_are_not_there() {
    let rules = DriveRules { make_parents: false, accept_unknown_parents: false, ..DriveRules::default() };
    let model = &mut model(rules);
    assert_eq!(codes(&open(model, FILE, "{}")), "404 itemNotFound");
    assert_eq!(codes(&open(model, "/v1.0/me/drive/items/P:/n", "{}")), "404 itemNotFound");
    model.add_drive_folder(START, "me/drive/root:/A").unwrap();
    assert_eq!(open(model, FILE, "{}").status, 200);
}

#[test]
fn names_that_are_taken() {
    for (behaviour, status, name, versions) in [("replace", 200, "b.bin", 2), ("rename", 201, "b 1.bin", 1)] {
        let model = &mut business();
        let id = existing(model);
        let url = create(model, &wish(behaviour, false));
        let item = put(model, &url, 0, 10, 10);
        assert_eq!((item.status, &item.value()["name"]), (status, &name.into()));
        assert_eq!(item.value()["id"] == id.as_str(), behaviour == "replace");
        let stored = model.drive_item(&format!("me/drive/root:/a/{}", name.replace(' ', "%20"))).unwrap();
        assert_eq!(stored.versions(), versions);
    }
    let model = &mut business();
    existing(model);
    assert_eq!(
        codes(&open(model, "/v1.0/me/drive/root:/A/B.BIN", &wish("fail", false))),
        "409 nameAlreadyExists"
    );
    assert_eq!(
        codes(&open(model, "/v1.0/me/drive/root:/a", &wish("replace", false))),
        "409 nameAlreadyExists"
    );
    model.config_mut().drive.default_behaviour = Behaviour::Fail;
    assert_eq!(codes(&open(model, FILE, "{}")), "409 nameAlreadyExists");
}

#[test]
fn conflicts_that_show_later() {
    let late = DriveRules { conflict_at: ConflictAt::FirstPiece, ..DriveRules::default() };
    let model1 = &mut model(late);
    existing(model1);
    let url = create(model1, &wish("fail", false));
    assert_eq!(codes(&put(model1, &url, 0, 10, 10)), "409 nameAlreadyExists");
    assert!(model1.sessions()[0].content.is_empty());

    let rules = DriveRules {
        conflict_at: ConflictAt::Commit,
        conflict_code: "upload_name_conflict",
        ..DriveRules::default()
    };
    let model = &mut model(rules);
    existing(model);
    let url = create(model, &wish("fail", false));
    assert_eq!(codes(&put(model, &url, 0, 10, 10)), "409 upload_name_conflict");
    // The session survives with all its bytes, and can be committed under another name.
    assert_eq!(ranges(&request("GET", &url).send(model)), "[]");
    assert_eq!(codes(&put(model, &url, 0, 10, 10)), "416 invalidRange/fragmentOverlap");
    let body = format!(
        r#"{{"@microsoft.graph.conflictBehavior":"rename","@microsoft.graph.sourceUrl":"{url}","name":"b.bin"}}"#
    );
    let response = request("PUT", FILE).token().json(&body).send(model);
    assert_eq!((response.status, &response.value()["name"]), (201, &"b 1.bin".into()));
    assert_eq!(codes(&request("GET", &url).send(model)), "404 itemNotFound");
    // Once more, after a success.
    assert_eq!(codes(&request("PUT", FILE).token().json(&body).send(model)), "412 resourceModified");
}

#[test]
fn a_business_session_locks_its_name() {
    let model = &mut business();
    model.config_mut().drive.stub_lingers_ms = 1000;
    let url = create(model, &wish("replace", false));
    for behaviour in ["replace", "rename", "fail"] {
        assert_eq!(
            codes(&open(model, "/v1.0/me/drive/root:/A/B.bin", &wish(behaviour, false))),
            "409 nameAlreadyExists"
        );
    }
    assert_eq!(open(model, "/v1.0/me/drive/root:/a/c.bin", "{}").status, 200);
    assert_eq!(request("DELETE", &url).send(model).status, 204);
    let again = |now| {
        request("POST", &format!("{FILE}:/createUploadSession")).token().json("{}").send_at(now, model).status
    };
    // The last but one is never ended: it locks the name until it expires.
    let expires = START + 1000 + 15 * 60_000;
    let times = [START, START + 999, START + 1000, expires - 1, expires];
    assert_eq!(times.map(again), [409, 409, 200, 409, 200]);

    let model = &mut personal();
    assert_ne!(create(model, "{}"), create(model, "{}"));
}

#[test]
fn lifetimes() {
    const MINUTE: u64 = 60_000;
    let model = &mut business();
    let url = create(model, "{}");
    let total = 200 * PIECE;
    let mut at = |minutes: u64, piece: u64| {
        let request = request("PUT", &url).piece(piece * PIECE, (piece + 1) * PIECE, total);
        codes(&request.send_at(START + minutes * MINUTE, model))
    };
    // Each piece moves the end on, but nothing outlives the token in the URL.
    for i in 0..103 {
        assert_eq!(at(14 * i, i), "202 -");
    }
    assert_eq!(at(1441, 103), "401 unauthenticated/expiredToken");
    let url = create(&mut business(), "{}");
    let model = &mut business();
    assert_eq!(create(model, "{}"), url);
    let late = request("GET", &url).send_at(START + 15 * MINUTE, model);
    assert_eq!(codes(&late), "404 itemNotFound");

    let model = &mut personal();
    model.config_mut().drive.personal_url = PersonalUrl::Up;
    let url = create(model, "{}");
    let week = 7 * 24 * 60 * MINUTE;
    assert_eq!(request("GET", &url).send_at(START + week - 1, model).status, 200);
    assert_eq!(request("GET", &url).send_at(START + week, model).status, 404);
}

#[test]
fn pieces() {
    let model = &mut business();
    let url = create(model, "{}");
    let total = 100 * 1024 * KIB;
    assert_eq!(codes(&put(model, &url, 0, 60 * 1024 * KIB, total)), "413 maxFragmentLengthExceeded");
    assert_eq!(put(model, &url, 0, 191 * PIECE, total).status, 202);
    assert_eq!(
        codes(&put(model, &url, 191 * PIECE, 192 * PIECE, total + 1)),
        "400 invalidRequest/fragmentLengthMismatch"
    );
    assert_eq!(
        codes(&put(model, &url, 192 * PIECE, 193 * PIECE, total)),
        "416 invalidRange/fragmentOutOfOrder"
    );
    assert_eq!(codes(&put(model, &url, 0, PIECE, total)), "416 invalidRange/fragmentOverlap");
    let chunked = request("PUT", &url).piece(191 * PIECE, 192 * PIECE, total).header("Content-Length", None);
    assert_eq!(codes(&chunked.send(model)), "400 invalidRequest");
    let empty = request("PUT", &url).content(0, 0).with("Content-Range", "bytes 0-0/0");
    assert_eq!(codes(&empty.send(model)), "400 invalidRequest");
    let huge = 250 * 1024 * 1024 * KIB + 1;
    assert_eq!(
        codes(&put(model, &url, 191 * PIECE, 192 * PIECE, huge)),
        "413 invalidRequest/maxFileSizeExceeded"
    );
}

#[test]
fn pieces_that_are_no_multiple_fail_at_the_commit() {
    let model = &mut model(DriveRules { uneven: Uneven::FailsFrom(PIECE), ..DriveRules::default() });
    let url = create(model, "{}");
    assert_eq!(put(model, &url, 0, PIECE - 1, 2 * PIECE).status, 202);
    assert_eq!(codes(&put(model, &url, PIECE - 1, 2 * PIECE, 2 * PIECE)), "500 generalException");
    assert_eq!(ranges(&request("GET", &url).send(model)), "[]");
    assert!(model.drive_item("me/drive/root:/a/b.bin").is_none());
    // A few bytes are committed all the same.
    let url = text(&open(model, "/v1.0/me/drive/root:/small", "{}").value()["uploadUrl"]);
    assert_eq!(put(model, &url, 0, 2, 8).status, 202);
    assert_eq!(codes(&put(model, &url, 6, 8, 8)), "416 invalidRange/fragmentOutOfOrder");
    assert_eq!(put(model, &url, 2, 8, 8).status, 201);
}

#[test]
fn deferred_commits() {
    let model = &mut business();
    let url = create(model, &wish("rename", true));
    let commit = || request("POST", &url).with("Content-Length", "0");
    assert_eq!(codes(&commit().send(model)), "400 invalidRequest/uploadSessionIncomplete");
    let response = put(model, &url, 0, 10, 10);
    assert_eq!((response.status, ranges(&response).as_str()), (202, "[]"));
    assert!(model.drive_item("me/drive/root:/a/b.bin").is_none());
    assert_eq!(codes(&request("POST", &url).send(model)), "411 LengthRequired");
    assert_eq!(codes(&commit().token().send(model)), "401 InvalidAuthenticationToken/invalidAudience");
    let response = commit().send(model);
    assert_eq!((response.status, &response.value()["name"]), (201, &"b.bin".into()));
    assert_eq!(codes(&commit().send(model)), "404 itemNotFound");

    let model = &mut personal();
    model.config_mut().drive.source_url_refuses_replace = true;
    let url = create(model, &wish("fail", true));
    assert_eq!(put(model, &url, 0, 10, 10).status, 202);
    assert_eq!(request("POST", &url).with("Content-Length", "0").send(model).status, 405);
    let body = |behaviour: &str| {
        format!(
            r#"{{"name":"b.bin","@microsoft.graph.conflictBehavior":"{behaviour}","@microsoft.graph.sourceUrl":"{url}"}}"#
        )
    };
    assert_eq!(request("PUT", FILE).token().json(&body("replace")).send(model).status, 400);
    assert_eq!(request("PUT", FILE).json(&body("fail")).send(model).status, 401);
    // One page gives the path of the folder, another that of the file.
    let response = request("PUT", "/v1.0/me/drive/root:/a").token().json(&body("fail")).send(model);
    assert_eq!(response.status, 201);
    assert!(model.drive_item("me/drive/root:/a/b.bin").is_some());
}

#[test]
fn preconditions() {
    let model = &mut business();
    existing(model);
    let tag = text(&look(model, FILE)["eTag"]);
    let mut send = |name: &str, value: &str, file: &str| {
        let url = format!("{file}:/createUploadSession");
        codes(&request("POST", &url).token().with(name, value).json(&wish("replace", false)).send(model))
    };
    assert_eq!(send("If-Match", "abc", FILE), "400 malformedEntityTag");
    assert_eq!(send("If-Match", "\"abc\"", FILE), "412 resourceModified");
    assert_eq!(send("If-None-Match", "*", FILE), "412 entityTagDoesNotMatch");
    assert_eq!(send("If-None-Match", &tag, FILE), "412 entityTagDoesNotMatch");
    assert_eq!(send("If-Match", "\"abc\"", "/v1.0/me/drive/root:/new"), "412 resourceModified");
    assert_eq!(send("If-None-Match", "*", "/v1.0/me/drive/root:/new"), "200 -");
    assert_eq!(send("If-Match", &tag, FILE), "200 -");

    let model = &mut model_with_bump();
    existing(model);
    let tag = text(&look(model, FILE)["eTag"]);
    let response = request("POST", &format!("{FILE}:/createUploadSession")).token().with("If-Match", &tag);
    let url = text(&response.json(&wish("replace", false)).send(model).value()["uploadUrl"]);
    assert_eq!(codes(&put(model, &url, 0, 10, 10)), "412 notAllowed/resourceModified");
}

fn model_with_bump() -> Model {
    model(DriveRules { session_bumps_etag: true, ..DriveRules::default() })
}

#[test]
fn quota() {
    let model = &mut personal();
    model.config_mut().drive.quota_bytes = Some(100);
    assert_eq!(codes(&open(model, FILE, r#"{"item":{"fileSize":101}}"#)), "507 quotaLimitReached");
    assert!(model.sessions().is_empty());
    let url = create(model, "{}");
    assert_eq!(codes(&put(model, &url, 0, 101, 101)), "507 quotaLimitReached");
    assert_eq!(model.sessions().len(), 1);
}

#[test]
fn files_in_one_request() {
    let model = &mut business();
    let send = |model: &mut Model, query: &str, length: u64| {
        request("PUT", &format!("{FILE}:/content{query}")).token().content(0, length).send(model)
    };
    let response = send(model, "?@microsoft.graph.conflictBehavior=fail", 0);
    assert_eq!((response.status, &response.value()["size"]), (201, &0.into()));
    assert_eq!(response.value()["file"]["hashes"]["quickXorHash"], "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_eq!(codes(&send(model, "?@microsoft.graph.conflictBehavior=fail", 0)), "409 nameAlreadyExists");
    assert_eq!(send(model, "?%40microsoft.graph.conflictBehavior=rename", 0).value()["name"], "b 1.bin");
    assert_eq!(send(model, "", 5).status, 200);
    assert_eq!(codes(&send(model, "?@microsoft.graph.conflictBehavior=x", 5)), "400 invalidRequest");
    let unmeasured =
        request("PUT", &format!("{FILE}:/content")).token().content(0, 5).header("Content-Length", None);
    assert_eq!(codes(&unmeasured.send(model)), "411 LengthRequired");
    let chunked = |model: &mut Model| {
        let put = request("PUT", &format!("{FILE}:/content")).token().content(0, 5);
        put.header("Content-Length", None).with("Transfer-Encoding", "chunked").send(model)
    };
    assert_eq!(chunked(model).value()["size"], 5);
    assert!(model.violations().is_empty());
    model.config_mut().strict = true;
    assert_eq!(chunked(model).status, 200);
    assert_eq!(model.violations(), ["PUT with a file of unknown length"]);
    model.config_mut().drive.max_whole = 4;
    assert_eq!(codes(&send(model, "", 5)), "413 maxRequestLengthExceeded");
}

#[test]
fn times_and_descriptions_are_kept() {
    let model = &mut personal();
    let body =
        r#"{"item":{"description":"d","fileSystemInfo":{"lastModifiedDateTime":"2020-01-02T03:04:05Z"}}}"#;
    let url = create(model, body);
    let item = put(model, &url, 0, 10, 10).value();
    assert_eq!(item["fileSystemInfo"]["lastModifiedDateTime"], "2020-01-02T03:04:05Z");
    assert_eq!(item["lastModifiedDateTime"], "2020-01-02T03:04:05Z");
    assert_eq!(item["description"], "d");
    assert!(!text(&item["eTag"]).starts_with('"'));
}

#[test]
fn late_visibility() {
    let model = &mut business();
    existing(model);
    model.config_mut().visible_after_ms = 1000;
    let url = create(model, &wish("replace", false));
    assert_eq!(put(model, &url, 0, 10, 10).value()["size"], 10);
    let size = |now| request("GET", FILE).token().send_at(now, model).value()["size"].clone();
    assert_eq!([START + 999, START + 1000].map(size), [Value::from(5), Value::from(10)]);
    let url = text(&open(model, "/v1.0/me/drive/root:/a/new", "{}").value()["uploadUrl"]);
    assert_eq!(put(model, &url, 0, 10, 10).status, 201);
    let count = |now| {
        let list = request("GET", "/v1.0/me/drive/root:/a:/children").token().send_at(now, model).value();
        list["value"].as_array().unwrap().len()
    };
    assert_eq!([START + 999, START + 1000].map(count), [1, 2]);
}

#[test]
fn children_in_pages() {
    let model = &mut business();
    model.config_mut().page_size = 2;
    for name in ["1", "2", "3"] {
        model.add_drive_file(START, &format!("me/drive/root:/a/{name}"), Content::default()).unwrap();
    }
    model.add_drive_folder(START, "me/drive/root:/a/sub").unwrap();
    let mut url = "/v1.0/me/drive/root:/a:/children?$select=id,name,size,file".to_owned();
    let mut names = Vec::new();
    loop {
        let page = look(model, &url);
        names.extend(page["value"].as_array().unwrap().iter().map(|item| text(&item["name"])));
        match page.get("@odata.nextLink") {
            Some(link) => url = text(link),
            None => break,
        }
    }
    names.sort();
    assert_eq!(names, ["1", "2", "3", "sub"]);
    assert_eq!(look(model, "/v1.0/me/drive/root:/a")["folder"]["childCount"], 4);
    assert_eq!(request("DELETE", "/v1.0/me/drive/root:/a/1").token().send(model).status, 204);
    assert_eq!(request("GET", "/v1.0/me/drive/root:/a/1").token().send(model).status, 404);
}

#[test]
fn escaped_names() {
    let model = &mut business();
    model.config_mut().drive.escaped_names = true;
    let url = text(&open(model, "/v1.0/me/drive/root:/a%20b", "{}").value()["uploadUrl"]);
    assert_eq!(put(model, &url, 0, 1, 1).value()["name"], "a%20b");
}

#[test]
fn names_are_kept_composed_and_trimmed() {
    let decomposed = "/v1.0/me/drive/root:/%20re%CC%81sume%CC%81.txt%20";
    let composed = "/v1.0/me/drive/root:/r%C3%A9sum%C3%A9.txt";
    let model = &mut business();
    for address in [decomposed, composed] {
        let url = text(&open(model, address, &wish("replace", false)).value()["uploadUrl"]);
        assert_eq!(put(model, &url, 0, 1, 1).value()["name"], "résumé.txt");
        assert_eq!(look(model, decomposed)["name"], "résumé.txt", "it is found by the name that was sent");
    }
    assert_eq!(model.drive_items("me/drive/root").len(), 1);
}
