//! What an upload tells of itself.

use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::upload::Output;

use crate::walk::{Walk, stored, wants};

#[test]
fn its_size_and_whether_its_hash_is_known() {
    let mut walk = Walk::created(10, 5);
    assert_eq!(walk.upload.size(), 10);
    assert!(!walk.upload.knows_hash());
    walk.upload.set_hash("hash".into());
    assert!(walk.upload.knows_hash());
}

#[test]
fn whether_it_is_over() {
    let mut walk = Walk::created(10, 5);
    assert!(!walk.upload.is_over() && !walk.upload.is_discarding());
    walk.discard();
    assert!(!walk.upload.is_over() && walk.upload.is_discarding());
    walk.deleted();
    assert_eq!(walk.next(), Output::Discarded);
    assert!(walk.upload.is_over() && !walk.upload.is_discarding());
}

#[test]
fn how_much_is_confirmed() {
    let mut walk = Walk::created(10, 5);
    for confirmed in [0, 5] {
        assert_eq!(walk.upload.position().confirmed, confirmed);
        walk.piece(confirmed..confirmed + 5);
        walk.response(&if confirmed == 0 { wants(5) } else { stored() });
    }
    walk.done();
    assert_eq!(walk.upload.position().confirmed, 10);
}

#[test]
fn what_went_wrong_and_when_it_is_tried_again_once() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.lose(Cause::Connect, Sent::Nothing);
    walk.wait();
    let notes = std::mem::take(&mut walk.notes);
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].contains("no connection could be made (graph.microsoft.com); trying again in "),
        "{notes:?}"
    );
    walk.piece(0..5);
    assert_eq!(walk.notes, Vec::<String>::new());
}
