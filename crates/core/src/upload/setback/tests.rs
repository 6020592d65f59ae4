use super::*;
use crate::graph::response::{BodyEnd, Cause, Response, Sent};

fn refused(status: u16, headers: &[(&str, &str)], body: &str) -> Setback {
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let body = body.as_bytes().to_vec();
    let response = Response { status, headers, body, end: BodyEnd::Whole, early: false };
    let problem = Problem::of(&response);
    let hint = "; ask an administrator".to_owned();
    Setback::Refused(Box::new(Refused { exchange: exchange(), problem, hint, by_url: false }))
}

fn exchange() -> Exchange {
    Exchange { purpose: Purpose::Status, host: "h.example".into() }
}

fn body(code: &str) -> String {
    format!(r#"{{"error":{{"code":"{code}"}}}}"#)
}

/// What is said of a setback: `a` a response has decided, `l` a lock, `c` a conflict, `d` what follows a double, `b` too
/// big, `s` too small, `u` an expired URL, `n` as little as silence, `f` someone between.
fn facts(setback: &Setback) -> String {
    let facts = [
        (setback.is_answered(), 'a'),
        (setback.pace() == Pace::Slow, 'l'),
        (setback.is_conflict(), 'c'),
        (setback.is_answer_to_double(), 'd'),
        (setback.may_be_too_large(), 'b'),
        (setback.is_too_small(), 's'),
        (setback.may_be_expired_url(), 'u'),
        (setback.says_nothing(), 'n'),
        (setback.is_foreign(), 'f'),
    ];
    facts.into_iter().filter(|(yes, _)| *yes).map(|(_, letter)| letter).collect()
}

#[test]
fn facts_of_a_refusal() {
    let small = body("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize");
    let other_writer = body("ErrorIrresolvableConflict");
    let page = "<html><title>Sign in</title></html>";
    for (status, body, expected) in [
        (400, "", "ab"),
        (400, small.as_str(), "abs"),
        (401, "", "a"),
        (404, "", "ad"),
        (409, "", "alc"),
        (409, other_writer.as_str(), "ac"),
        (410, "", "ad"),
        (412, "", "ac"),
        (413, "", "ab"),
        (416, "", "ad"),
        (423, "", "al"),
        (403, page, "anf"),
        (413, page, "abf"),
        (511, "", "an"),
        (503, page, "anf"),
        (308, "", "a"),
    ] {
        assert_eq!(facts(&refused(status, &[], body)), expected, "{status} {body}");
    }
}

#[test]
fn an_upload_url_is_refused_without_blame_for_the_token() {
    let token = refused(401, &[], "");
    assert_eq!((facts(&token).as_str(), token.error().status()), ("a", Status::SignIn));
    let url = token.of_url();
    assert_eq!((facts(&url).as_str(), url.error().status()), ("au", Status::Denied));
    assert_eq!(facts(&refused(403, &[], "").of_url()), "a", "only 401 is said of one that has expired");
}

#[test]
fn a_wait_is_asked_for_once() {
    let busy = refused(503, &[("retry-after", "7")], "");
    assert_eq!((busy.asks_to_wait(), busy.error().details().retry_after_ms), (Some(7_000), Some(7_000)));
    let waited = busy.waited_for();
    assert_eq!((waited.asks_to_wait(), waited.error().details().retry_after_ms), (None, None));
}

#[test]
fn what_is_no_response_decides_nothing() {
    let no_response = NoResponse::new(Cause::Closed, Sent::All);
    for setback in [Setback::NoResponse(exchange(), no_response), Setback::BrokeOff(exchange())] {
        let error = setback.error();
        assert_eq!((facts(&setback).as_str(), error.details().http_status), ("", 0), "{error}");
        assert_eq!((setback.code(), setback.claims(), setback.asks_to_wait()), ("", "", None), "{error}");
        assert_eq!(error.details().host, "h.example");
    }
}

#[test]
fn its_error_says_what_to_do() {
    let setback = refused(403, &[], &body("accessDenied"));
    let said = "while asking the upload session where it stands, h.example answered 403 (accessDenied); \
                ask an administrator";
    assert_eq!((setback.to_string().as_str(), setback.code()), (said, "accessDenied"));
}
