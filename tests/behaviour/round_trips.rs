//! How many requests a file takes, and that fewer of them lose nothing.

use std::sync::Arc;

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::{Conflict, Property};
use graph_upload_core::policy::baseline::ONE_REQUEST;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Failure, From, Front, Place, Stored, Target, Whole, file, unique};
use crate::world::World;

const PATH: Place = Place::DrivePath { drive: None, path: "a folder/n.pdf" };

/// A world in which requests are saved, as they are by default.
fn world(quick: bool) -> World {
    let mut world = World::new();
    (world.setup.one_request, world.setup.quick) = (ONE_REQUEST, quick);
    world
}

/// Uploads a file of this size, and answers which requests that took.
fn requests(front: &dyn Front, world: &World, target: &Target, size: usize) -> Vec<Kind> {
    world.service.clear_requests();
    uploaded(front, world, target, size).expect("stored");
    assert_eq!(world.service.violations(), Vec::<String>::new());
    world.service.requests().into_iter().map(|request| request.kind).collect()
}

fn uploaded(front: &dyn Front, world: &World, target: &Target, size: usize) -> Result<Stored, Failure> {
    let whole = Whole::of(From::Memory(Arc::from(file(size))));
    let (stored, result) = front.upload(&world.setup, target, &whole, None);
    result.map(|()| stored.expect("an item beside success"))
}

fn at(place: Place, properties: &[Property]) -> Target {
    Target { place, properties: properties.to_vec() }
}

fn attached() -> [Place; 3] {
    [
        Place::Todo { user: None, list: "l", task: unique("t"), name: "n" },
        Place::Message { user: None, folder: None, message: unique("m"), name: "n" },
        Place::Event { user: Some("u@x"), calendar: None, event: unique("e"), name: "n" },
    ]
}

both! {
    fn a_small_file_in_a_drive_takes_one_request(front) {
        for conflict in [Conflict::Fail, Conflict::Replace, Conflict::Rename] {
            for size in [0, 1, 8_192, ONE_REQUEST as usize] {
                let world = world(false);
                let target = at(PATH, &[Property::Conflict(conflict)]);
                assert_eq!(requests(front, &world, &target, size), [Kind::Inline], "{conflict:?} {size}");
            }
        }
    }

    fn a_larger_one_is_looked_at_before_unless_quick(front) {
        let size = ONE_REQUEST as usize + 1;
        let target = PATH.into();
        let careful = requests(front, &world(false), &target, size);
        assert_eq!(careful, [Kind::LookUp, Kind::Create, Kind::Piece]);
        assert_eq!(requests(front, &world(true), &target, size), [Kind::Create, Kind::Piece]);
    }

    fn a_small_file_with_a_time_takes_two_requests(front) {
        let target = at(PATH, &[Property::Modified(1_600_000_000_000)]);
        assert_eq!(requests(front, &world(false), &target, 8_192), [Kind::Create, Kind::Piece]);
    }

    fn a_small_attachment_takes_two_requests_and_quickly_one(front) {
        for place in attached() {
            for size in [0, 1, 2_999_999] {
                let careful = requests(front, &world(false), &place.into(), size);
                assert_eq!(careful, [Kind::LookUp, Kind::Inline], "{place:?} {size}");
                assert_eq!(requests(front, &world(true), &place.into(), size), [Kind::Inline], "{place:?} {size}");
            }
        }
    }

    fn a_taken_name_is_a_conflict(front) {
        let world = world(false);
        uploaded(front, &world, &PATH.into(), 10).expect("stored");
        let failure = uploaded(front, &world, &PATH.into(), 11).expect_err("taken");
        assert_eq!(failure.status, GU_ERR_CONFLICT);
        assert_eq!(world.stored_at(PATH).len(), 1);
    }

    fn a_condition_goes_along(front) {
        let world = world(false);
        let replace = Property::Conflict(Conflict::Replace);
        uploaded(front, &world, &PATH.into(), 10).expect("stored");
        let other = at(PATH, &[replace, Property::IfMatch("\"other\"".into())]);
        let failure = uploaded(front, &world, &other, 11).expect_err("another eTag");
        assert_eq!(failure.status, GU_ERR_CONFLICT);
    }

    fn a_lost_response_is_found_by_its_content(front) {
        for conflict in [Conflict::Fail, Conflict::Replace, Conflict::Rename] {
            let world = world(false);
            world.service.script(vec!["inline=lose".parse().expect("a fault")]);
            let target = at(PATH, &[Property::Conflict(conflict)]);
            let stored = uploaded(front, &world, &target, 8_192).expect("stored");
            assert!(stored.recovered, "{conflict:?}");
            let there = world.stored_at(PATH);
            assert_eq!(there.len(), 1, "{conflict:?}");
            assert!(there[0].bytes() == file(8_192));
        }
    }

    fn a_folder_of_the_name_is_told(front) {
        let world = world(false);
        let inside = Place::DrivePath { drive: None, path: "a folder/n.pdf/inside" };
        uploaded(front, &world, &inside.into(), 1).expect("stored");
        let failure = uploaded(front, &world, &at(PATH, &[Property::Conflict(Conflict::Replace)]), 10);
        let failure = failure.expect_err("a folder");
        assert_eq!(failure.status, GU_ERR_CONFLICT);
        assert!(failure.message.contains("folder"), "{}", failure.message);
    }
}
