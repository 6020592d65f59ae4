//! Attachments of tasks, and tokens: the token goes with every request there.

use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused, stored};
use crate::samples;
use crate::support::{DRIVE, MESSAGE, PRINT, REQUEST_ID, Sample, TODO, each, refusal};

const RPS: &str = "Unable to initialize RPS";

fn unsettled() -> FaultResponse {
    refusal(401, "unauthenticated", RPS)
}

samples! {
    /// onedrive-api-docs issue 1489
    fn one_passing_401_with_a_fixed_token() {
        each(&[DRIVE, MESSAGE, TODO, PRINT], |place| {
            Sample::at(place, 3).on("create:1", unsettled()).expect(stored().pauses(1).waits(10))
        })
    }

    fn one_passing_401_to_the_first_look() {
        each(&[DRIVE, MESSAGE, TODO], |place| {
            Sample::at(place, 3).on("look-up:1", unsettled()).expect(stored().pauses(1).waits(10))
        })
    }

    fn one_passing_401_to_one_request() {
        each(&[MESSAGE, TODO], |place| {
            Sample::in_one_request(place).on("inline:1", unsettled())
                .expect(stored().resent_at_most(1).pauses(1).waits(10))
        })
    }

    fn one_passing_401_to_a_piece_of_a_task() {
        each(&["piece:2", "last:1"], |when| {
            Sample::todo(3).on(when, unsettled()).expect(stored().resent_at_most(1).pauses(1).waits(10))
        })
    }

    fn a_fixed_token_that_stays_refused() {
        each(&[DRIVE, MESSAGE, TODO, PRINT], |place| {
            Sample::at(place, 3).on("create:*", unsettled()).expect(
                refused(GU_ERR_SIGN_IN).http(401).code("unauthenticated").words(&[RPS]).at_most(Kind::Create, 3).waits(15),
            )
        })
    }

    fn a_fixed_token_that_stays_refused_at_a_piece_of_a_task() {
        Sample::todo(3).on("piece:2x99", unsettled()).expect(
            refused(GU_ERR_SIGN_IN).http(401).code("unauthenticated").words(&[RPS]).resent_at_most(2),
        )
    }

    /// msgraph-sdk-dotnet issue 1416: the same token again cannot help.
    fn a_challenge_for_claims_ends_at_once() {
        let challenge = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\"";
        each(&[DRIVE, MESSAGE, TODO], |place| {
            let response = refusal(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge");
            Sample::at(place, 3)
                .on("create:*", response.with("WWW-Authenticate", challenge))
                .expect(refused(GU_ERR_SIGN_IN).http(401).words(&["challenge"]).claims("eyJhY2Nlc3NfdG9rZW4iOnt9fQ==").at_most(Kind::Create, 1).waits(0))
        })
    }

    fn a_task_made_a_moment_ago() {
        let missing = || refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.");
        vec![
            Sample::todo(3).on("create:1x2", missing()).expect(stored().waits(10)).named("session"),
            Sample::in_one_request(TODO)
                .on("inline:1x2", missing())
                .expect(stored().resent_at_most(1).waits(10))
                .named("one request"),
            Sample::todo(3)
                .on("create:*", missing())
                .expect(refused(GU_ERR_NOT_FOUND).http(404).words(&["not found in the store"]).at_most(Kind::Create, 4).waits(10))
                .named("never"),
        ]
    }

    fn an_application_token() {
        let denied = FaultResponse::new(401).with("request-id", REQUEST_ID).error("UnknownError", "");
        Sample::todo(3)
            .on("create:*", denied)
            .expect(failed().http(401).words(&["application permissions"]).at_most(Kind::Create, 3))
    }

    fn a_task_list_that_is_full() {
        each(&["create:*", "last:*"], |when| {
            Sample::todo(3)
                .on(when, refusal(507, "ErrorQuotaExceeded", "The mailbox is full"))
                .expect(refused(GU_ERR_QUOTA).http(507).code("ErrorQuotaExceeded").words(&["mailbox is full"]).resent_at_most(1))
        })
    }

    fn a_task_whose_attachments_are_too_large_together() {
        Sample::todo(3)
            .on("create:*", refusal(413, "maxFileSizeExceeded", "The file exceeds the limit"))
            .expect(refused(GU_ERR_TOO_LARGE).http(413).code("maxFileSizeExceeded").words(&["exceeds the limit"]).unsent())
    }
}
