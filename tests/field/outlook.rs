//! Attachments of messages, events and posts.

use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::rules::outlook::LimitAt;

use crate::expect::{refused, stored};
use crate::samples;
use crate::support::{DRIVE, EVENT, MESSAGE, POST, Sample, TODO, each, page, refusal};

const CHANGE_KEY: &str = "the change key passed in the request does not match";
const FULL: &str = "The mailbox has exceeded its quota";
const TOO_LARGE: &str = "The message exceeds the maximum supported size";

fn irresolvable(status: u16) -> FaultResponse {
    refusal(status, "ErrorIrresolvableConflict", CHANGE_KEY)
}

fn not_there_yet() -> FaultResponse {
    refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
}

fn full(status: u16) -> FaultResponse {
    refusal(status, "ErrorQuotaExceeded", FULL)
}

samples! {
    /// msgraph-sdk-dotnet issue 1287
    fn a_change_key_that_does_not_match_once() {
        each(&["create:1", "create:1x2", "last:1", "last:1x2", "piece:2"], |when| {
            Sample::message(3).on(when, irresolvable(412)).expect(stored().resent_at_most(2).pauses(1))
        })
    }

    fn a_change_key_that_does_not_match_once_as_409() {
        each(&["create:1", "last:1"], |when| {
            Sample::at(EVENT, 3).on(when, irresolvable(409)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn a_change_key_that_does_not_match_in_one_request() {
        each(&[MESSAGE, EVENT, POST], |place| {
            Sample::in_one_request(place).on("inline:1x2", irresolvable(412))
                .expect(stored().resent_at_most(1).pauses(1).at_most(Kind::Inline, 3))
        })
    }

    fn a_change_key_that_never_matches() {
        Sample::message(3).on("create:*", irresolvable(412)).expect(
            refused(GU_ERR_CONFLICT).http(412).code("ErrorIrresolvableConflict").words(&["change key"])
                .at_most(Kind::Create, 8).pauses(1).waits(180),
        )
    }

    fn a_draft_made_a_moment_ago() {
        each(&[MESSAGE, EVENT, POST], |place| {
            Sample::at(place, 3).on("create:1x2", not_there_yet()).expect(stored().waits(10))
        })
    }

    fn a_draft_made_a_moment_ago_gets_a_small_file() {
        each(&[MESSAGE, EVENT, POST], |place| {
            Sample::in_one_request(place).on("inline:1x2", not_there_yet())
                .expect(stored().resent_at_most(1).waits(10))
        })
    }

    fn a_message_that_is_not_there() {
        each(&[MESSAGE, EVENT], |place| {
            Sample::at(place, 3).on("create:*", not_there_yet()).expect(
                refused(GU_ERR_NOT_FOUND).http(404).code("ErrorItemNotFound").words(&["not found in the store"])
                    .at_most(Kind::Create, 4).waits(10),
            )
        })
    }

    fn a_message_that_is_not_there_for_a_small_file() {
        Sample::in_one_request(MESSAGE).on("inline:*", not_there_yet()).expect(
            refused(GU_ERR_NOT_FOUND).http(404).code("ErrorItemNotFound").at_most(Kind::Inline, 4).waits(10),
        )
    }

    /// microsoft-graph-docs issue 2212: a request has 4 MiB at most, and base64 makes it longer by a third.
    fn sizes_around_the_limit_of_one_request() {
        each(&[2_999_999, 3_000_000, 3_000_001, 3_145_611, 3_145_727, 3_145_728, 3_145_729], |size| {
            Sample::message(1)
                .size(size)
                .any_piece()
                .on("inline:*>4194304", refusal(400, "RequestBodyRead", "The maximum request length was exceeded"))
                .expect(stored().resent_at_most(0).at_most(Kind::Inline, usize::from(size < 3_000_000)))
        })
    }

    /// office365-mail issue 39
    fn a_small_file_that_is_too_large_for_its_message() {
        each(&[MESSAGE, EVENT, TODO], |place| {
            Sample::in_one_request(place).on("inline:*", refusal(413, "ErrorMessageSizeExceeded", TOO_LARGE)).expect(
                refused(GU_ERR_TOO_LARGE).http(413).words(&[TOO_LARGE]).not_words(&["minimum"]).sessions(0..=0),
            )
        })
    }

    fn a_small_file_that_a_gateway_finds_too_large() {
        Sample::in_one_request(MESSAGE).on("inline:*", page(413, "Request Entity Too Large"))
            .expect(refused(GU_ERR_TOO_LARGE).http(413).not_words(&["minimum"]).sessions(0..=0))
    }

    /// docs issue 12168
    fn a_mailbox_that_is_full_at_the_last_piece() {
        each(&[403, 507, 413], |status| {
            Sample::message(3).on("last:*", full(status)).expect(
                refused(GU_ERR_QUOTA).http(status).code("ErrorQuotaExceeded").words(&[FULL]).resent_at_most(1),
            )
        })
    }

    fn a_mailbox_that_is_full_at_other_steps() {
        each(&["create:*", "piece:1x99", "piece:2x99"], |when| {
            Sample::message(3).on(when, full(403)).expect(
                refused(GU_ERR_QUOTA).http(403).code("ErrorQuotaExceeded").words(&[FULL]).resent_at_most(1),
            )
        })
    }

    fn a_mailbox_that_is_full_for_a_small_file() {
        each(&[MESSAGE, TODO], |place| {
            Sample::in_one_request(place).on("inline:*", full(403)).expect(
                refused(GU_ERR_QUOTA).http(403).code("ErrorQuotaExceeded").words(&[FULL]).at_most(Kind::Inline, 1),
            )
        })
    }

    fn a_drive_that_is_full_by_its_code() {
        each(&["create:*", "piece:2x99", "last:*"], |when| {
            Sample::at(DRIVE, 3).on(when, refusal(403, "quotaLimitReached", "Insufficient space available")).expect(
                refused(GU_ERR_QUOTA).http(403).code("quotaLimitReached").words(&["Insufficient space"]).resent_at_most(1),
            )
        })
    }

    fn an_attachment_above_the_limit_of_the_tenant() {
        let codes = ["ErrorAttachmentSizeLimitExceeded", "ErrorMessageSizeExceeded"];
        each(&[(400, codes[0]), (413, codes[0]), (400, codes[1]), (413, codes[1])], |(status, code)| {
            Sample::message(3).on("create:*", refusal(status, code, "The attachment is too large")).expect(
                refused(GU_ERR_TOO_LARGE).http(status).code(code).words(&["is too large", "35 MB"]).unsent(),
            )
        })
    }

    fn a_message_above_the_limit_of_the_tenant_at_its_end() {
        each(&["Creation", "Piece", "Commit"], |at| {
            let sample = Sample::message(3);
            let sample = match at {
                "Creation" => sample.config(|config| config.outlook.message_limit = Some((100, LimitAt::Creation))),
                "Piece" => sample.config(|config| config.outlook.message_limit = Some((2_000_000, LimitAt::Piece))),
                _ => sample.config(|config| config.outlook.message_limit = Some((100, LimitAt::Commit))),
            };
            sample.expect(refused(GU_ERR_TOO_LARGE).http(413).words(&["maximum supported size", "35 MB"]).resent_at_most(1))
        })
    }
}
