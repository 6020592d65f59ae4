//! Files in drives that are told from others by the hash of their content.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Response, Sent};
use graph_upload_core::kinds::{Conflict, DriveItem, Property, Target};
use graph_upload_core::policy::baseline::RoundTrips;

use crate::walk::{Walk, response};

const BUSINESS: &str = "https://contoso-my.sharepoint.com/personal/u/_api/v2.0/x/uploadSession?guid='1'";

fn file(conflict: Conflict) -> DriveItem {
    let mut item = DriveItem::by_path(None, "n.txt").expect("lawful");
    item.set(Property::Conflict(conflict)).expect("drives have it");
    item
}

fn hashed(id: &str, name: &str, size: u64, hash: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"{name}","size":{size},"eTag":"e","file":{{"hashes":{{"quickXorHash":"{hash}"}}}}}}"#
    )
}

fn children(entries: &[String]) -> Response {
    response(200, &format!(r#"{{"value":[{}]}}"#, entries.join(",")))
}

/// A file that went in one request, whose response was lost; nothing was looked at before, and its hash is known.
fn lost_in_one_request(conflict: Conflict) -> Walk {
    let mut walk = Walk::with_trips(&file(conflict), 5, 5, RoundTrips::default());
    walk.finish();
    assert_eq!(walk.request().purpose, Purpose::Inline);
    walk.upload.set_hash("ours=".into());
    walk.lose(Cause::Closed, Sent::All);
    walk
}

/// The service may tell no time, as here.
#[test]
fn without_a_time_the_hash_tells_our_file() {
    let mut walk = lost_in_one_request(Conflict::Replace);
    walk.look_up(&response(200, &hashed("D", "n.txt", 5, "ours=")));
    assert_eq!(walk.done().id, "D");
}

/// Of files that nobody has looked at before, one that has the name and is not ours may have been there.
#[test]
fn under_rename_in_one_request_our_file_has_another_name_if_its_own_is_taken() {
    let (ours, taken) = (hashed("D", "unlike.txt", 5, "ours="), hashed("B", "n.txt", 9, "x="));
    let may_be_older = r#"{"id":"C","name":"n.txt","size":5,"eTag":"e"}"#.to_owned();
    for taken in [taken, may_be_older] {
        let mut walk = lost_in_one_request(Conflict::Rename);
        walk.look_up(&children(&[taken, ours.clone()]));
        assert_eq!(walk.done().id, "D");
    }
    let mut walk = lost_in_one_request(Conflict::Rename);
    for _ in 0..7 {
        walk.look_up(&children(std::slice::from_ref(&ours)));
    }
    assert_eq!(walk.request().purpose, Purpose::Inline, "the name was free: it is another upload's");
}

/// Its name may be one that nobody would guess. An old copy, a folder and what has another hash are not taken for it.
#[test]
fn under_rename_the_hash_tells_our_file_whatever_its_name() {
    let folder = r#"{"id":"F","name":"n.txt","size":5,"eTag":"e","folder":{"childCount":1}}"#.to_owned();
    let copy = hashed("A", "copy.txt", 5, "ours=");
    for (name, knows_hash, found) in
        [("unlike.txt", true, true), ("unlike.txt", false, false), ("n 1.txt", false, true)]
    {
        let mut walk = Walk::to(&file(Conflict::Rename), 5, 5);
        if knows_hash {
            walk.upload.set_hash("ours=".into());
        }
        walk.look_up(&children(&[copy.clone(), folder.clone(), hashed("B", "n.txt", 9, "x=")]));
        walk.create_at(BUSINESS);
        walk.piece(0..5);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        let now = [
            copy.clone(),
            folder.clone(),
            hashed("B", "n.txt", 9, "x="),
            hashed("C", "else.txt", 5, "other="),
            hashed("D", name, 5, "ours="),
        ];
        walk.look_up(&children(&now));
        match found {
            true => assert_eq!(walk.done().id, "D", "{name}"),
            // It is looked for again.
            false => walk.look_up(&children(&now)),
        }
    }
}

/// Another upload may store a copy of it beside it. Only what has taken its name gives it one that nobody would guess.
#[test]
fn under_rename_a_copy_is_not_ours_while_the_name_is_free() {
    let hashed = |id: &str, name: &str| hashed(id, name, 5, "ours=");
    let look = |now: &[String]| {
        let mut walk = Walk::to(&file(Conflict::Rename), 5, 5);
        walk.upload.set_hash("ours=".into());
        walk.look_up(&children(&[]));
        walk.create_at(BUSINESS);
        walk.piece(0..5);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        walk.look_up(&children(now));
        walk
    };
    let mut absent = look(&[hashed("C", "copy.txt")]);
    for _ in 0..6 {
        absent.look_up(&children(&[hashed("C", "copy.txt")]));
    }
    absent.deleted();
    absent.create_at(BUSINESS);
    let mut stored = look(&[hashed("C", "copy.txt"), hashed("D", "n.txt")]);
    assert_eq!(stored.done().id, "D");
}

/// An item as a look-up shows it.
fn shown(id: &str, size: u64, hash: &str) -> Response {
    let hashes = match hash {
        "" => String::new(),
        hash => format!(r#","file":{{"hashes":{{"quickXorHash":"{hash}"}}}}"#),
    };
    response(200, &format!(r#"{{"id":"{id}","name":"n","size":{size},"eTag":"e-{id}"{hashes}}}"#))
}

#[test]
fn a_file_is_told_from_another_of_its_size_by_its_hash() {
    for (hash, ours) in [("OURS=", true), ("", true), ("OTHER=", false)] {
        let target = DriveItem::by_path(None, "n").expect("lawful");
        let mut walk = Walk::to(&target, 5, 5);
        walk.look_up(&response(404, ""));
        walk.create_at("https://contoso.sharepoint.com/upload?guid='1'");
        walk.piece(0..5);
        walk.upload.set_hash("OURS=".into());
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        for _ in 0..7 {
            walk.look_up(&shown("1", 5, hash));
            if ours {
                assert!(walk.done().recovered);
                break;
            }
        }
        if !ours {
            let error = walk.paused();
            assert_eq!(error.status(), Status::OutcomeUnknown);
            assert!(error.to_string().contains("another size or hash"), "{error}");
        }
    }
}
