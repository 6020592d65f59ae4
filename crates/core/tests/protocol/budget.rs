//! Giving up, and what renews the patience.

use graph_upload_core::error::Status;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::upload::{Grant, Input, Output};

use graph_upload_core::graph::request::Purpose;
use graph_upload_core::kinds::{PrintDocument, TodoTask};
use graph_upload_core::policy::retry::Policy;

use crate::walk::{Walk, response, wants, with_header};

#[test]
fn eight_attempts_without_progress_end_the_call_but_not_the_upload() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..7 {
        walk.piece(0..5);
        walk.lose(Cause::Connect, Sent::Nothing);
    }
    walk.piece(0..5);
    walk.lose(Cause::Connect, Sent::Nothing);
    let error = walk.paused();
    assert_eq!((error.status(), error.details().attempts), (Status::Network, 8));
    assert!(error.details().retryable && !error.details().in_doubt);
    walk.again();
    walk.piece(0..5);
}

/// Stands in line for its next request, longer than attempts may take together.
fn stand_in_line(walk: &mut Walk) {
    loop {
        match walk.upload.poll(walk.now) {
            Output::Permit(_) => break,
            Output::Wait { until, .. } => walk.now = until,
            Output::Event(_) => {}
            output => panic!("no request is due but {output:?}"),
        }
    }
    walk.now += Policy::default().elapsed_ms + 1;
}

#[test]
fn the_time_in_line_behind_other_uploads_is_not_counted() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..7 {
        walk.piece(0..5);
        walk.lose(Cause::Connect, Sent::Nothing);
        stand_in_line(&mut walk);
    }
    for _ in 0..3 {
        stand_in_line(&mut walk);
        walk.handle(Input::Permit(Grant::NotBefore(walk.now + 20_000)));
    }
    walk.piece(0..5);
    walk.lose(Cause::Connect, Sent::Nothing);
    assert_eq!(walk.paused().details().attempts, 8);
}

#[test]
fn any_confirmed_byte_renews_the_patience() {
    let mut walk = Walk::created(100, 5);
    for start in 0..30 {
        walk.piece(start..start + 5);
        walk.response(&response(503, ""));
        walk.status(&wants(start + 1));
    }
}

#[test]
fn the_same_bytes_again_are_no_progress() {
    let mut walk = Walk::created(100, 5);
    walk.piece(0..5);
    walk.response(&wants(5));
    let mut attempts = 0;
    loop {
        attempts += 1;
        walk.piece(5..10);
        walk.response(&wants(0));
        if let Some(error) = walk.error() {
            assert_eq!(error.status(), Status::Server);
            break;
        }
        walk.status(&wants(0));
        walk.piece(0..5);
        walk.response(&wants(5));
        assert!(attempts < 20, "a service that rewinds for ever must end the call");
    }
    assert_eq!(attempts, 8);
}

#[test]
fn our_own_waits_are_not_laid_at_the_services_door() {
    let impatient = Policy { elapsed_ms: 5_000, ..Policy::default() };
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let mut walk = Walk::with_policy(&target, 5, 5, impatient);
    walk.look_up(&crate::walk::list(&[]));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    // Longer than the patience for attempts in a row, and yet no failed attempt at all.
    for _ in 0..7 {
        walk.look_up(&crate::walk::list(&[]));
    }
    walk.deleted();
}

#[test]
fn discarding_does_not_wait() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&with_header(response(503, ""), "Retry-After", "600"));
    assert_eq!(walk.wait(), 600_000);
    walk.discard();
    assert_eq!(walk.wait(), 0);
    walk.deleted();
}

#[test]
fn a_wait_longer_than_the_patience_is_told_at_once() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&with_header(response(429, ""), "Retry-After", "3600"));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().retry_after_ms), (Status::Throttled, Some(3_600_000)));
    walk.again();
    walk.now += 1_000_000;
    let error = walk.paused();
    assert_eq!(error.details().retry_after_ms, Some(2_600_000), "the wish outlives the call");
    walk.now += 1_000_000;
    walk.again();
    walk.status(&wants(0));
}

/// Answers every piece with 503 and a wait, and the question with `position`, until the call ends. Answers how long it
/// took and the error.
fn busy_until_the_end(
    walk: &mut Walk,
    seconds: &str,
    position: u64,
) -> (u64, graph_upload_core::error::Error) {
    let begin = walk.now;
    for _ in 0..100 {
        match walk.next() {
            Output::Send(request) if request.purpose == Purpose::Status => walk.response(&wants(position)),
            Output::Send(_) => {
                walk.now += 1_000;
                walk.response(&with_header(response(503, ""), "Retry-After", seconds));
            }
            Output::Paused(error) => return (walk.now - begin, error),
            other => panic!("{other:?}"),
        }
    }
    panic!("no end");
}

#[test]
fn the_time_ends_the_patience_too() {
    let mut walk = Walk::created(10, 5);
    let (took, error) = busy_until_the_end(&mut walk, "600", 0);
    // Attempts at 1 s, 602 s and 1203 s; the next would come at 1803 s, more than half an hour after the first.
    assert_eq!((error.status(), error.details().attempts), (Status::Throttled, 3));
    assert!(took <= 30 * 60_000 + 5_000, "{took}");
    assert_eq!(error.details().retry_after_ms, Some(600_000));
}

#[test]
fn progress_renews_the_time_as_well() {
    let mut walk = Walk::created(100, 5);
    for start in 0..10 {
        walk.piece(start..start + 5);
        walk.response(&with_header(response(503, ""), "Retry-After", "1200"));
        assert_eq!(walk.wait(), 1_200_000);
        walk.status(&wants(start + 1));
    }
}

#[test]
fn the_same_bytes_in_the_same_session_renew_nothing_and_those_of_a_new_one_do() {
    let mut walk = Walk::created(100, 5);
    walk.piece(0..5);
    walk.response(&wants(5));
    for _ in 0..3 {
        walk.piece(5..10);
        walk.response(&response(503, ""));
        walk.status(&wants(2));
        walk.piece(2..7);
        walk.response(&wants(5));
    }
    walk.piece(5..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(503, ""));
    assert_eq!(walk.upload.interrupted().details().attempts, 5);
    walk.status(&wants(6));
    assert_eq!(walk.upload.interrupted().details().attempts, 0, "one byte is progress");
}

#[test]
fn a_new_call_has_a_new_patience() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..3 {
        busy_until_the_end(&mut walk, "600", 0);
        walk.again();
    }
}

#[test]
fn the_backoff_is_spread_over_its_whole_length() {
    let waits: Vec<u64> = (0..200)
        .map(|seed| {
            let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
            let mut walk = Walk::seeded(&target, seed);
            walk.look_up(&crate::walk::list(&[]));
            walk.create();
            for _ in 0..4 {
                walk.piece(0..5);
                walk.lose(Cause::Connect, Sent::Nothing);
                if walk.upload.interrupted().details().attempts < 4 {
                    walk.now += walk.wait();
                }
            }
            walk.wait()
        })
        .collect();
    assert!(waits.iter().all(|wait| *wait <= 8_000));
    for quarter in 0..4 {
        let inside =
            waits.iter().filter(|wait| (quarter * 2_000..=(quarter + 1) * 2_000).contains(*wait)).count();
        assert!(inside > 25, "quarter {quarter}: {inside} of 200");
    }
}

#[test]
fn an_error_says_how_often_and_why() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..8 {
        walk.piece(0..5);
        walk.lose(Cause::Connect, Sent::Nothing);
    }
    let error = walk.paused();
    assert!(error.to_string().starts_with("gave up after 8 attempts without progress: "), "{error}");

    let mut walk = Walk::created(15, 5);
    for session in 0..4 {
        if session > 0 {
            walk.create();
        }
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.response(&response(404, ""));
        walk.status(&response(404, ""));
    }
    let error = walk.failed().to_string();
    assert!(error.starts_with("while sending bytes 5-9, graph.microsoft.com answered 404; "), "{error}");
    assert!(error.contains("3 upload sessions had ended before: while sending bytes 5-9, "), "{error}");
}

#[test]
fn a_service_that_is_busy_to_the_end_is_not_one_that_asks_for_too_long_a_wait() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..8 {
        walk.piece(0..5);
        walk.response(&with_header(response(503, ""), "Retry-After", "1"));
        if walk.upload.interrupted().details().attempts < 8 {
            walk.status(&wants(0));
        }
    }
    let error = walk.paused();
    assert_eq!((error.status(), error.details().attempts), (Status::Server, 8), "{error}");
}

#[test]
fn the_caller_says_how_many_attempts_there_are() {
    for attempts in [1, 3, 20] {
        let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
        let mut walk = Walk::with_policy(&target, 5, 5, Policy { attempts, ..Policy::default() });
        for _ in 0..attempts {
            walk.expect(Purpose::LookUp);
            walk.lose(Cause::Connect, Sent::Nothing);
        }
        let error = walk.paused().to_string();
        let begin = format!("gave up after {attempts} attempts without progress: ");
        assert!(error.starts_with(&begin), "{error}");
    }
}

#[test]
fn a_wait_as_long_as_the_patience_is_waited_for() {
    for (elapsed_ms, waits) in [(5_000, true), (4_999, false)] {
        let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
        let mut walk = Walk::with_policy(&target, 5, 5, Policy { elapsed_ms, ..Policy::default() });
        walk.expect(Purpose::LookUp);
        walk.response(&with_header(response(503, ""), "Retry-After", "5"));
        match waits {
            true => drop(walk.expect(Purpose::LookUp)),
            false => assert_eq!(walk.paused().status(), Status::Throttled),
        }
    }
}

#[test]
fn bytes_in_any_order_renew_the_patience_too() {
    let document = PrintDocument::of_printer("P", "J", "D", "n").expect("lawful");
    let mut walk = Walk::to(&document, 100, 30);
    walk.look_up(&response(200, r#"{"id":"D","size":0}"#));
    walk.create_at("https://print.print.microsoft.com/uploadSessions/1?tempauthtoken=x");
    walk.piece(0..30);
    walk.response(&response(202, r#"{"nextExpectedRanges":["10-29","30-99"]}"#));
    for start in 11..30 {
        walk.piece(start - 1..29 + start);
        walk.response(&response(503, ""));
        walk.status(&response(200, &format!(r#"{{"nextExpectedRanges":["{start}-99"]}}"#)));
    }
    let patience = Policy::default().attempts;
    for attempt in 0..patience {
        walk.piece(29..59);
        walk.response(&response(503, ""));
        if attempt + 1 < patience {
            walk.status(&response(200, r#"{"nextExpectedRanges":["29-99"]}"#));
        }
    }
    assert_eq!(walk.paused().status(), Status::Server);
}
