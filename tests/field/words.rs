//! What errors say: the service's own words, what is missing, and where the answer came from (K2, K6).

use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused};
use crate::front::Place;
use crate::samples;
use crate::support::{DRIVE, EVENT, MESSAGE, PRINT, REQUEST_ID, Sample, TODO, each, refusal};

const JAPANESE: &str = "アクセスが拒否されました。この操作を実行する権限がありません。";
const CHINESE: &str = "访问被拒绝。您没有执行此操作的权限。";
const MIXED: &str = "Доступ запрещён: 権限がありません (contoso)";
const PLAIN: &str = "Access is denied. Check credentials and try again";

samples! {
    fn words_in_any_language_at_creation() {
        each(&[JAPANESE, CHINESE, MIXED], |words| {
            Sample::drive(2)
                .on("create:*", refusal(403, "accessDenied", words))
                .expect(refused(GU_ERR_DENIED).http(403).code("accessDenied").words(&[words]).requests(4))
        })
    }

    fn words_in_any_language_at_a_piece() {
        each(&[JAPANESE, CHINESE], |words| {
            Sample::message(3)
                .on("piece:2x9", refusal(403, "ErrorAccessDenied", words))
                .expect(refused(GU_ERR_DENIED).http(403).words(&[words]))
        })
    }

    fn words_in_any_language_in_one_request() {
        Sample::in_one_request(MESSAGE)
            .on("inline:*", refusal(403, "ErrorAccessDenied", JAPANESE))
            .expect(refused(GU_ERR_DENIED).http(403).words(&[JAPANESE]).requests(6))
    }

    /// Cut by characters: what is there is whole, and it is not everything.
    fn many_words_are_cut() {
        Sample::drive(2)
            .on("create:*", refusal(403, "accessDenied", &CHINESE.repeat(400)))
            .expect(refused(GU_ERR_DENIED).words(&[CHINESE]).not_words(&["\u{fffd}"]).shorter_than(2_000))
    }

    /// Mailozaurr issue 40
    fn the_permission_that_is_missing() {
        let cases = [
            (MESSAGE, "Mail.ReadWrite"),
            (EVENT, "Calendars.ReadWrite"),
            (TODO, "Tasks.ReadWrite"),
            (DRIVE, "Files.ReadWrite"),
            (PRINT, "PrintJob"),
        ];
        each(&cases, |(place, permission)| {
            Sample::at(place, 3)
                .on("create:*", refusal(403, "ErrorAccessDenied", PLAIN))
                .expect(refused(GU_ERR_DENIED).http(403).words(&[PLAIN, permission]).requests(4))
        })
    }

    fn the_permission_that_is_missing_for_one_request() {
        each(&[(MESSAGE, "Mail.ReadWrite"), (TODO, "Tasks.ReadWrite")], |(place, permission)| {
            Sample::in_one_request(place)
                .on("inline:*", refusal(403, "ErrorAccessDenied", PLAIN))
                .expect(refused(GU_ERR_DENIED).http(403).words(&[PLAIN, permission]).requests(6))
        })
    }

    /// What the service does not do it will not do the next time either.
    fn final_statuses_at_creation() {
        let cases = [(405, GU_ERR_ARGUMENT), (422, GU_ERR_ARGUMENT)];
        each(&cases, |(status, error)| {
            Sample::drive(2)
                .on("create:*", refusal(status, "unprocessable", "The item cannot be processed"))
                .expect(
                    refused(error).http(status).code("unprocessable").words(&["cannot be processed"])
                        .not_words(&["report"]).at_most(Kind::Create, 1).waits(0),
                )
        })
    }

    fn final_server_statuses_at_creation() {
        each(&[501, 505], |status| {
            Sample::drive(2)
                .on("create:*", refusal(status, "notImplemented", "This is not supported here"))
                .expect(failed().http(status).words(&["not supported here"]).at_most(Kind::Create, 1).waits(0))
        })
    }

    fn final_statuses_at_a_piece() {
        each(&[405, 422, 501, 505], |status| {
            Sample::drive(3)
                .on("piece:2x99", refusal(status, "notSupported", "This is not supported here"))
                .expect(
                    failed().http(status).code("notSupported").words(&["not supported here"]).resent_at_most(0)
                        .sessions(1..=1),
                )
        })
    }

    fn final_statuses_at_a_last_piece() {
        each(&[405, 422, 501, 505], |status| {
            Sample::message(3)
                .on("last:*", refusal(status, "notSupported", "This is not supported here"))
                .expect(
                    failed().http(status).code("notSupported").words(&["not supported here"]).resent_at_most(0)
                        .sessions(1..=1),
                )
        })
    }

    fn final_statuses_of_one_request() {
        each(&[405, 422, 501, 505], |status| {
            Sample::in_one_request(MESSAGE)
                .on("inline:*", refusal(status, "notSupported", "This is not supported here"))
                .expect(failed().http(status).words(&["not supported here"]).at_most(Kind::Inline, 1).sessions(0..=0))
        })
    }

    /// A refusal without words is named by what is known: the status, the host, the request id.
    fn a_refusal_without_words() {
        each(&[400, 402, 406, 418, 451], |status| {
            Sample::drive(2)
                .on("create:*", FaultResponse::new(status).with("request-id", REQUEST_ID))
                .expect(failed().http(status).at_most(Kind::Create, 4))
        })
    }

    /// The first words are kept although a second way was tried, and failed with others.
    fn the_first_refusal_is_kept_beside_the_second() {
        Sample::message(1)
            .size(2_500_000)
            .on("inline:*", refusal(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size"))
            .on("create:*", refusal(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", "less than the minimum"))
            .expect(refused(GU_ERR_TOO_LARGE).words(&["exceeds the maximum supported size"]))
    }

    fn the_diagnostics_of_the_service() {
        each(&["create:*", "piece:2x9"], |when| {
            let response = refusal(403, "ErrorAccessDenied", PLAIN).with("x-ms-diagnostics", "3000001;reason=\"audience\"");
            Sample::message(3)
                .on(when, response)
                .expect(refused(GU_ERR_DENIED).http(403).diagnostics("3000001;reason=\"audience\""))
        })
    }

    fn a_shared_mailbox_without_the_right() {
        Sample::at(OTHER_MAILBOX, 3)
            .config(|config| config.outlook.deny_other_mailboxes = true)
            .expect(refused(GU_ERR_DENIED).http(403).words(&["Access is denied", "Mail.ReadWrite"]).requests(4))
    }
}

const OTHER_MAILBOX: Place =
    Place::Message { user: Some("adele@contoso.example"), folder: None, message: "draft", name: "a.bin" };
