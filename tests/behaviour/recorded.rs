//! Upload URLs and responses of drives and Outlook, in every form that was recorded.

use graph_upload_core::kinds::{drive, outlook};
use graph_upload_simulator::model::config::{
    Casing, Config, ExpiryForm, LocationForm, RangeForm, ResponseStyle,
};
use graph_upload_simulator::model::drive::rules::{BusinessUrl, Flavour, PersonalUrl, SessionResponses};
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Front, Place, unique};
use crate::kinds::upload;
use crate::world::World;

const FILE: Place = Place::DrivePath { drive: None, path: "a folder/größe 'ä' 1.bin" };

/// Uploads a piece and a bit to a drive, for which the position in the first response is needed.
fn to_drive(front: &dyn Front, configure: impl FnOnce(&mut Config)) -> World {
    let world = World::with(configure);
    upload(front, &world, &FILE.into(), drive::RULES.piece.first as usize + 5_000, 500_000);
    world
}

fn to_message(front: &dyn Front, configure: impl FnOnce(&mut Config)) -> World {
    let world = World::with(configure);
    let place = Place::Message { user: None, folder: None, message: unique("m="), name: "größe.txt" };
    upload(front, &world, &place.into(), outlook::RULES.piece.first as usize + 5_000, 500_000);
    world
}

both! {
    fn every_upload_url_of_a_business_drive(front) {
        for form in [
            BusinessUrl::Drives,
            BusinessUrl::Drive,
            BusinessUrl::DoubleSlash,
            BusinessUrl::Unicode,
            BusinessUrl::Sealed,
            BusinessUrl::ProofToken,
        ] {
            to_drive(front, |config| config.drive.business_url = form);
        }
    }

    fn every_upload_url_of_a_personal_drive(front) {
        for form in [PersonalUrl::Content, PersonalUrl::Rup, PersonalUrl::Up] {
            to_drive(front, |config| {
                config.drive.flavour = Flavour::Personal;
                config.drive.personal_url = form;
            });
        }
    }

    fn progress_of_a_drive_over_the_years(front) {
        for responses in [SessionResponses::Current, SessionResponses::Year2016, SessionResponses::Year2015] {
            for flavour in [Flavour::Business, Flavour::Personal] {
                to_drive(front, |config| {
                    config.drive.responses = responses;
                    config.drive.flavour = flavour;
                });
            }
        }
    }

    fn positions_of_a_drive_in_every_casing_and_form(front) {
        for casing in [Casing::Camel, Casing::Pascal, Casing::Mixed, Casing::Lower] {
            for form in [
                RangeForm::Bare,
                RangeForm::Open,
                RangeForm::Closed,
                RangeForm::ClosedPastEnd,
                RangeForm::Split,
                RangeForm::Null,
                RangeForm::Missing,
            ] {
                to_drive(front, |config| config.drive.progress = ResponseStyle::new(casing, form));
            }
        }
    }

    fn expiries_of_a_drive_in_every_form(front) {
        for expiry in [
            ExpiryForm::Recorded,
            ExpiryForm::Seven,
            ExpiryForm::Three,
            ExpiryForm::Whole,
            ExpiryForm::Offset,
            ExpiryForm::Nonsense,
            ExpiryForm::Missing,
        ] {
            to_drive(front, |config| config.expiry = expiry);
        }
    }

    fn every_upload_url_and_location_of_outlook(front) {
        for api in ["/api/v1.0", "/api/v2.0", "/api/gv1.0", "/api/gbeta", "/api/beta"] {
            to_message(front, |config| config.outlook.api = api.into());
        }
        for location in [LocationForm::Quoted, LocationForm::Encoded, LocationForm::EncodedQuoted] {
            to_message(front, |config| config.outlook.location = location);
        }
    }

    fn progress_of_outlook_in_both_casings(front) {
        for casing in [Casing::Mixed, Casing::Pascal] {
            let style = ResponseStyle::new(casing, RangeForm::Bare);
            let world = to_message(front, |config| config.outlook.progress = style);
            assert_eq!(world.count(Kind::Piece), 2);
        }
    }

    fn a_gateway_that_cannot_say_what_is_wrong_at_creation(front) {
        let world = World::new();
        world.service.script(vec!["create=504;error=UnknownError".parse().expect("a fault")]);
        upload(front, &world, &FILE.into(), 5_000, 5_000);
        assert_eq!(world.count(Kind::Create), 2);
    }

    fn a_personal_drive_that_takes_long_to_put_the_file_together(front) {
        let world = World::with(|config| config.drive.flavour = Flavour::Personal);
        let fault = "last:1x3=503;error=serviceNotAvailable,Service unavailable";
        world.service.script(vec![fault.parse().expect("a fault")]);
        upload(front, &world, &FILE.into(), 5_000, 5_000);
        assert_eq!(world.stored_at(FILE).len(), 1);
    }
}
