//! A token that the service refuses.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::upload::{Input, Output, TokenAnswer};

use crate::walk::{Walk, list, response, wants, with_header};

#[test]
fn a_refused_token_is_renewed_once_and_the_same_range_goes_again() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    let refusal = response(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#);
    let again = |walk: &mut Walk| {
        walk.status(&wants(5));
        walk.look_up(&list(&[]));
        walk.piece(5..10);
    };
    for refused in 1..=3 {
        walk.response(&refusal);
        walk.token(TokenAnswer::Ready);
        again(&mut walk);
        walk.response(&refusal);
        if refused < 3 {
            again(&mut walk);
        }
    }
    let error = walk.paused();
    assert_eq!((error.status(), error.details().http_status), (Status::SignIn, 401));
    assert_eq!((error.details().offset, error.details().service_code()), (5, "InvalidAuthenticationToken"));
    walk.again();
    again(&mut walk);
}

#[test]
fn each_refusal_after_a_success_is_a_new_one() {
    let mut walk = Walk::created(15, 5);
    for range in [0..5, 5..10] {
        let end = range.end;
        walk.piece(range.clone());
        walk.response(&response(401, ""));
        walk.token(TokenAnswer::Ready);
        walk.piece(range);
        walk.response(&wants(end));
    }
    walk.piece(10..15);
}

#[test]
fn without_another_token_the_caller_has_to_sign_in() {
    let mut walk = Walk::new(10, 5);
    walk.request();
    let refusal = response(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#);
    let refusal = with_header(refusal, "request-id", "r-1");
    walk.response(&refusal);
    walk.token(TokenAnswer::NoOther);
    // One in many refusals is a mistake: the same token twice more.
    for _ in 0..2 {
        walk.expect(Purpose::LookUp);
        walk.response(&refusal);
        walk.token(TokenAnswer::NoOther);
    }
    let error = walk.paused();
    assert_eq!((error.status(), error.details().http_status), (Status::SignIn, 401));
    assert_eq!(error.details().service_code(), "InvalidAuthenticationToken");
    assert_eq!(error.details().request_id, "r-1");
    walk.again();
    walk.look_up(&list(&[]));
    walk.create();
}

/// A page of a gateway says nothing of the token, so that a refusal after it is no new one.
#[test]
fn what_stands_between_does_not_take_a_token() {
    let page = with_header(response(502, "<html>gateway</html>"), "Content-Type", "text/html");
    let refusal = response(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#);
    let mut walk = Walk::created(10, 5);
    let (mut renewed, mut refused) = (0, false);
    let error = loop {
        match walk.next() {
            Output::Send(_) => {
                refused = !refused;
                walk.response(if refused { &refusal } else { &page });
            }
            Output::Token { rejected: true, .. } => {
                renewed += 1;
                walk.handle(Input::Token(TokenAnswer::Ready));
            }
            Output::Paused(error) => break error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((renewed, error.status()), (3, Status::SignIn), "as often as without the pages");
}
