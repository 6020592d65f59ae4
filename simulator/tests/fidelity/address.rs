//! Addresses in the forms that real clients write.

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Response;

use crate::common::drive::*;
use crate::common::{START, codes, request};

const TODO: &str = r#"{"attachmentInfo":{"attachmentType":"file","name":"n","size":10}}"#;
const OUTLOOK: &str = r#"{"AttachmentItem":{"attachmentType":"file","name":"n","size":4000000}}"#;
const PRINT: &str = r#"{"properties":{"documentName":"n","contentType":"a/b","size":10}}"#;

fn strict() -> Model {
    Model::new(Config::strict())
}

fn post(model: &mut Model, url: &str, body: &str) -> Response {
    request("POST", url).token().json(body).send(model)
}

/// Creates a session and returns the status and what was tolerated.
fn created(url: &str, body: &str) -> (u16, Vec<String>) {
    let model = &mut strict();
    let status = post(model, url, body).status;
    (status, model.violations().iter().filter(|what| !what.contains("conflict behaviour")).cloned().collect())
}

fn with(what: &[&str]) -> Vec<String> {
    what.iter().map(|what| format!("POST with {what}")).collect()
}

#[test]
fn s01_two_slashes_after_the_version() {
    let slashes = with(&["two slashes after the version"]);
    for (url, body, status) in [
        ("/v1.0//me/messages/m/attachments/createUploadSession", OUTLOOK, 201),
        ("/v1.0//me/todo/lists/l/tasks/t/attachments/createUploadSession", TODO, 200),
        ("/v1.0//me/drive/root:/a:/createUploadSession", "{}", 200),
        ("/v1.0//print/printers/p/jobs/j/documents/d/createUploadSession", PRINT, 200),
    ] {
        assert_eq!(created(url, body), (status, slashes.clone()), "{url}");
    }
    for url in ["/v1.0/me//messages/m/attachments", "/v1.0///me/messages/m/attachments"] {
        assert_eq!(codes(&request("GET", url).token().send(&mut strict())), "400 BadRequest", "{url}");
    }
}

#[test]
fn s02_escaped_colons_and_slashes() {
    let model = &mut business();
    for (method, url) in [
        ("POST", "/v1.0/me/drive/items/root%3A%2Fa%2Fb.bin%3A/createUploadSession"),
        ("POST", "/v1.0/me/drive/root%3a/a/c.bin%3a/createUploadSession"),
        ("PUT", "/v1.0/me/drive/items/root%3A%2Fa%2Fd.bin%3A/content"),
    ] {
        let builder = request(method, url).token();
        let kind = if method == "POST" { Kind::Create } else { Kind::Inline };
        assert_eq!(Kind::of(&builder.0.head), kind, "{url}");
        let builder = if method == "POST" { builder.json("{}") } else { builder.content(0, 3) };
        assert!([200, 201].contains(&builder.send(model).status), "{url}");
    }
    assert!(model.drive_item("me/drive/root:/a/d.bin").is_some());
    let url = "/v1.0/me/drive/items/root%3A%2Fa%3A/createUploadSession";
    assert_eq!(created(url, "{}"), (200, with(&["an escaped colon", "an escaped slash"])));
    // Escapes are undone once.
    let twice = "/v1.0/me/drive/root%253A/a:/createUploadSession";
    assert_eq!(created(twice, "{}").0, 400);
}

#[test]
fn s11_an_escaped_slash_behind_the_colon() {
    let url = "/v1.0/me/drive/root:%2Fa%2Fb:/createUploadSession";
    assert_eq!(created(url, "{}"), (200, with(&["an escaped slash"])));
}

#[test]
fn s13_dots_in_a_path() {
    let dot = "a dot as a segment of its path";
    let url = "/v1.0/me/drive/root:/./name:/createUploadSession";
    assert_eq!(created(url, "{}"), (200, with(&[dot])));
    let url = "/v1.0/me/drive/root:/.%2Fname:/createUploadSession";
    assert_eq!(created(url, "{}"), (200, with(&[dot, "an escaped slash"])));
    let model = &mut business();
    assert_eq!(put_whole(model, "/v1.0/me/drive/root:/./a/./b:/content").status, 201);
    assert!(model.drive_item("me/drive/root:/a/b").is_some());
    for path in [".", "..", "a/..", "a/../b"] {
        let url = format!("/v1.0/me/drive/root:/{path}:/createUploadSession");
        assert_eq!(created(&url, "{}").0, 400, "{path}");
    }
}

fn put_whole(model: &mut Model, url: &str) -> Response {
    request("PUT", url).token().content(0, 3).send(model)
}

#[test]
fn s14_a_session_of_to_do_is_told_from_its_address() {
    for url in [
        "/v1.0/me/todo/lists/l/tasks/t/attachmentSessions/s%3D/content",
        "/v1.0//me/todo/lists('l')/tasks('t')/attachmentSessions('s=')/content",
    ] {
        let head = request("PUT", url).0.head;
        assert_eq!(Kind::of(&head), Kind::Piece, "{url}");
    }
    let named = request("GET", "/v1.0/me/drive/root:/attachmentSessions/x").0.head;
    assert_eq!(Kind::of(&named), Kind::LookUp);
}

#[test]
fn s20_the_forms_of_a_drive() {
    for url in [
        "/v1.0/drive/root:/a:/createUploadSession",
        "/v1.0/drive/items/root:/a:/createUploadSession",
        "/v1.0/users/u/drives/d/root:/a:/createUploadSession",
        "/v1.0/me/drives/d/root:/a:/createUploadSession",
        "/v1.0/shares/u!x/driveItem:/a:/createUploadSession",
    ] {
        assert_eq!(created(url, "{}"), (200, Vec::new()), "{url}");
    }
    let model = &mut business();
    existing(model);
    assert!(model.share_drive_item("u!x", "me/drive/root:/a/b.bin"));
    assert_eq!(post(model, "/v1.0/shares/u!x/driveItem/createUploadSession", "{}").status, 200);
}

#[test]
fn s22_full_names_of_actions() {
    let name = with(&["the full name of an action"]);
    for (list, body, status) in [
        ("me/messages/m/attachments", OUTLOOK, 201),
        ("me/todo/lists/l/tasks/t/attachments", TODO, 200),
        ("me/drive/root:/a:", "{}", 200),
        ("print/printers/p/jobs/j/documents/d", PRINT, 200),
    ] {
        let url = format!("/v1.0/{list}/microsoft.graph.createUploadSession");
        assert_eq!(created(&url, body), (status, name.clone()), "{url}");
        assert_eq!(Kind::of(&request("POST", &url).0.head), Kind::Create, "{url}");
    }
}

#[test]
fn s22_keys_in_parentheses() {
    let key = "a key in parentheses";
    for (url, body, status, keys) in [
        ("/v1.0/me/messages('m')/attachments/createUploadSession", OUTLOOK, 201, 1),
        ("/v1.0/users('u')/todo/lists('l')/tasks('t')/attachments/createUploadSession", TODO, 200, 3),
        ("/v1.0/drives('d')/items('P'):/n:/createUploadSession", "{}", 200, 2),
        ("/v1.0/print/printers('p')/jobs('j')/documents('d')/createUploadSession", PRINT, 200, 3),
    ] {
        assert_eq!(created(url, body), (status, with(&vec![key; keys])), "{url}");
    }
    // What stands between colons is a name.
    let model = &mut business();
    assert_eq!(put_whole(model, "/v1.0/me/drive/root:/a('x'):/content").value()["name"], "a('x')");
}

#[test]
fn s23_children_by_their_names() {
    let model = &mut strict();
    for url in [
        "/v1.0/me/drive/root/children('it''s.bin')/content",
        "/v1.0/me/drive/root:/a:/children('b.bin')/content",
        "/v1.0/me/drive/root:/a:/children/c.bin/content",
    ] {
        let builder = request("PUT", url).token().content(0, 3);
        assert_eq!(Kind::of(&builder.0.head), Kind::Inline, "{url}");
        assert_eq!(builder.send(model).status, 201, "{url}");
    }
    for file in ["it's.bin", "a/b.bin", "a/c.bin"] {
        assert!(model.drive_item(&format!("me/drive/root:/{file}")).is_some(), "{file}");
    }
    assert_eq!(model.violations().iter().filter(|what| what.contains("a child by its name")).count(), 3);
    let id = model.add_drive_file(START, "me/drive/root:/d/e.bin", Content::default()).unwrap();
    let child = request("GET", "/v1.0/me/drive/root:/d:/children('e.bin')").token().send(model);
    assert_eq!(child.value()["id"], id.as_str());
}

#[test]
fn drives_of_sites() {
    for url in [
        "/v1.0/sites/contoso.sharepoint.com:/sites/team:/drive/root:/a:/createUploadSession",
        "/v1.0/sites/contoso.sharepoint.com:/sites/team:/drives/d/items/root:/a:/createUploadSession",
        "/v1.0/sites/s/lists/l/drive/root:/a:/createUploadSession",
        "/v1.0/groups/g/sites/root/drive/root:/a:/createUploadSession",
        "/v1.0/groups/g/sites/s/drives/d/root:/a:/createUploadSession",
    ] {
        assert_eq!(created(url, "{}"), (200, Vec::new()), "{url}");
    }
    let url = "/v1.0/sites/contoso.sharepoint.com%3A%2Fsites%2Fteam%3A/drive/root:/a:/createUploadSession";
    assert_eq!(created(url, "{}"), (200, with(&["an escaped colon", "an escaped slash"])));
    let model = &mut business();
    put_whole(model, "/v1.0/groups/g/sites/root/drive/root:/a:/content");
    assert!(model.drive_item("groups/g/drive/root:/a").is_some());
}

#[test]
fn names_in_another_casing() {
    for (url, body, status, given) in [
        (
            "/v1.0/me/mailfolders/inbox/messages/m/attachments/createUploadSession",
            OUTLOOK,
            201,
            "mailfolders",
        ),
        ("/v1.0/me/messages/m/attachments/createuploadsession", OUTLOOK, 201, "createuploadsession"),
        ("/v1.0/me/Todo/lists/l/tasks/t/attachments/createUploadSession", TODO, 200, "Todo"),
        ("/v1.0/print/Printers/p/jobs/j/documents/d/createUploadSession", PRINT, 200, "Printers"),
    ] {
        assert_eq!(created(url, body), (status, with(&[&format!("'{given}' in another casing")])), "{url}");
        assert_eq!(Kind::of(&request("POST", url).0.head), Kind::Create, "{url}");
    }
}

#[test]
fn further_kinds_of_the_metadata() {
    for (url, body, status) in [
        ("/v1.0/users/u/notes/n/attachments/createUploadSession", OUTLOOK, 201),
        ("/beta/me/outlook/tasks/t/attachments/createUploadSession", OUTLOOK, 201),
        ("/beta/me/outlook/taskFolders/f/tasks/t/attachments/createUploadSession", OUTLOOK, 201),
        ("/beta/print/printerShares/p/jobs/j/documents/d/createUploadSession", PRINT, 200),
    ] {
        assert_eq!(created(url, body), (status, Vec::new()), "{url}");
    }
    let released = "/v1.0/print/printerShares/p/jobs/j/documents/d/createUploadSession";
    assert_eq!(created(released, PRINT).0, 400);
}

#[test]
fn the_query_of_a_creation_has_no_effect() {
    let query = "@microsoft.graph.conflictBehavior=fail";
    let what = with(&[&format!("the query {query} of a creation, which has no effect")]);
    for (url, body, status) in [
        ("/v1.0/me/drive/root:/a:/createUploadSession", "{}", 200),
        ("/v1.0/me/messages/m/attachments/createUploadSession", OUTLOOK, 201),
    ] {
        assert_eq!(created(&format!("{url}?{query}"), body), (status, what.clone()), "{url}");
        assert_eq!(created(&format!("{url}?"), body), (status, Vec::new()), "{url}");
    }
}
