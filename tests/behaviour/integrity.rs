//! Whether what is stored is what was sent: verified, unverifiable or different, and that nothing is done about it.

use graph_upload::ffi::item::{GU_INTEGRITY_DIFFERS, GU_INTEGRITY_UNVERIFIABLE, GU_INTEGRITY_VERIFIED};
use graph_upload::ffi::status::*;
use graph_upload_core::kinds::{Commit, Property};
use graph_upload_simulator::model::drive::rules::{DriveRules, HashName, HashRule, OFFICE};
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{From, Front, Place, Stored, Target, Whole, file};
use crate::kinds::places;
use crate::world::World;

const SIZE: usize = 11_000_000;

fn drive(path: &'static str) -> Place {
    Place::DrivePath { drive: None, path }
}

/// Uploads by both ways; both come to the same verdict.
fn verdict(front: &dyn Front, world: &World, target: &Target, file: &[u8]) -> Stored {
    let session = front.create(&world.setup, target, file.len() as u64, None).expect("created");
    session.put_all(file, 1_000_003).expect("put");
    let put = session.finish(None).expect("finished");
    let mut replacing = target.clone();
    if matches!(target.place, Place::DrivePath { .. }) {
        replacing.properties.push(Property::Conflict(graph_upload_core::kinds::Conflict::Replace));
    }
    let whole = Whole::of(From::Memory(file.into()));
    let (stored, result) = front.upload(&world.setup, &replacing, &whole, None);
    result.expect("uploaded");
    let stored = stored.expect("an item");
    assert_eq!(stored.integrity, put.integrity, "{target:?}");
    assert_eq!(world.service.violations(), Vec::<String>::new());
    stored
}

/// The verdict about a file in a drive with these rules.
fn in_drive(front: &dyn Front, path: &'static str, size: usize, rules: impl FnOnce(&mut DriveRules)) -> i32 {
    let world = World::with(|config| rules(&mut config.drive));
    verdict(front, &world, &drive(path).into(), &file(size)).integrity
}

both! {
    fn hashes_verify_files_in_drives(front) {
        for size in [0, 1, 327_680, SIZE] {
            assert_eq!(in_drive(front, "a.bin", size, |_| {}), GU_INTEGRITY_VERIFIED, "{size}");
        }
    }

    fn what_has_no_hash_is_unverifiable(front) {
        type Change = fn(&mut DriveRules);
        let cases: [(&str, Change); 3] = [
            ("none", |rules| rules.hash = HashRule::Missing),
            ("later", |rules| rules.hash = HashRule::AfterLooks(3)),
            ("others", |rules| rules.hashes = vec![HashName::Sha1Upper, HashName::Sha256Lower]),
        ];
        for (what, rules) in cases {
            assert_eq!(in_drive(front, "a.bin", SIZE, rules), GU_INTEGRITY_UNVERIFIABLE, "{what}");
        }
        let empty = in_drive(front, "empty.bin", 0, |rules| rules.empty_hash = false);
        assert_eq!(empty, GU_INTEGRITY_UNVERIFIABLE);
    }

    fn attachments_and_documents_are_unverifiable(front) {
        for (place, piece) in places() {
            if matches!(place, Place::DrivePath { .. }) {
                continue;
            }
            for size in [1, piece as usize + 1] {
                let world = World::new();
                let whole = Whole::of(From::Memory(file(size).into()));
                let (stored, result) = front.upload(&world.setup, &place.into(), &whole, None);
                result.expect("uploaded");
                assert_eq!(stored.expect("an item").integrity, GU_INTEGRITY_UNVERIFIABLE, "{place:?} {size}");
            }
        }
    }

    fn rewritten_files_differ_and_are_left_alone(front) {
        for grows in [317, 0, -11] {
            let rewriting = |rules: &mut DriveRules| {
                rules.rewritten = OFFICE.iter().map(|name| name.to_string()).collect();
                rules.rewrite_bytes = grows;
            };
            assert_eq!(in_drive(front, "report.docx", SIZE, rewriting), GU_INTEGRITY_DIFFERS, "{grows}");
            assert_eq!(in_drive(front, "report.bin", SIZE, rewriting), GU_INTEGRITY_VERIFIED);
            for is_error in [false, true] {
                let world = World::with(|config| rewriting(&mut config.drive));
                let place = drive("report.xlsx");
                let mut whole = Whole::of(From::Memory(file(SIZE).into()));
                whole.differs_is_error = is_error;
                let (stored, result) = front.upload(&world.setup, &place.into(), &whole, None);
                let stored = stored.expect("the item comes in either case");
                assert_eq!(stored.integrity, GU_INTEGRITY_DIFFERS);
                match result {
                    Ok(()) => assert!(!is_error),
                    Err(failure) => {
                        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_DIFFERS, false), "{failure:?}");
                        assert!(is_error);
                    }
                }
                let there = world.stored_at(place);
                assert_eq!((there.len(), &there[0].id), (1, &stored.id), "it stays");
                assert_eq!((world.count(Kind::Create), world.count(Kind::Delete)), (1, 0));
            }
        }
    }

    fn bytes_that_are_sent_again_count_once(front) {
        for faults in [
            vec!["piece:1=cut:500000", "piece:2=lose", "last=503"],
            vec!["piece:2=rewind:0", "piece:1=cut-keep:400000"],
            vec!["last=lose"],
            vec!["piece:2=forget", "last=cut:3"],
        ] {
            let world = World::new();
            world.service.script(faults.iter().map(|text| text.parse().expect("a fault")).collect());
            let place = drive("again.bin");
            let bytes = file(3 * SIZE);
            let whole = Whole::of(From::Memory(bytes.clone().into()));
            let (stored, result) = front.upload(&world.setup, &place.into(), &whole, None);
            result.unwrap_or_else(|failure| panic!("{faults:?}: {failure:?}"));
            assert_eq!(stored.expect("an item").integrity, GU_INTEGRITY_VERIFIED, "{faults:?}");
            assert!(world.stored_at(place)[0].bytes() == bytes);
        }
    }

    fn commits_of_their_own_are_verified(front) {
        for commit in [Commit::ByHost, Commit::UploadUrl, Commit::SourceUrl] {
            let target = Target { place: drive("later.bin"), properties: vec![Property::Commit(commit)] };
            let world = World::new();
            let whole = Whole::of(From::Memory(file(SIZE).into()));
            let (stored, result) = front.upload(&world.setup, &target, &whole, None);
            result.expect("uploaded");
            assert_eq!(stored.expect("an item").integrity, GU_INTEGRITY_VERIFIED, "{commit:?}");
        }
    }
}
