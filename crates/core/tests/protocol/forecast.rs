//! Sessions that expire before the file is sent.

use std::time::{Duration, SystemTime};

use graph_upload_core::error::Status;
use graph_upload_core::graph::response::{Cause, Response, Sent};
use graph_upload_core::kinds::{DriveItem, TodoTask};
use graph_upload_core::policy::retry::Policy;

use crate::walk::{URL, Walk, list, response, with_header};

const MIB: u64 = 1 << 20;
/// At 20 seconds each, 163,840 bytes per second.
const PIECE: u64 = 3_276_800;
const SECOND: u64 = 1_000;
const HOUR: u64 = 3_600 * SECOND;
/// What the service's clock says when ours says 0: 2023-11-14T22:13:20Z.
const EPOCH: u64 = 1_700_000_000_000;
/// An expiry in the form of the service: 2023-11-14T23:13:20Z, an hour later.
const IN_AN_HOUR: &str = "2023-11-14T23:13:20Z";
const IN_TWO_HOURS: &str = "2023-11-15T00:13:20Z";
const DRIVE_URL: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";

/// The same response with the time at which it was sent.
fn dated(walk: &Walk, response: Response) -> Response {
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(EPOCH + walk.now);
    with_header(response, "Date", &httpdate::fmt_http_date(date))
}

fn create(walk: &mut Walk, url: &str, expires: &str) {
    walk.request();
    let body =
        format!(r#"{{"uploadUrl":"{url}","expirationDateTime":"{expires}","nextExpectedRanges":["0-"]}}"#);
    let created = dated(walk, response(200, &body));
    walk.response(&created);
}

/// The next piece, which takes so long.
fn piece(walk: &mut Walk, ms: u64, expires: &str) {
    timed_piece(walk, |_| ms, expires);
}

/// The next piece, which takes as long as its length demands; answers that.
fn timed_piece(walk: &mut Walk, time: impl Fn(u64) -> u64, expires: &str) -> u64 {
    let request = walk.request();
    let length = request.body.len();
    let next = walk.upload.position().confirmed + length;
    walk.now += time(length);
    let body = format!(r#"{{"expirationDateTime":"{expires}","nextExpectedRanges":["{next}-"]}}"#);
    let wants = dated(walk, response(202, &body));
    walk.response(&wants);
    length
}

/// What was told for the log since the last time, of sessions that expire.
fn warnings(walk: &mut Walk) -> Vec<String> {
    // What was told shows when the next request is asked for.
    let _due = walk.wait();
    let mut notes = std::mem::take(&mut walk.notes);
    notes.retain(|note| note.contains("the upload session expires in"));
    notes
}

/// An attachment in pieces of one size, by a caller with much patience.
fn task(size: u64) -> Walk {
    let policy = Policy { attempts: 100, elapsed_ms: 24 * HOUR, ..Policy::default() };
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let mut walk = Walk::with_policy(&target, size, PIECE, policy);
    walk.now = 0;
    walk.look_up(&list(&[]));
    create(&mut walk, URL, IN_AN_HOUR);
    walk
}

fn drive(size: u64) -> Walk {
    let mut walk = Walk::on_a_link(&DriveItem::by_path(None, "Docs/n").expect("lawful"), size);
    walk.now = 0;
    walk.look_up(&response(404, ""));
    walk
}

#[test]
fn a_session_that_expires_too_early_is_told_once() {
    let mut walk = task(2_000 * MIB);
    let mut told = Vec::new();
    for _ in 0..30 {
        piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
        told.extend(warnings(&mut walk));
    }
    let expected = "the upload session expires in 59.0 min, but the 2087321600 bytes left take 3.5 h at the speed \
                    of the last minutes (163840 bytes per second); at this speed the file cannot be sent within the \
                    life of a session";
    assert_eq!(told, [expected]);
    assert!(walk.upload.late_by_ms().is_some_and(|late| late > HOUR));
}

#[test]
fn a_request_says_that_its_upload_is_late() {
    let mut walk = task(800 * MIB);
    piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
    assert!(!walk.late);
    for _ in 0..10 {
        piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
    }
    walk.request();
    assert!(walk.late);
    walk.response(&response(500, ""));
    // The question where the session stands.
    walk.request();
    assert!(!walk.late, "it sends no bytes");
}

#[test]
fn a_session_in_time_is_not_told() {
    let mut walk = task(500 * MIB);
    for _ in 0..30 {
        piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
        assert_eq!(warnings(&mut walk), Vec::<String>::new());
    }
    assert_eq!(walk.upload.late_by_ms(), Some(0));
    piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
    walk.discard();
    walk.deleted();
    walk.next();
    assert_eq!(walk.upload.late_by_ms(), None, "there is no session any more");
}

#[test]
fn without_the_clock_of_the_service_nothing_is_said() {
    let mut walk = Walk::created(2_000 * MIB, PIECE);
    for next in 1..40 {
        walk.request();
        walk.now += 20 * SECOND;
        let next = next * PIECE;
        let body = format!(r#"{{"expirationDateTime":"{IN_AN_HOUR}","nextExpectedRanges":["{next}"]}}"#);
        walk.response(&response(200, &body));
        assert_eq!((warnings(&mut walk).len(), walk.upload.late_by_ms()), (0, None));
    }
}

#[test]
fn pieces_grow_where_round_trips_make_it_late() {
    let mut walk = drive(20_000 * MIB);
    create(&mut walk, DRIVE_URL, IN_AN_HOUR);
    let mut lengths = Vec::new();
    let mut told = Vec::new();
    for _ in 0..12 {
        let time = |length| 10 * SECOND + length * SECOND / (10 * MIB);
        lengths.push(timed_piece(&mut walk, time, IN_AN_HOUR));
        told.extend(warnings(&mut walk));
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with("; sending larger pieces"), "{told:?}");
    assert!(lengths[5] <= 10 * MIB && lengths[11] > 20 * MIB, "{lengths:?}");
}

#[test]
fn pieces_stay_where_bandwidth_makes_it_late() {
    let mut walk = drive(20_000 * MIB);
    create(&mut walk, DRIVE_URL, IN_AN_HOUR);
    let mut length = 10 * MIB;
    for _ in 0..40 {
        length = timed_piece(&mut walk, |length| length * SECOND / MIB, IN_AN_HOUR);
        walk.wait();
    }
    assert!(walk.upload.late_by_ms().is_some_and(|late| late > HOUR));
    assert!(length <= 10 * MIB, "{length}");
}

#[test]
fn a_second_session_that_would_expire_at_the_same_place_ends_the_upload() {
    let mut walk = task(2_000 * MIB);
    while walk.now + 20 * SECOND < HOUR {
        piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
    }
    let reached = walk.upload.position().confirmed;
    expires(&mut walk);
    create(&mut walk, URL, IN_TWO_HOURS);
    let mut pieces = 0;
    while walk.upload.position().has_session && walk.upload.state_name() == "sending" {
        piece(&mut walk, 20 * SECOND, IN_TWO_HOURS);
        pieces += 1;
    }
    assert!((10..20).contains(&pieces), "{pieces}");
    walk.deleted();
    let error = walk.failed();
    assert_eq!((error.status(), error.details().http_status), (Status::Expired, 0));
    assert!(!error.details().in_doubt && !error.details().retryable, "{error:?}");
    let message = error.to_string();
    let begins = "the file cannot be sent within the life of an upload session: it has 2097152000 bytes";
    assert!(message.starts_with(begins), "{message}");
    assert!(message.contains(&format!("expired after 60.0 min with {reached} of them")), "{message}");
    assert!(
        message.contains("itemNotFound") || message.contains("404"),
        "how the first one ended: {message}"
    );
}

/// The session is found no more after its time.
fn expires(walk: &mut Walk) {
    walk.request();
    walk.now = HOUR + SECOND;
    let gone = dated(walk, response(404, r#"{"error":{"code":"itemNotFound","message":"It is gone."}}"#));
    walk.response(&gone);
    let gone = dated(walk, response(404, ""));
    for _ in 0..3 {
        if walk.upload.state_name() == "asking" {
            walk.status(&gone);
        }
    }
}

#[test]
fn a_second_session_goes_on_where_the_first_was_lost_early_or_the_link_was_down() {
    for down in [false, true] {
        let mut walk = task(2_000 * MIB);
        for _ in 0..60 {
            piece(&mut walk, 20 * SECOND, IN_AN_HOUR);
        }
        if down {
            // No connection for the rest of the hour.
            for _ in 0..3 {
                walk.request();
                walk.lose(Cause::Connect, Sent::Nothing);
                walk.wait();
            }
            expires(&mut walk);
        } else {
            walk.request();
            for _ in 0..2 {
                let gone = dated(&walk, response(404, ""));
                walk.response(&gone);
                walk.request();
            }
            let gone = dated(&walk, response(404, ""));
            walk.response(&gone);
        }
        walk.wait();
        create(&mut walk, URL, IN_TWO_HOURS);
        for _ in 0..60 {
            piece(&mut walk, 20 * SECOND, IN_TWO_HOURS);
            assert_eq!(walk.upload.state_name(), "sending", "down: {down}");
        }
    }
}
