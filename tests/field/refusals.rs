//! Pieces that are refused: what the session says about it decides, not the status alone (K1, K3).

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::Conflict;
use graph_upload_simulator::faults::{Action, FaultResponse};
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused, stored};
use crate::samples;
use crate::support::{DRIVE, EVENT, MESSAGE, POST, PRINT, Sample, TODO, each, ranges, refusal};

const DENIED: &str = "accessDenied";
const WORDS: &str = "Either scp or roles claim need to be present";

/// Statuses that a last piece can be refused with although it made the file.
const FALSE_REFUSALS: [u16; 14] = [400, 401, 403, 404, 405, 409, 410, 412, 413, 416, 422, 423, 500, 503];

fn modified() -> FaultResponse {
    refusal(409, "resourceModified", "The resource has changed since the caller last read it.")
}

samples! {
    /// abraunegg/onedrive issue 3245
    fn a_second_piece_answered_403_each_time() {
        Sample::drive(3).on("piece:2x99", refusal(403, DENIED, WORDS)).expect(
            refused(GU_ERR_DENIED).http(403).code(DENIED).words(&[WORDS]).resent_at_most(2).pauses(1).requests(14),
        )
    }

    fn a_second_piece_answered_401_each_time() {
        Sample::drive(3).on("piece:2x99", refusal(401, "unauthenticated", WORDS)).expect(
            refused(GU_ERR_DENIED).http(401).code("unauthenticated").words(&[WORDS]).resent_at_most(2).requests(14),
        )
    }

    fn a_last_piece_answered_403_each_time() {
        Sample::drive(3)
            .on("last:*", refusal(403, DENIED, WORDS))
            .expect(refused(GU_ERR_DENIED).http(403).code(DENIED).words(&[WORDS]).resent_at_most(2))
    }

    fn a_second_piece_of_every_kind_answered_403_each_time() {
        each(&[MESSAGE, EVENT, POST, TODO, PRINT], |place| {
            Sample::at(place, 3).on("piece:2x99", refusal(403, "ErrorAccessDenied", WORDS)).expect(
                refused(GU_ERR_DENIED).http(403).code("ErrorAccessDenied").words(&[WORDS]).resent_at_most(2),
            )
        })
    }

    fn a_first_piece_answered_403_each_time() {
        each(&[DRIVE, MESSAGE, TODO, PRINT], |place| {
            Sample::at(place, 3).on("piece:*", refusal(403, DENIED, WORDS)).expect(
                refused(GU_ERR_DENIED).http(403).code(DENIED).words(&[WORDS]).resent_at_most(2).at_most(Kind::Piece, 3),
            )
        })
    }

    /// onedrive-api-docs issue 861
    fn one_refusal_in_the_middle_while_the_session_lives() {
        each(&[401, 403], |status| {
            Sample::drive(3).on("piece:2", refusal(status, DENIED, WORDS)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn one_refusal_in_the_middle_in_every_kind() {
        each(&[MESSAGE, EVENT, POST, TODO, PRINT], |place| {
            Sample::at(place, 3).on("piece:2", refusal(403, DENIED, WORDS)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn one_refusal_of_the_first_and_of_the_last_piece() {
        each(&["piece:1", "last"], |when| {
            Sample::drive(3).on(when, refusal(403, DENIED, WORDS)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    /// onedrive-api-docs issue 861: one PUT in ten.
    fn refusals_with_progress_between_are_each_the_first() {
        Sample::drive(10)
            .on("piece:2", refusal(401, "unauthenticated", WORDS))
            .on("piece:5x2", refusal(401, "unauthenticated", WORDS))
            .on("piece:9", refusal(403, DENIED, WORDS))
            .on("piece:11", refusal(403, DENIED, WORDS))
            .expect(stored().resent_at_most(5).requests(40))
    }

    fn a_refusal_then_a_session_that_is_gone() {
        Sample::drive(3)
            .script("piece:2=forget-then:403;body={\"error\":{\"code\":\"accessDenied\"}}")
            .expect(stored().sessions(2..=2).sent_again(1).resent_at_most(0))
    }

    fn a_last_piece_that_is_stored_whatever_it_is_answered_under_replace() {
        each(&FALSE_REFUSALS, |status| false_refusal(status).conflict(Conflict::Replace).expect(found()))
    }

    fn a_last_piece_that_is_stored_whatever_it_is_answered_under_rename() {
        each(&FALSE_REFUSALS, |status| false_refusal(status).conflict(Conflict::Rename).expect(found()))
    }

    fn a_last_piece_that_is_stored_whatever_it_is_answered_under_fail() {
        each(&FALSE_REFUSALS, |status| false_refusal(status).expect(found()))
    }

    fn a_last_piece_of_print_that_is_stored_whatever_it_is_answered() {
        each(&FALSE_REFUSALS, |status| {
            Sample::print(2).after("last", refusal(status, "generalException", WORDS)).expect(stored().resent_at_most(0))
        })
    }

    fn a_last_piece_of_a_message_that_is_stored_whatever_it_is_answered() {
        each(&FALSE_REFUSALS, |status| {
            Sample::message(3).after("last", refusal(status, "ErrorInternalServerError", WORDS)).expect(found())
        })
    }

    fn a_last_piece_of_a_task_that_is_stored_whatever_it_is_answered() {
        // 401 is the token's there, and 404 and 405 may be those of the other form of the upload URL.
        each(&[400, 403, 404, 409, 410, 413, 416, 422, 500, 503], |status| {
            Sample::todo(3).after("last", refusal(status, "generalException", WORDS)).expect(found())
        })
    }

    fn a_file_of_one_piece_that_is_stored_whatever_it_is_answered() {
        each(&FALSE_REFUSALS, |status| {
            Sample::drive(1).conflict(Conflict::Rename).after("last", refusal(status, DENIED, WORDS)).expect(found())
        })
    }

    /// onedrive-api-docs issue 1707
    fn a_last_piece_in_conflict_with_another_writer() {
        Sample::drive(3)
            .conflict(Conflict::Replace)
            .script("piece:2=other-writes:9:me/drive/root:/reports/gr%C3%B6%C3%9Fe.bin")
            .act("last:*", Action::CommitLater(600_000, modified()))
            .expect(
                refused(GU_ERR_CONFLICT).http(409).code("resourceModified").words(&["has changed since"]).objects(1)
                    .resent_at_most(1).kept(),
            )
    }

    /// Whatever the session says it holds, nothing is sent for ever.
    fn a_last_piece_answered_with_open_ranges_each_time() {
        Sample::drive(3)
            .on("last:*", ranges(202, "\"655360-\""))
            .expect(failed().sent_again(2).requests(40).waits(180))
    }

    fn a_last_piece_answered_429_and_a_session_that_cannot_be_asked() {
        Sample::drive(3)
            .ways(&[crate::support::Way::Whole])
            .on("last:*", refusal(429, "activityLimitReached", WORDS))
            .on("status:*", refusal(503, "serviceNotAvailable", WORDS))
            .expect(failed().resent_at_most(8).requests(40).waits(180))
    }
}

fn false_refusal(status: u16) -> Sample {
    Sample::drive(3).after("last", refusal(status, "generalException", WORDS))
}

fn found() -> crate::expect::Expect {
    stored().recovered().sessions(1..=1).resent_at_most(0)
}
