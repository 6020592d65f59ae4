//! Names: the service has its own idea of sameness, and folders have names too (K5).

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::Conflict;
use graph_upload_simulator::model::drive::rules::{ConflictAt, Flavour, HashRule};
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{refused, stored};
use crate::front::Place;
use crate::samples;
use crate::support::{Sample, each};

const DECOMPOSED: Place = Place::DrivePath { drive: None, path: "reports/re\u{301}sume\u{301}.bin" };
const COMPOSED: &str = "résumé.bin";
const CHILD: Place = Place::DriveChild { drive: None, folder: "F1", name: "u\u{308}ber.bin" };
const SPECIAL: Place = Place::DriveSpecial { drive: None, special: "approot", path: "x/A\u{30a}.bin" };
const CONFLICTS: [Conflict; 3] = [Conflict::Replace, Conflict::Rename, Conflict::Fail];

const FILE: &str = "me/drive/root:/reports/gr%C3%B6%C3%9Fe.bin";

samples! {
    /// onedrive-api-docs issue 351
    fn a_decomposed_name_and_the_last_response_lost_under_rename() {
        each(&[DECOMPOSED, CHILD, SPECIAL], |place| {
            Sample::at(place, 3)
                .conflict(Conflict::Rename)
                .script("last=lose")
                .expect(stored().recovered().objects(1).resent_at_most(0))
        })
    }

    fn a_decomposed_name_and_the_last_response_lost() {
        each(&CONFLICTS, |conflict| {
            Sample::at(DECOMPOSED, 3)
                .conflict(conflict)
                .script("last=lose")
                .expect(stored().recovered().name(COMPOSED).resent_at_most(0))
        })
    }

    fn a_decomposed_name_that_another_file_has_under_rename() {
        Sample::at(DECOMPOSED, 3)
            .conflict(Conflict::Rename)
            .before(|world| {
                world.service.add_drive_file("me/drive/root:/reports/R%C3%89SUM%C3%89.bin", b"older").expect("made");
            })
            .script("last=lose")
            .expect(stored().recovered().objects(2).resent_at_most(0))
    }

    fn a_decomposed_name_without_a_hash() {
        Sample::at(DECOMPOSED, 3)
            .conflict(Conflict::Rename)
            .config(|config| config.drive.hash = HashRule::Missing)
            .script("last=lose")
            .expect(stored().recovered().objects(1).resent_at_most(0))
    }

    fn a_decomposed_name_on_a_personal_drive() {
        Sample::at(DECOMPOSED, 3)
            .conflict(Conflict::Rename)
            .config(|config| config.drive.flavour = Flavour::Personal)
            .script("last=after:503")
            .script("status:*=404")
            .expect(stored().recovered().objects(1).resent_at_most(0))
    }

    fn a_decomposed_name_in_one_request() {
        Sample::at(DECOMPOSED, 1)
            .size(0)
            .conflict(Conflict::Rename)
            .script("inline=lose")
            .expect(stored().recovered().objects(1).sessions(0..=0))
    }

    /// Azure/Microsoft365R issue 143
    fn a_folder_has_the_name() {
        each(&[Conflict::Replace, Conflict::Fail], |conflict| {
            Sample::drive(3)
                .conflict(conflict)
                .before(|world| {
                    world.service.add_drive_folder(FILE).expect("made");
                })
                .expect(
                    refused(GU_ERR_CONFLICT).words(&["folder", "this name"]).by_itself().unsent().requests(4).waits(0),
                )
        })
    }

    fn a_folder_has_the_name_in_another_case() {
        each(&[Conflict::Replace, Conflict::Fail], |conflict| {
            Sample::drive(3)
                .conflict(conflict)
                .before(|world| {
                    world.service.add_drive_folder("me/drive/root:/Reports/GR%C3%96%C3%9Fe.BIN").expect("made");
                })
                .expect(refused(GU_ERR_CONFLICT).words(&["folder"]).by_itself().unsent().requests(4).waits(0))
        })
    }

    /// What the caller wished for: the service gives another name.
    fn a_folder_has_the_name_under_rename() {
        Sample::drive(3)
            .conflict(Conflict::Rename)
            .before(|world| {
                world.service.add_drive_folder(FILE).expect("made");
            })
            .script("last=lose")
            .expect(stored().recovered().name("größe 1.bin").resent_at_most(0))
    }

    fn a_folder_has_the_name_of_an_empty_file() {
        Sample::drive(1)
            .size(0)
            .conflict(Conflict::Replace)
            .before(|world| {
                world.service.add_drive_folder(FILE).expect("made");
            })
            .expect(refused(GU_ERR_CONFLICT).words(&["folder"]).by_itself().sessions(0..=0).requests(4).waits(0))
    }

    /// onedrive-api-docs issue 55
    fn the_first_look_shows_a_file_that_must_not_be_there() {
        each(&[ConflictAt::Creation, ConflictAt::FirstPiece, ConflictAt::Commit], |at| {
            let sample = Sample::drive(3).conflict(Conflict::Fail).before(older);
            let sample = match at {
                ConflictAt::Creation => sample,
                ConflictAt::FirstPiece => sample.config(|config| config.drive.conflict_at = ConflictAt::FirstPiece),
                ConflictAt::Commit => sample.config(|config| config.drive.conflict_at = ConflictAt::Commit),
            };
            sample.expect(refused(GU_ERR_CONFLICT).by_itself().objects(1).unsent().requests(4).waits(0))
        })
    }

    fn the_first_look_shows_a_file_that_must_not_be_there_and_this_one_is_empty() {
        Sample::drive(1)
            .size(0)
            .conflict(Conflict::Fail)
            .before(older)
            .expect(refused(GU_ERR_CONFLICT).by_itself().objects(1).sessions(0..=0).requests(4).waits(0))
    }

    /// The taken name is seen at the end alone: by then all is sent, and the error says why it is not stored.
    fn a_file_that_came_meanwhile_under_fail() {
        Sample::drive(3)
            .conflict(Conflict::Fail)
            .config(|config| config.drive.conflict_at = ConflictAt::Commit)
            .script(&format!("piece:2=other-writes:9:{FILE}"))
            .expect(refused(GU_ERR_CONFLICT).http(409).objects(1).resent_at_most(1))
    }

    fn thousands_of_files_in_the_folder_under_rename() {
        Sample::drive(3)
            .conflict(Conflict::Rename)
            .config(|config| config.page_size = 200)
            .before(|world| {
                for number in 0..600 {
                    let address = format!("me/drive/root:/reports/{number}.txt");
                    world.service.add_drive_file(&address, b"x").expect("made");
                }
            })
            .expect(stored().objects(601).at_most(Kind::LookUp, 12))
    }
}

fn older(world: &crate::world::World) {
    world.service.add_drive_file(FILE, b"older").expect("made");
}
