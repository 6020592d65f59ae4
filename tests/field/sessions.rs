//! Sessions that are gone, not yet there, or elsewhere than was thought.

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::{Conflict, Property};
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused, stored};
use crate::samples;
use crate::support::{DRIVE, EVENT, MESSAGE, PRINT, Sample, TODO, each, refusal};

const GONE: &str = "The upload session was not found";

fn gone() -> FaultResponse {
    refusal(404, "itemNotFound", GONE)
}

fn out_of_order() -> FaultResponse {
    refusal(416, "invalidRange", "The uploaded fragment overlaps with data that has already been received")
}

/// The session ends with a response that does not say 404.
const NOT_FOUND_BY_CODE: &str = "forget-then:400;body={\"error\":{\"code\":\"invalidRequest\",\"innererror\":{\"code\":\"uploadSessionNotFound\"}}}";

samples! {
    /// onedrive-api-docs issue 698
    fn a_session_that_is_gone_by_its_code() {
        Sample::drive(3)
            .script("piece:2=503")
            .script(&format!("status:1={NOT_FOUND_BY_CODE}"))
            .expect(stored().sessions(2..=2).sent_again(1))
    }

    fn a_session_that_is_gone_by_its_code_at_a_piece() {
        each(&[DRIVE, PRINT], |place| {
            Sample::at(place, 3)
                .script(&format!("piece:2={NOT_FOUND_BY_CODE}"))
                .expect(stored().sessions(2..=2).sent_again(1))
        })
    }

    fn a_session_that_is_gone_by_its_code_after_its_last_piece() {
        Sample::drive(3)
            .conflict(Conflict::Rename)
            .script("last=503")
            .script(&format!("status:1={NOT_FOUND_BY_CODE}"))
            .expect(stored().sessions(2..=2).sent_again(1).waits(90))
    }

    fn a_stored_file_whose_session_is_gone_by_its_code() {
        each(&[Conflict::Replace, Conflict::Rename, Conflict::Fail], |conflict| {
            Sample::drive(3)
                .conflict(conflict)
                .script("last=after:503")
                .script(&format!("status:*={NOT_FOUND_BY_CODE}"))
                .expect(stored().recovered().resent_at_most(0))
        })
    }

    fn a_session_that_is_gone_in_the_middle() {
        each(&[DRIVE, MESSAGE, EVENT, TODO, PRINT], |place| {
            Sample::at(place, 3)
                .script("piece:2=forget")
                .expect(stored().sessions(2..=2).sent_again(1).resent_at_most(2))
        })
    }

    /// python-o365 issue 728
    fn three_times_416_in_a_row() {
        Sample::drive(3).on("piece:2x3", out_of_order()).expect(stored().resent_at_most(3).pauses(2))
    }

    fn three_times_416_in_a_row_elsewhere() {
        each(&[MESSAGE, PRINT], |place| {
            Sample::at(place, 3).on("piece:2x3", out_of_order()).expect(stored().resent_at_most(3).pauses(2))
        })
    }

    fn always_416() {
        Sample::drive(3).on("piece:2x99", out_of_order()).expect(
            failed().http(416).code("invalidRange").words(&["overlaps with data"]).resent_at_most(8).requests(40)
                .pauses(2).waits(180),
        )
    }

    /// rclone issue 8545
    fn the_first_session_of_an_office_file_is_never_found() {
        Sample::drive(1)
            .size(40_000)
            .conflict(Conflict::Replace)
            .script("piece:1=forget")
            .expect(stored().sessions(2..=2).sent_again(1).resent_at_most(1).requests(14).waits(8))
    }

    fn the_first_session_of_a_longer_file_is_never_found() {
        Sample::drive(3)
            .conflict(Conflict::Replace)
            .script("piece:1=forget")
            .expect(stored().sessions(2..=2).resent_at_most(2).at_most(Kind::LookUp, 1).requests(14).waits(8))
    }

    /// msgraph-sdk-javascript issue 272
    fn no_session_works_but_one_request_does() {
        each(&[Conflict::Replace, Conflict::Rename, Conflict::Fail], |conflict| {
            Sample::drive(1)
                .size(40_000)
                .conflict(conflict)
                .script("piece:*=forget")
                .expect(stored().sessions(1..=4).resent_at_most(1).sent_again(8).at_most(Kind::Inline, 1).requests(40).waits(90))
        })
    }

    /// rclone issue 9767. What the piece of a session has made may show late: it is looked for once to the end, for a minute.
    fn neither_a_session_nor_one_request_works() {
        Sample::drive(1)
            .size(40_000)
            .script("piece:*=forget")
            .on("inline:*", refusal(404, "itemNotFound", "The resource could not be found"))
            .expect(
                failed()
                    .http(404)
                    .words(&["could not be found"])
                    .sessions(1..=4)
                    .sent_again(9)
                    .requests(40)
                    .waits(90),
            )
    }

    fn no_session_of_a_large_file_works() {
        Sample::drive(20)
            .script("piece:*=forget-then:404;body={\"error\":{\"code\":\"itemNotFound\",\"message\":\"The upload session was not found\"}}")
            .expect(
                failed().http(404).words(&[GONE]).sessions(1..=4).resent_at_most(0).at_most(Kind::Piece, 8)
                    .at_most(Kind::Inline, 0).requests(40),
            )
    }

    /// What only a session can set is not given up for the sake of one request.
    fn no_session_of_a_file_with_times_works() {
        Sample::drive(1)
            .size(40_000)
            .property(Property::Modified(1_700_000_000_000))
            .script("piece:*=forget")
            .expect(
                failed()
                    .http(404)
                    .sessions(1..=4)
                    .sent_again(8)
                    .at_most(Kind::Inline, 0)
                    .requests(40)
                    .waits(90),
            )
    }

    /// The attempts of one budget are for all sessions together.
    fn a_fresh_session_that_is_never_found() {
        each(&[DRIVE, MESSAGE], |place| {
            Sample::at(place, 20)
                .config(|config| {
                    config.hidden_requests = 1_000;
                    config.drive.flavour = Flavour::Personal;
                })
                .expect(failed().http(404).sessions(1..=5).resent_at_most(0).at_most(Kind::Piece, 8).requests(40).left(5))
        })
    }

    fn a_fresh_session_that_is_found_late() {
        Sample::drive(3)
            .config(|config| config.hidden_requests = 1)
            .expect(stored().sessions(1..=1).resent_at_most(1).pauses(1).waits(8))
    }

    /// Slow replication: the session lives on, and locks the name.
    fn one_404_to_a_piece_of_a_session_that_lives() {
        each(&[DRIVE, MESSAGE, EVENT, TODO, PRINT], |place| {
            Sample::at(place, 3).on("piece:2", gone()).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn two_times_404_to_a_piece_of_a_session_that_lives() {
        Sample::drive(3).on("piece:2x2", gone()).expect(stored().resent_at_most(2).pauses(2))
    }

    fn one_404_to_the_status_of_a_session_that_lives() {
        each(&[DRIVE, MESSAGE, TODO], |place| {
            Sample::at(place, 3)
                .script("piece:2=503")
                .on("status:1", gone())
                .expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn two_times_404_to_the_status_of_a_session_that_lives() {
        Sample::drive(3).script("piece:2=503").on("status:1x2", gone()).expect(stored().resent_at_most(1).pauses(1))
    }

    /// A new session is refused by the own old one, so that one is tried again.
    fn a_session_that_lives_and_is_not_found_for_long() {
        Sample::drive(3)
            .on("piece:2x3", gone())
            .on("status:1x3", gone())
            .on("delete:1", gone())
            .expect(stored().sessions(1..=1).resent_at_most(3).requests(30).waits(90))
    }

    /// The header's loop, with a service that lets go of everything at each last piece.
    fn a_service_that_rewinds_at_every_last_piece() {
        Sample::drive(3)
            .script("last:*=rewind:0")
            .expect(failed().sent_again(10).resent_at_most(10).sessions(1..=4).requests(120).waits(180))
    }

    fn a_service_that_rewinds_at_some_last_pieces() {
        Sample::drive(3).script("last:1x2=rewind:0").expect(stored().sent_again(2).resent_at_most(2).requests(30))
    }

    fn a_session_that_expires_in_the_middle() {
        each(&[401, 403], |status| {
            Sample::drive(3)
                .on("status:*@tempauth", refusal(status, "unauthenticated", "The token has expired"))
                .on("piece:2", refusal(status, "unauthenticated", "The token has expired"))
                .expect(stored().sessions(1..=2).sent_again(1).resent_at_most(3))
        })
    }

    fn a_new_session_that_is_refused_after_one_that_is_gone() {
        Sample::drive(3)
            .on("create:2x9", refusal(404, "itemNotFound", "The folder is gone"))
            .script("piece:2=forget")
            .expect(refused(GU_ERR_NOT_FOUND).http(404).words(&["folder is gone"]).resent_at_most(3))
    }
}
