//! Every documented form of the service's responses.

use graph_upload_simulator::model::config::{
    Casing, LocationForm, PutForm, RangeForm, ResponseStyle, UrlForm,
};
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Front, file};
use crate::world::World;

/// Uploads a piece and a bit, for which the position in the first response is needed.
fn upload(front: &dyn Front, world: &World) -> String {
    let file = file(crate::world::PIECE + 5_000);
    let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
    session.put_all(&file, 500_000).expect("put");
    let stored = session.finish(None).expect("finished");
    world.assert_stored(&stored.id, &file);
    stored.id
}

both! {
    fn positions_in_every_casing_and_form(front) {
        for casing in [Casing::Camel, Casing::Pascal, Casing::Mixed, Casing::Lower] {
            for form in [
                RangeForm::Bare,
                RangeForm::Open,
                RangeForm::Closed,
                RangeForm::ClosedPastEnd,
                RangeForm::Split,
                RangeForm::Empty,
                RangeForm::Null,
                RangeForm::Missing,
            ] {
                let world = World::with(|config| {
                    config.todo.progress = ResponseStyle::new(casing, form);
                });
                upload(front, &world);
            }
        }
    }

    fn ids_in_every_location(front) {
        for location in [
            LocationForm::Segment,
            LocationForm::Quoted,
            LocationForm::Relative,
            LocationForm::RelativeQuoted,
            LocationForm::Encoded,
            LocationForm::EncodedQuoted,
            LocationForm::WithQuery,
        ] {
            let world = World::with(|config| config.todo.location = location);
            upload(front, &world);
        }
    }

    fn a_created_without_location_is_looked_up(front) {
        let world = World::with(|config| config.todo.location = LocationForm::Missing);
        upload(front, &world);
        assert!(world.count(Kind::LookUp) > 1);
    }

    fn both_forms_of_the_upload_url(front) {
        for put in [PutForm::Content, PutForm::Bare { refusal: 404 }, PutForm::Bare { refusal: 405 }, PutForm::Both] {
            let refused = usize::from(matches!(put, PutForm::Bare { .. }));
            let world = World::with(|config| config.todo.put = put);
            upload(front, &world);
            assert_eq!(world.count(Kind::Piece), 2 + refused);
        }
    }

    fn upload_urls_of_any_shape(front) {
        for url in [UrlForm::Plain, UrlForm::EndsInContent, UrlForm::Query("a='b'&c=%E6~".into())] {
            let world = World::with(|config| config.todo.url = url);
            upload(front, &world);
        }
    }

    fn a_creation_that_says_201(front) {
        let world = World::with(|config| config.todo.create_status = 201);
        upload(front, &world);
    }
}
