//! Every kind of target: all sizes, addresses, names, conflicts, deferred commits, adopted URLs.

use graph_upload::ffi::status::*;
use graph_upload::ffi::target::{
    GU_KIND_DRIVE_ITEM, GU_KIND_OUTLOOK_ATTACHMENT, GU_KIND_PRINT_DOCUMENT, GU_KIND_TODO_TASK,
};
use graph_upload_core::kinds::{Commit, Conflict, Property, drive, outlook, print, todo};
use graph_upload_simulator::model::drive::rules::{ConflictAt, Flavour};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;

use crate::both;
use crate::front::{Front, Place, Stored, Target, file, unique};
use crate::world::{World, share_token};

/// One place of each kind that has its own way.
pub fn places() -> [(Place, u64); 6] {
    let name = "näme (1).pdf";
    [
        (Place::Todo { user: None, list: "l", task: unique("t"), name }, todo::RULES.piece.first),
        (Place::Message { user: None, folder: None, message: unique("m"), name }, outlook::RULES.piece.first),
        (
            Place::Event { user: Some("u@x"), calendar: None, event: unique("e"), name },
            outlook::RULES.piece.first,
        ),
        (Place::GroupPost { group: "g", thread: "t", post: unique("p"), name }, outlook::RULES.piece.first),
        (Place::DrivePath { drive: None, path: "a folder/näme (1).pdf" }, drive::RULES.piece.first),
        (Place::Print { printer: "p", job: "j", document: unique("d"), name }, print::RULES.piece.first),
    ]
}

/// Uploads and checks what is stored.
pub fn upload(front: &dyn Front, world: &World, target: &Target, size: usize, put: usize) -> Stored {
    let file = file(size);
    let session = front.create(&world.setup, target, size as u64, None).expect("created");
    session.put_all(&file, put).expect("put");
    let stored = session.finish(None).expect("finished");
    let there = world.stored_at(target.place);
    let ours = there.iter().find(|one| one.id == stored.id).expect("it is there");
    assert!(ours.bytes() == file, "{:?}: the stored bytes differ", target.place);
    assert_eq!(world.service.sessions().len(), 0, "{:?}: a session was left behind", target.place);
    assert_eq!(world.service.violations(), Vec::<String>::new());
    stored
}

/// Every kind with every size around its pieces and its limits, put in lengths that follow from its piece.
fn every_kind_and_size(front: &dyn Front, put: impl Fn(usize) -> usize) {
    for (place, piece) in places() {
        let piece = piece as usize;
        let (smallest, largest) = match place {
            Place::Todo { .. } => (0, Some(todo::RULES.size_max)),
            Place::Message { .. } => (0, Some(outlook::RULES.size_max)),
            Place::Print { .. } => (1, None),
            _ => (0, None),
        };
        let around = [smallest, 1, 2_999_999, 3_000_000, 3 << 20, piece - 1, piece, piece + 1, 3 * piece];
        for size in around.into_iter().chain(largest.map(|size| size as usize)) {
            let world = World::new();
            upload(front, &world, &place.into(), size, put(piece));
            assert_eq!(world.stored_at(place).len(), 1);
        }
    }
}

fn at(place: Place, properties: &[Property]) -> Target {
    Target { place, properties: properties.to_vec() }
}

both! {
    fn every_kind_and_size_in_puts_of_a_piece(front) {
        every_kind_and_size(front, |piece| piece);
    }

    fn every_kind_and_size_in_puts_of_4_kib(front) {
        every_kind_and_size(front, |_| 4096);
    }

    fn every_kind_and_size_in_odd_puts(front) {
        every_kind_and_size(front, |_| 3_000_017);
    }

    fn five_gigabytes_in_the_drive(front) {
        const SIZE: u64 = 5_000_000_000;
        let place = Place::DrivePath { drive: None, path: "large.bin" };
        let bytes = file(10 << 20);
        for put in [bytes.len() as u64, 4096, 3_000_017] {
            let world = World::discarding();
            let session = front.create(&world.setup, &place.into(), SIZE, None).expect("created");
            while session.next_offset() < SIZE {
                let from = session.next_offset();
                let length = (SIZE - from).min(put) as usize;
                session.put(from, &bytes[..length], None).expect("put");
            }
            session.finish(None).expect("finished");
            let stored = world.stored_at(place);
            assert_eq!((stored.len(), stored[0].size), (1, SIZE));
        }
    }

    fn upload_hosts_get_no_token_over_tls(front) {
        for (place, piece) in places() {
            let world = World::with_tls();
            upload(front, &world, &place.into(), piece as usize + 1, 1 << 20);
            let pieces = world.requests(Kind::Piece);
            assert_eq!(pieces.len(), 2);
            let on_graph = matches!(place, Place::Todo { .. });
            for piece in pieces {
                assert_eq!(piece.header("authorization").is_some(), on_graph);
                assert_eq!(piece.role == Role::Graph, on_graph);
            }
        }
    }

    fn faults_in_every_kind(front) {
        for (place, piece) in places() {
            for fault in ["piece:2=503", "piece:2=cut-keep:1000", "piece:2=lose", "last=lose", "create=429"] {
                let world = World::new();
                world.service.script(vec![fault.parse().expect("a fault")]);
                let stored = upload(front, &world, &place.into(), piece as usize + 4_000, 1 << 20);
                assert_eq!(stored.recovered, fault == "last=lose" || fault == "piece:2=lose", "{place:?} {fault}");
                assert_eq!(world.stored_at(place).len(), 1);
            }
        }
    }

    fn what_belongs_to_a_group(front) {
        for place in [
            Place::GroupEvent { group: "g", by_calendar: false, event: unique("e"), name: "n" },
            Place::GroupEvent { group: "g", by_calendar: true, event: unique("e"), name: "n" },
            Place::GroupPostInReplyTo { group: "g", conversation: None, thread: "t", post: unique("p"), name: "n" },
            Place::GroupPostInReplyTo { group: "g", conversation: Some("c"), thread: "t", post: unique("p"), name: "n" },
        ] {
            for size in [10, 4_000_000] {
                let world = World::with_tls();
                upload(front, &world, &place.into(), size, 1 << 20);
                assert_eq!(world.stored_at(place).len(), 1);
                assert!(world.requests(Kind::Piece).iter().all(|piece| piece.role == Role::Outlook));
            }
            let world = World::new();
            world.service.script(vec!["last=lose".parse().expect("a fault")]);
            assert!(upload(front, &world, &place.into(), 4_000_000, 1 << 20).recovered);
            assert_eq!(world.stored_at(place).len(), 1);
        }
    }

    fn a_shared_folder_and_a_shared_file(front) {
        let url = "https://contoso-my.sharepoint.com/:f:/g/personal/s3cr3t?e=a~b";
        for share in [url, "u!c2hhcmVk", "s!AkijuZglD5hRjNJD", "/shares/u!c2hhcmVk"] {
            for conflict in [Conflict::Fail, Conflict::Replace, Conflict::Rename] {
                let place = Place::DrivePath { drive: Some(share), path: "a b/n.txt" };
                let world = World::new();
                world.service.script(vec!["last=lose".parse().expect("a fault")]);
                let target = at(place, &[Property::Conflict(conflict)]);
                assert!(upload(front, &world, &target, 1_000, 1_000).recovered, "{share} {conflict:?}");
                assert_eq!(world.stored_at(place).len(), 1);
                for request in world.service.requests() {
                    let wanted = (request.role == Role::Graph).then_some("redeemSharingLinkIfNecessary");
                    assert_eq!(request.header("prefer"), wanted, "{}", request.target);
                }
            }
            let world = World::new();
            let token = share_token(share).expect("it is one");
            let id = world.service.add_drive_file("me/drive/root:/old.txt", b"old");
            assert!(world.service.model(|model| model.share_drive_item(&token, "me/drive/root:/old.txt")));
            let place = Place::DriveShare { share };
            let stored = upload(front, &world, &place.into(), 5_000, 5_000);
            assert_eq!((Some(stored.id), stored.name.as_str()), (id, "old.txt"));
            upload(front, &world, &place.into(), 0, 1);
        }
    }

    fn what_opens_a_share_is_in_no_error(front) {
        let world = World::new();
        for (place, argument) in [
            (Place::DriveShare { share: "https://h/s3cr3t x" }, "share"),
            (Place::DriveShare { share: "/me/s3cr3t" }, "share"),
            (Place::DriveShare { share: "u!s3cr3t/x" }, "share"),
            (Place::DrivePath { drive: Some("http://h/s3cr3t"), path: "n" }, "drive"),
            (Place::DriveSpecial { drive: Some("u!s3cr3t"), special: "approot", path: "n" }, "drive"),
        ] {
            let failure = front.create(&world.setup, &place.into(), 1, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_ARGUMENT);
            assert!(failure.message.starts_with(&format!("{argument}: ")), "{failure:?}");
            assert!(!failure.message.contains("s3cr3t"), "{failure:?}");
        }
        let place = Place::DrivePath { drive: Some("u!c3NzM2NyM3Q"), path: "n" };
        for fault in ["create=403", "create=404", "look-up=403", "create=400"] {
            let world = World::new();
            world.service.script(vec![fault.parse().expect("a fault"); 20]);
            if let Err(failure) = front.create(&world.setup, &place.into(), 1, None) {
                assert!(!failure.message.contains("c3NzM2NyM3Q"), "{failure:?}");
            }
        }
    }

    fn immutable_ids_are_asked_for_of_attachments_alone(front) {
        for (place, piece) in places() {
            for (wanted, size) in [(false, 10), (true, 10), (false, piece as usize + 1), (true, piece as usize + 1)] {
                let mut world = World::new();
                world.setup.immutable_ids = wanted;
                upload(front, &world, &place.into(), size, 1 << 20);
                let attachment = !matches!(place, Place::DrivePath { .. } | Place::Print { .. });
                let prefer = (wanted && attachment).then_some("IdType=\"ImmutableId\"");
                let requests = world.service.requests();
                assert!(requests.len() >= 2);
                for request in requests {
                    let on_graph = request.role == Role::Graph;
                    assert_eq!(request.header("prefer"), prefer.filter(|_| on_graph), "{}", request.target);
                }
            }
        }
    }

    fn a_service_whose_sessions_begin_at_three_mebibytes(front) {
        let place = Place::Message { user: None, folder: None, message: "m", name: "n" };
        let world = World::new();
        world.service.configure(|config| config.outlook.session_min_bytes = 3 << 20);
        upload(front, &world, &place.into(), 3_050_000, 1 << 20);
        assert_eq!((world.count(Kind::Create), world.count(Kind::Inline)), (1, 1));
    }

    fn a_name_in_another_composition_is_the_same_file(front) {
        let place = Place::DrivePath { drive: None, path: "e\u{301}te\u{301}.txt" };
        let rename = [Property::Conflict(Conflict::Rename)];
        let world = World::new();
        world.service.script(vec!["last=lose".parse().expect("a fault")]);
        let stored = upload(front, &world, &at(place, &rename), 10, 10);
        assert_eq!((stored.recovered, stored.name.as_str()), (true, "\u{e9}t\u{e9}.txt"));
        world.service.script(vec!["last=lose".parse().expect("a fault")]);
        let second = upload(front, &world, &at(place, &rename), 10, 10);
        assert_eq!((second.recovered, second.name.as_str()), (true, "\u{e9}t\u{e9} 1.txt"));
        assert_eq!(world.stored_at(place).len(), 2);
    }

    fn a_renamed_file_is_found_in_a_folder_of_thousands(front) {
        let place = Place::DrivePath { drive: None, path: "many/n.txt" };
        let world = World::new();
        world.service.configure(|config| config.page_size = 1_000);
        world.service.model(|model| {
            for number in 0..1_000 {
                let address = format!("me/drive/root:/many/{number}.bin");
                model.add_drive_folder(0, &address).expect("a folder");
            }
        });
        world.service.script(vec!["last=lose".parse().expect("a fault")]);
        let stored = upload(front, &world, &at(place, &[Property::Conflict(Conflict::Rename)]), 10, 10);
        assert!(stored.recovered);
        let pages = world.requests(Kind::LookUp);
        assert!(pages.len() >= 10, "5 pages of 200 each time: {}", pages.len());
        assert!(pages.iter().all(|page| page.target.contains("top=200")), "{:?}", pages[0].target);
        assert!(pages.iter().any(|page| page.target.contains("skiptoken")));
    }

    fn every_address_of_a_drive(front) {
        for drive in [
            None,
            Some("/drive"),
            Some("/me/drives/b!m-1"),
            Some("/users/u@example.com/drives/b!u-1"),
            Some("/groups/g-1/drives/b!g-1"),
            Some("/me/drive"),
            Some("/drives/b!x-1"),
            Some("/users/u@example.com/drive"),
            Some("/groups/g-1/drive"),
            Some("/sites/contoso.sharepoint.com,1,2/drive"),
            Some("/sites/s/drives/b!y"),
        ] {
            for place in [
                Place::DrivePath { drive, path: "top.txt" },
                Place::DrivePath { drive, path: "/a/b/deep.txt" },
                Place::DriveChild { drive, folder: "F!1", name: "child.txt" },
                Place::DriveSpecial { drive, special: "approot", path: "x/special.txt" },
            ] {
                let world = World::new();
                let stored = upload(front, &world, &place.into(), 1_000, 1_000);
                assert_eq!(world.stored_at(place)[0].name, stored.name);
            }
        }
    }

    fn replacing_by_id(front) {
        let world = World::new();
        let id = world.service.add_drive_file("me/drive/root:/old.txt", b"old");
        let item = Box::leak(id.expect("a place for it").into_boxed_str());
        let place = Place::DriveItem { drive: None, item };
        let stored = upload(front, &world, &place.into(), 5_000, 5_000);
        assert_eq!((stored.id.as_str(), stored.name.as_str()), (&*item, "old.txt"));
        upload(front, &world, &place.into(), 0, 1);
    }

    fn names_with_every_legal_character(front) {
        let world = World::new();
        for name in NAMES {
            let place = Place::DrivePath { drive: None, path: name };
            let stored = upload(front, &world, &place.into(), 1, 1);
            let there = world.stored_at(place);
            let ours = there.iter().find(|one| one.id == stored.id).expect("it is there");
            // Drives store letters as one character where there is one.
            assert_eq!(ours.name, name.replace("e\u{301}", "\u{e9}"));
        }
    }

    fn conflicts(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        let first = upload(front, &world, &at(place, &[]), 10, 10);
        let failure = front.create(&world.setup, &at(place, &[]), 10, None).err().expect("taken");
        assert_eq!(failure.status, GU_ERR_CONFLICT);
        let replaced = upload(front, &world, &at(place, &[Property::Conflict(Conflict::Replace)]), 20, 20);
        assert_eq!(replaced.id, first.id);
        let renamed = upload(front, &world, &at(place, &[Property::Conflict(Conflict::Rename)]), 30, 30);
        assert_ne!((renamed.id, renamed.name), (first.id, first.name));
        assert_eq!(world.stored_at(place).len(), 2);
    }

    fn a_renamed_file_is_found_after_a_lost_response(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        upload(front, &world, &at(place, &[]), 10, 10);
        world.service.script(vec!["last=lose".parse().expect("a fault")]);
        let renamed = upload(front, &world, &at(place, &[Property::Conflict(Conflict::Rename)]), 10, 10);
        assert!(renamed.recovered);
        assert_eq!(world.stored_at(place).len(), 2);
    }

    fn a_name_that_is_taken_at_the_end_is_a_conflict_and_the_session_is_kept(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        world.service.configure(|config| config.drive.conflict_at = ConflictAt::Commit);
        let file = file(1_000);
        let session = front.create(&world.setup, &at(place, &[]), 1_000, None).expect("created");
        // Nobody had the name when the upload began.
        world.service.add_drive_file("me/drive/root:/n.txt", b"old");
        let failure = session.put(0, &file, None).expect_err("taken");
        assert_eq!((failure.status, failure.http_status), (GU_ERR_CONFLICT, 409), "{failure:?}");
        assert_eq!((session.confirmed(), world.service.sessions().len()), (1_000, 1));
        assert_eq!(session.finish(None).expect_err("still taken").status, GU_ERR_CONFLICT);
        assert_eq!(world.count(Kind::Piece), 1, "no byte is sent again");
        session.discard().expect("discarded");
        assert_eq!((world.service.sessions().len(), world.stored_at(place)[0].bytes()), (0, &b"old"[..]));
    }

    fn a_name_that_is_taken_at_the_end_is_changed_where_that_is_allowed(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        world.service.configure(|config| {
            config.drive.conflict_at = ConflictAt::Commit;
            config.drive.rename_conflicts = true;
        });
        world.service.add_drive_file("me/drive/root:/n.txt", b"old");
        upload(front, &world, &at(place, &[Property::Conflict(Conflict::Rename)]), 1_000, 1_000);
        assert_eq!((world.count(Kind::Piece), world.count(Kind::Commit)), (1, 1));
        assert_eq!(world.stored_at(place).len(), 2);
    }

    fn conditions(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        let new = Property::IfNoneMatch("*".into());
        upload(front, &world, &at(place, &[Property::Conflict(Conflict::Replace), new.clone()]), 10, 10);
        for condition in [new, Property::IfMatch("\"other\"".into())] {
            let target = at(place, &[Property::Conflict(Conflict::Replace), condition]);
            let failure = front.create(&world.setup, &target, 10, None).err().expect("refused");
            assert_eq!((failure.status, failure.http_status), (GU_ERR_CONFLICT, 412));
        }
    }

    fn times_and_facts_arrive(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        let facts = [
            Property::Created(1_000_000_000_000),
            Property::Modified(1_654_771_527_432),
            Property::Accessed(0),
            Property::Description("d".into()),
            Property::Source("teams".into(), "x".into()),
            Property::MediaCategory("meeting".into()),
            Property::SpaceCheck(true),
        ];
        // Descriptions and the check for space belong to personal drives.
        world.service.configure(|config| config.drive.flavour = Flavour::Personal);
        upload(front, &world, &at(place, &facts), 10, 10);
        let shown = world.service.model(|model| {
            let item = model.drive_item("me/drive/root:/n.txt").expect("it is there");
            format!("{:?}", item.newest().expect("a file"))
        });
        for fact in ["2001-09-09T01:46:40Z", "2022-06-09T10:45:27.432Z", "1970-01-01T00:00:00Z", "\"d\""] {
            assert!(shown.contains(fact), "{fact}: {shown}");
        }
    }

    fn deferred_commits(front) {
        for commit in [Commit::UploadUrl, Commit::SourceUrl] {
            let place = Place::DrivePath { drive: None, path: "n.txt" };
            let world = World::new();
            if commit == Commit::SourceUrl {
                world.service.configure(|config| config.drive.flavour = Flavour::Personal);
            }
            let target = at(place, &[Property::Commit(commit)]);
            let file = file(12 << 20);
            let session = front.create(&world.setup, &target, file.len() as u64, None).expect("created");
            session.put_all(&file, 1 << 20).expect("put");
            assert_eq!(session.confirmed(), file.len() as u64);
            assert_eq!(world.stored_at(place).len(), 0, "nothing is stored before the caller says so");
            let stored = session.finish(None).expect("finished");
            assert_eq!(world.stored_at(place)[0].id, stored.id);

            let session = front
                .create(&world.setup, &at(Place::DrivePath { drive: None, path: "m.txt" }, &[Property::Commit(commit)]), 10, None)
                .expect("created");
            session.put(0, &[1; 10], None).expect("put");
            session.discard().expect("discarded");
            assert_eq!((world.stored_at(place).len(), world.service.sessions().len()), (1, 0));
        }
    }

    fn a_lost_commit_is_not_doubled(front) {
        let place = Place::DrivePath { drive: None, path: "n.txt" };
        let world = World::new();
        world.service.script(vec!["commit=lose".parse().expect("a fault")]);
        let target = at(place, &[Property::Commit(Commit::UploadUrl)]);
        let stored = upload(front, &world, &target, 100, 100);
        assert!(stored.recovered);
        assert_eq!(world.stored_at(place).len(), 1);
    }

    fn adopted_urls(front) {
        for (place, kind) in [
            (Place::Todo { user: None, list: "l", task: "t", name: "n" }, GU_KIND_TODO_TASK),
            (Place::Message { user: None, folder: None, message: "m", name: "n" }, GU_KIND_OUTLOOK_ATTACHMENT),
            (Place::DrivePath { drive: None, path: "n" }, GU_KIND_DRIVE_ITEM),
            (Place::PrintShare { share: "s", job: "j", document: "d", name: "n" }, GU_KIND_PRINT_DOCUMENT),
        ] {
            let mut world = World::new();
            let file = file(12 << 20);
            let other = front.create(&world.setup, &place.into(), file.len() as u64, None).expect("created");
            other.put(0, &file[..11 << 20], None).expect("put");
            let url = world.service.sessions()[0].url.clone();
            if kind != GU_KIND_TODO_TASK {
                world.setup.token = crate::front::Tokens::None;
            }
            let session = front.adopt(&world.setup, kind, &url, file.len() as u64).expect("adopted");
            assert!(session.next_offset() > 0, "{place:?}: it goes on where the service stands");
            session.put_all(&file, 1 << 20).expect("put");
            let stored = session.finish(None).expect("finished");
            let there = world.stored_at(place);
            assert_eq!(there.len(), 1);
            assert!(there[0].id == stored.id && there[0].bytes() == file, "{place:?}");
        }
    }

    fn properties_that_a_kind_does_not_have(front) {
        let world = World::new();
        for (place, property) in [
            (places()[0].0, Property::Inline(true)),
            (places()[0].0, Property::Conflict(Conflict::Fail)),
            (places()[1].0, Property::IfMatch("x".into())),
            (places()[4].0, Property::ContentType("text/plain".into())),
            (places()[5].0, Property::Modified(1)),
        ] {
            let failure = front.create(&world.setup, &at(place, std::slice::from_ref(&property)), 1, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_ARGUMENT);
            assert!(failure.message.starts_with(property.name()), "{failure:?}");
        }
        assert_eq!(world.service.requests().len(), 0);
    }
}

/// Names that a URL could take for something else, and names of all sorts of letters.
const NAMES: &[&str] = &[
    "plain.txt",
    "with space.txt",
    "two  spaces.txt",
    "hash#.txt",
    "percent%.txt",
    "percent%20.txt",
    "percent%2F.txt",
    "100%.txt",
    "%41.txt",
    "%%.txt",
    "plus+.txt",
    "plus+ and space.txt",
    "ampersand&.txt",
    "equals=.txt",
    "a=b&c=d.txt",
    "at@.txt",
    "dollar$.txt",
    "dollar$value",
    "exclamation!.txt",
    "b!drive.txt",
    "comma,.txt",
    "semicolon;.txt",
    "a;b=c.txt",
    "apostrophe's.txt",
    "'quoted'.txt",
    "''.txt",
    "parenthesis(1).txt",
    "(.txt",
    ").txt",
    "bracket[1].txt",
    "[].txt",
    "brace{1}.txt",
    "{}.txt",
    "tilde~.txt",
    "a~b",
    "caret^.txt",
    "backtick`.txt",
    "under_score.txt",
    "hy-phen.txt",
    "dot.in.name.txt",
    "..two dots",
    "...",
    ".hidden",
    "no extension",
    "children",
    "content",
    "root",
    "createUploadSession",
    "$count",
    "$batch",
    "größe.txt",
    "ÄÖÜ.txt",
    "éèê.txt",
    "ñandú.txt",
    "Ελληνικά.txt",
    "Русский.txt",
    "עברית.txt",
    "العربية.txt",
    "हिन्दी.txt",
    "中文.txt",
    "日本語.txt",
    "한국어.txt",
    "😀.txt",
    "👩‍👩‍👧.txt",
    "e\u{301}.txt",
    "\u{a0}.txt",
    "´`^°§.txt",
    "a.b.c.d.e",
    "UPPER.TXT",
    "0",
    "-",
    "_",
    "1+1=2 & 50% #1 (a's) [b] {c} ~d~ @e !f $g ^h ;i ,j.txt",
];
