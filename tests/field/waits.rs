//! Refusals that may pass: what is locked, changed or throttled is tried again with waits, and not for ever (K3).

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::{Conflict, Property};
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused, stored};
use crate::samples;
use crate::support::{DRIVE, MESSAGE, Sample, TODO, each, refusal};

const LOCKED: &str = "The resource you are attempting to access is locked";
const CHANGED: &str = "ETag does not match current item's value";

fn locked() -> FaultResponse {
    refusal(423, "resourceLocked", LOCKED)
}

fn changed() -> FaultResponse {
    refusal(412, "resourceModified", CHANGED)
}

samples! {
    /// graph-explorer issue 3435
    fn a_lock_that_passes() {
        each(&["create:1x2", "piece:2", "last:1x2"], |when| {
            Sample::drive(3)
                .conflict(Conflict::Replace)
                .on(when, locked())
                .expect(stored().resent_at_most(2).pauses(1).waits(200))
        })
    }

    fn a_lock_that_stays() {
        each(&["create:*", "last:*"], |when| {
            Sample::drive(3).conflict(Conflict::Replace).on(when, locked()).expect(
                failed().http(423).code("resourceLocked").words(&["locked"]).resent_at_most(8).pauses(2).waits(400).says_locked()
                    .requests(40),
            )
        })
    }

    fn a_lock_that_the_caller_does_not_wait_for() {
        each(&["create:*", "last:*"], |when| {
            Sample::drive(3)
                .conflict(Conflict::Replace)
                .setup(|setup| setup.waits_for_locks = false)
                .on(when, locked())
                .expect(failed().http(423).code("resourceLocked").words(&["locked"]).resent_at_most(0).waits(20))
        })
    }

    fn a_lock_at_creation_that_the_caller_does_not_wait_for() {
        Sample::message(3)
            .setup(|setup| setup.waits_for_locks = false)
            .on("create:*", locked())
            .expect(failed().http(423).words(&["locked"]).at_most(Kind::Create, 1).unsent().waits(0))
    }

    /// abraunegg/onedrive issue 1393
    fn one_412_without_a_condition() {
        each(&["create:1", "last:1", "piece:2"], |when| {
            Sample::drive(3)
                .conflict(Conflict::Replace)
                .on(when, changed())
                .expect(stored().resent_at_most(1).pauses(1).waits(10))
        })
    }

    fn one_412_without_a_condition_elsewhere() {
        each(&[MESSAGE, TODO], |place| {
            Sample::at(place, 3)
                .on("create:1", changed())
                .on("last:1", changed())
                .expect(stored().resent_at_most(1).pauses(2).waits(10))
        })
    }

    fn always_412_without_a_condition_at_creation() {
        Sample::drive(3).conflict(Conflict::Replace).on("create:*", changed()).expect(
            refused(GU_ERR_CONFLICT).http(412).code("resourceModified").words(&[CHANGED]).at_most(Kind::Create, 4)
                .pauses(1),
        )
    }

    fn always_412_without_a_condition_at_the_last_piece() {
        Sample::drive(3).conflict(Conflict::Replace).on("last:*", changed()).expect(
            refused(GU_ERR_CONFLICT).http(412).code("resourceModified").words(&[CHANGED]).resent_at_most(3).pauses(1)
                .kept(),
        )
    }

    fn a_condition_that_does_not_hold() {
        Sample::drive(3)
            .conflict(Conflict::Replace)
            .property(Property::IfMatch("\"{old},1\"".into()))
            .on("create:*", changed())
            .expect(refused(GU_ERR_CONFLICT).http(412).words(&[CHANGED]).at_most(Kind::Create, 1).unsent().waits(0))
    }

    fn a_condition_that_does_not_hold_any_more_at_a_piece() {
        Sample::drive(3)
            .conflict(Conflict::Replace)
            .property(Property::IfMatch("*".into()))
            .before(|world| {
                world.service.add_drive_file("me/drive/root:/reports/gr%C3%B6%C3%9Fe.bin", b"older").expect("made");
            })
            .on("piece:2x99", changed())
            .expect(refused(GU_ERR_CONFLICT).http(412).words(&[CHANGED]).objects(1).resent_at_most(0).waits(0))
    }

    fn throttled_for_a_while() {
        each(&[DRIVE, MESSAGE, TODO], |place| {
            let busy = || FaultResponse::new(429).with("Retry-After", "0.02");
            Sample::at(place, 3)
                .on("create:1", busy())
                .on("piece:2", busy())
                .on("last:1", busy())
                .expect(stored().resent_at_most(2).pauses(2))
        })
    }

    fn throttled_without_an_end() {
        Sample::drive(3).on("create:*", refusal(429, "activityLimitReached", "The request has been throttled")).expect(
            refused(GU_ERR_THROTTLED).http(429).code("activityLimitReached").words(&["has been throttled"])
                .at_most(Kind::Create, 8).pauses(2).waits(180),
        )
    }

    fn trouble_without_an_end() {
        each(&["create:*", "piece:2x99"], |when| {
            Sample::drive(3).on(when, refusal(503, "serviceNotAvailable", "The service is not available")).expect(
                refused(GU_ERR_SERVER).http(503).code("serviceNotAvailable").words(&["is not available"])
                    .resent_at_most(8).sessions(0..=1).pauses(2).waits(180).requests(40),
            )
        })
    }

    /// One look settles it, so nothing waits for long.
    fn trouble_at_the_last_piece_of_a_stored_file() {
        each(&[DRIVE, MESSAGE, TODO], |place| {
            Sample::at(place, 3)
                .after("last", refusal(503, "serviceNotAvailable", "The service is not available"))
                .expect(stored().recovered().resent_at_most(0).waits(20))
        })
    }
}
