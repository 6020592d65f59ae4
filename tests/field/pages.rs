//! Responses that are not the service's: pages of gateways and portals, redirects. They prove nothing about the session
//! or the rights (K1), and the error says where they came from (K6).

use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::FaultResponse;
use graph_upload_simulator::model::kind::Kind;

use crate::expect::{failed, refused, stored};
use crate::samples;
use crate::support::{DRIVE, MESSAGE, PRINT, Sample, TODO, each, page};

const TITLE: &str = "Blocked by the Contoso gateway";
const PORTAL: &str = "Welcome to the airport Wi-Fi";
const JAPANESE: &str = "社内プロキシによりブロックされました";
/// Half a MiB more than the first piece of a drive.
const LONGER_THAN_FIRST: &str = "11010048";

fn redirect(status: u16) -> FaultResponse {
    FaultResponse::new(status).with("Location", "https://login.elsewhere.example/upload?secret=1")
}

samples! {
    /// onedrive-api-docs issue 400
    fn one_page_with_400_while_the_session_lives() {
        each(&[DRIVE, MESSAGE, TODO, PRINT], |place| {
            Sample::at(place, 3).on("piece:2", page(400, TITLE)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn one_page_with_400_at_other_steps() {
        each(&["create:1", "piece:1", "last:1"], |when| {
            Sample::drive(3).on(when, page(400, TITLE)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn one_page_with_400_to_the_first_look() {
        Sample::drive(3).on("look-up:1", page(400, TITLE)).expect(stored())
    }

    fn one_empty_400_while_the_session_lives() {
        Sample::drive(3).on("piece:2", FaultResponse::new(400)).expect(stored().resent_at_most(1).pauses(1))
    }

    fn pages_with_400_for_ever() {
        each(&["create:*", "piece:2x99"], |when| {
            Sample::drive(3).on(when, page(400, TITLE)).expect(
                failed().http(400).words(&["web page", TITLE]).resent_at_most(8).sessions(0..=1).requests(40).pauses(2)
                    .waits(180),
            )
        })
    }

    fn the_title_of_a_page_in_any_language() {
        Sample::drive(3)
            .on("create:*", page(403, JAPANESE))
            .expect(failed().http(403).words(&["web page", JAPANESE]).waits(180))
    }

    fn a_page_with_403_once() {
        each(&["create:1", "piece:1", "piece:2", "last:1"], |when| {
            Sample::drive(3).on(when, page(403, TITLE)).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn pages_with_403_for_ever() {
        each(&[DRIVE, MESSAGE], |place| {
            Sample::at(place, 3)
                .on("piece:2x99", page(403, TITLE))
                .expect(failed().http(403).words(&["web page", TITLE]).resent_at_most(2).sessions(1..=1))
        })
    }

    fn pages_of_passing_trouble() {
        each(&[500, 502, 503, 504], |status| {
            Sample::drive(3)
                .on("create:1", page(status, TITLE))
                .on("piece:2", page(status, TITLE))
                .on("last:1", page(status, TITLE))
                .expect(stored().resent_at_most(2).pauses(3))
        })
    }

    fn a_page_with_404_says_nothing_of_the_session() {
        each(&[DRIVE, MESSAGE], |place| {
            Sample::at(place, 3).on("piece:2", page(404, "Not Found")).expect(stored().resent_at_most(1).pauses(1))
        })
    }

    fn a_page_with_404_to_the_status_says_nothing_of_the_session() {
        Sample::drive(3)
            .script("piece:2=503")
            .on("status:1", page(404, "Not Found"))
            .expect(stored().resent_at_most(1).pauses(1))
    }

    /// A gateway with a limit that the pieces have outgrown.
    fn a_piece_that_grew_beyond_a_gateway() {
        Sample::drive(1)
            .size(64 << 20)
            .any_piece()
            .on(&format!("piece:*>{LONGER_THAN_FIRST}"), page(413, "Request Entity Too Large"))
            .expect(stored().resent_at_most(2).requests(20))
    }

    fn a_piece_that_grew_beyond_a_gateway_that_does_not_read_it() {
        Sample::drive(1)
            .size(64 << 20)
            .any_piece()
            .script(&format!("piece:*>{LONGER_THAN_FIRST}=early:413;content-type: text/html;body=<html></html>"))
            .expect(stored().resent_at_most(2).requests(20))
    }

    /// The caller wished for this size, and has to wish for another one.
    fn a_piece_of_the_wished_size_that_a_gateway_finds_too_large() {
        Sample::drive(3)
            .on("piece:*", page(413, "Request Entity Too Large"))
            .expect(refused(GU_ERR_TOO_LARGE).http(413).words(&["Request Entity Too Large"]).resent_at_most(1))
    }

    fn the_page_of_a_captive_portal_at_creation() {
        each(&[DRIVE, MESSAGE, TODO, PRINT], |place| {
            Sample::at(place, 3).on("create:*", page(200, PORTAL)).expect(
                refused(GU_ERR_UNEXPECTED_RESPONSE).http(200).words(&["web page", PORTAL]).not_words(&["JSON"])
                    .at_most(Kind::Piece, 0).sessions(0..=8),
            )
        })
    }

    fn the_page_of_a_captive_portal_everywhere() {
        Sample::drive(3)
            .on("any:*", page(200, PORTAL))
            .expect(refused(GU_ERR_UNEXPECTED_RESPONSE).http(200).words(&["web page", PORTAL]).at_most(Kind::Piece, 0).sessions(0..=8).waits(180))
    }

    fn the_page_of_a_captive_portal_to_one_request() {
        Sample::in_one_request(MESSAGE)
            .ways(&[crate::support::Way::Whole])
            .on("inline:*", page(200, PORTAL))
            .expect(failed().perhaps_in_doubt().sent_again(7).requests(80).waits(400).http(200).words(&["web page", PORTAL]))
    }

    fn a_portal_that_wants_a_sign_in() {
        Sample::drive(3)
            .on("create:*", page(511, "Network Authentication Required"))
            .expect(failed().http(511).words(&["web page", "Network Authentication Required"]).resent_at_most(0).waits(180))
    }

    fn redirects_at_creation() {
        each(&[301, 302, 303, 307, 308], |status| {
            Sample::drive(3).on("create:*", redirect(status)).expect(
                refused(GU_ERR_UNEXPECTED_RESPONSE).http(status).words(&["redirected to login.elsewhere.example"])
                    .not_words(&["secret"]).at_most(Kind::Create, 1).unsent().waits(0),
            )
        })
    }

    fn redirects_of_everything() {
        each(&[302, 308], |status| {
            Sample::drive(3).on("any:*", redirect(status)).expect(
                refused(GU_ERR_UNEXPECTED_RESPONSE).http(status).words(&["redirected to login.elsewhere.example"]).unsent(),
            )
        })
    }

    fn redirects_of_a_piece() {
        each(&[DRIVE, MESSAGE, TODO], |place| {
            Sample::at(place, 3).on("piece:2x99", redirect(308)).expect(
                refused(GU_ERR_UNEXPECTED_RESPONSE).http(308).words(&["redirected to login.elsewhere.example"])
                    .not_words(&["secret"]).resent_at_most(0).sessions(1..=1),
            )
        })
    }

    fn redirects_of_one_request() {
        each(&[MESSAGE, TODO], |place| {
            Sample::in_one_request(place).on("inline:*", redirect(307)).expect(
                refused(GU_ERR_UNEXPECTED_RESPONSE).http(307).words(&["redirected to login.elsewhere.example"])
                    .at_most(Kind::Inline, 1).sessions(0..=0),
            )
        })
    }

    fn a_redirect_without_a_location() {
        Sample::drive(3)
            .on("create:*", FaultResponse::new(302))
            .expect(refused(GU_ERR_UNEXPECTED_RESPONSE).http(302).at_most(Kind::Create, 1).unsent())
    }
}
