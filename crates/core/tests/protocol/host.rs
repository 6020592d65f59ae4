//! What a host can rely on: outputs that stay, requests that leave once and saved, and calls that end when they are to.

use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{Cause, NoResponse, Response, Sent};
use graph_upload_core::kinds::{DriveItem, Target, TodoTask};
use graph_upload_core::upload::{
    Event, Grant, Input, Machine, Output, Permit, SavedUpload, TokenAnswer, Window,
};

use crate::walk::{URL, Walk, list, response, stored, wants, with_header};

const NOW: u64 = 1_000;
const SIZE: u64 = 10;

/// An upload without a host: a test tells it each thing itself.
struct Bare {
    upload: Machine,
    now: u64,
}

impl Bare {
    fn new() -> Self {
        Self::to(&TodoTask::new(None, "l", "t", "n").expect("lawful"))
    }

    fn to(target: &dyn Target) -> Self {
        let mut upload = Machine::new(Walk::plan(target, SIZE, 5));
        upload.handle(NOW, Input::Offer(Window { start: 0, end: SIZE }));
        Self { upload, now: NOW }
    }

    /// The same, with a session that has accepted nothing yet.
    fn created() -> Self {
        let mut bare = Self::new();
        bare.answer(&list(&[]));
        bare.answer(&response(200, &format!(r#"{{"uploadUrl":"{URL}","nextExpectedRanges":["0-"]}}"#)));
        bare.tell(Input::Persisted(Ok(())));
        bare
    }

    fn tell(&mut self, input: Input<'_>) {
        self.upload.handle(self.now, input);
    }

    /// What is wanted, after what happened.
    fn poll(&mut self) -> Output {
        loop {
            match self.upload.poll(self.now) {
                Output::Event(_) => {}
                output => return output,
            }
        }
    }

    fn permit(&mut self) -> Permit {
        loop {
            match self.poll() {
                Output::Permit(permit) => return permit,
                Output::Wait { until, .. } => self.now = until,
                other => panic!("a permit was due, not {other:?}"),
            }
        }
    }

    /// Gives the next request what it needs.
    fn request(&mut self) -> Request {
        loop {
            match self.poll() {
                Output::Permit(_) => self.tell(Input::Permit(Grant::Now)),
                Output::Token { .. } => self.tell(Input::Token(TokenAnswer::Ready)),
                Output::Persist => self.tell(Input::Persisted(Ok(()))),
                Output::Wait { until, .. } => self.now = until,
                Output::Send(request) => return request,
                other => panic!("a request was due, not {other:?}"),
            }
        }
    }

    fn answer(&mut self, response: &Response) {
        self.request();
        self.tell(Input::Response(response));
    }

    fn saved(&self) -> SavedUpload {
        self.upload.save().expect("under way")
    }

    fn paused(&mut self) -> Error {
        match self.poll() {
            Output::Paused(error) => error,
            other => panic!("a pause was due, not {other:?}"),
        }
    }
}

#[test]
fn each_want_is_told_until_it_is_answered() {
    let mut bare = Bare::created();
    assert_eq!(bare.permit(), bare.permit());
    bare.tell(Input::Permit(Grant::Now));
    assert!(matches!(bare.poll(), Output::Token { rejected: false, .. }));
    assert!(matches!(bare.poll(), Output::Token { rejected: false, .. }));
    bare.tell(Input::Token(TokenAnswer::Ready));
    assert_eq!((bare.poll(), bare.poll()), (Output::Persist, Output::Persist));
    bare.tell(Input::Persisted(Ok(())));
    assert!(matches!(bare.poll(), Output::Send(_)));
    assert_eq!((bare.poll(), bare.poll()), (Output::Unanswered, Output::Unanswered));
    bare.tell(Input::Response(&wants(5)));
    assert!(matches!(bare.poll(), Output::Permit(_)));
}

#[test]
fn no_answer_goes_before_its_question() {
    let mut bare = Bare::created();
    let permit = bare.permit();
    bare.tell(Input::Token(TokenAnswer::Ready));
    bare.tell(Input::Persisted(Ok(())));
    bare.tell(Input::Response(&stored()));
    bare.tell(Input::NoResponse(&NoResponse::new(Cause::Closed, Sent::All)));
    assert_eq!(bare.permit(), permit, "nothing of that was asked for");
    assert_eq!(bare.upload.position().confirmed, 0);
    bare.request();
    bare.tell(Input::Permit(Grant::NotBefore(NOW + 60_000)));
    bare.tell(Input::Token(TokenAnswer::Failed(Error::new(Status::SignIn, "too late"))));
    bare.tell(Input::Persisted(Err(Error::new(Status::SavedState, "too late"))));
    assert_eq!(bare.poll(), Output::Unanswered, "it is out");
    bare.tell(Input::Response(&wants(5)));
    assert_eq!(bare.upload.position().confirmed, 5);
}

#[test]
fn what_leaves_is_in_what_was_saved() {
    let mut bare = Bare::new();
    let mut persisted = None;
    let mut sent = Vec::new();
    let url = format!(r#"{{"uploadUrl":"{URL}","nextExpectedRanges":["0-"]}}"#);
    loop {
        match bare.poll() {
            Output::Permit(_) => bare.tell(Input::Permit(Grant::Now)),
            Output::Token { .. } => bare.tell(Input::Token(TokenAnswer::Ready)),
            Output::Persist => {
                persisted = Some(bare.saved());
                bare.tell(Input::Persisted(Ok(())));
            }
            Output::Send(request) => {
                let saved = persisted.take();
                assert_eq!(saved.is_some(), request.purpose.is_saved_before(), "{:?}", request.purpose);
                sent.push(request.purpose.clone());
                let answer = match &request.purpose {
                    Purpose::LookUp => list(&[]),
                    Purpose::Create => response(200, &url),
                    Purpose::Piece { last: false, .. } => wants(5),
                    _ => stored(),
                };
                bare.tell(Input::Response(&answer));
                if request.purpose == Purpose::Create {
                    assert_eq!(bare.poll(), Output::Persist, "a URL that is lost leaves a session behind");
                    persisted = Some(bare.saved());
                    assert_ne!(persisted, saved);
                }
            }
            Output::Done(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sent.len(), 4, "{sent:?}");
}

#[test]
fn what_cannot_be_saved_does_not_leave() {
    let full = || Error::new(Status::SavedState, "the disk is full");
    let mut bare = Bare::created();
    bare.permit();
    bare.tell(Input::Permit(Grant::Now));
    bare.tell(Input::Token(TokenAnswer::Ready));
    assert_eq!(bare.poll(), Output::Persist);
    bare.tell(Input::Persisted(Err(full())));
    assert_eq!(bare.paused().status(), Status::SavedState);
    assert!(!bare.paused().details().in_doubt, "it stays paused, and nothing has left");
    bare.tell(Input::Resume);
    bare.permit();

    // A session that was created and could not be saved is told before anything else, and lives on.
    let mut bare = Bare::new();
    bare.answer(&list(&[]));
    bare.answer(&response(200, &format!(r#"{{"uploadUrl":"{URL}","nextExpectedRanges":["0-"]}}"#)));
    assert_eq!(bare.poll(), Output::Persist);
    bare.tell(Input::Persisted(Err(full())));
    assert_eq!(bare.paused().status(), Status::SavedState);
    bare.tell(Input::Resume);
    assert!(matches!(bare.request().purpose, Purpose::Piece { .. }));
}

#[test]
fn without_a_token_nothing_leaves() {
    for answer in [TokenAnswer::NoOther, TokenAnswer::Failed(Error::new(Status::SignIn, "no one is there"))] {
        let mut bare = Bare::created();
        bare.permit();
        bare.tell(Input::Permit(Grant::Now));
        bare.tell(Input::Token(answer));
        assert_eq!(bare.paused().status(), Status::SignIn);
        bare.tell(Input::Resume);
        bare.permit();
    }
}

#[test]
fn a_request_that_carries_no_token_needs_none() {
    let mut bare = Bare::to(&DriveItem::by_path(None, "n").expect("lawful"));
    bare.answer(&response(404, ""));
    let url = "https://contoso.sharepoint.com/upload?guid='1'";
    bare.answer(&response(200, &format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#)));
    bare.tell(Input::Persisted(Ok(())));
    bare.permit();
    bare.tell(Input::Permit(Grant::Now));
    assert_eq!(bare.poll(), Output::Persist);
}

#[test]
fn a_cancelled_call_ends_before_the_next_request() {
    for steps in 0..4 {
        let mut bare = Bare::created();
        let answers = [Input::Permit(Grant::Now), Input::Token(TokenAnswer::Ready), Input::Persisted(Ok(()))];
        bare.permit();
        for answer in answers.into_iter().take(steps) {
            bare.tell(answer);
            if steps < 3 {
                bare.poll();
            }
        }
        bare.tell(Input::Cancel);
        let error = bare.paused();
        assert_eq!((error.status(), error.details().in_doubt), (Status::Cancelled, false), "{steps}");
        bare.tell(Input::Resume);
        bare.permit();
    }
}

#[test]
fn what_is_reached_is_told_in_spite_of_a_cancel() {
    let mut bare = Bare::created();
    bare.answer(&wants(5));
    bare.request();
    bare.tell(Input::Cancel);
    assert_eq!(bare.poll(), Output::Unanswered, "what is out is waited for");
    bare.tell(Input::Response(&stored()));
    assert!(matches!(bare.poll(), Output::Done(_)));
}

#[test]
fn a_call_over_a_request_that_is_out_begins_once_it_is_answered() {
    let lost = NoResponse::new(Cause::Closed, Sent::All);
    for (call, next) in [
        (Input::Resume, Purpose::Status),
        (Input::Finish, Purpose::Status),
        (Input::Refresh, Purpose::Status),
        (Input::Discard, Purpose::LookUp),
    ] {
        let mut bare = Bare::created();
        bare.answer(&wants(5));
        bare.request();
        bare.tell(call);
        assert_eq!(bare.poll(), Output::Unanswered, "what comes now is this request's answer");
        bare.tell(Input::NoResponse(&lost));
        assert_eq!(bare.request().purpose, next, "the last piece may have arrived");
    }
    // The answer of a creation is not taken for another one's, so no session is left behind.
    let mut bare = Bare::new();
    bare.answer(&list(&[]));
    bare.request();
    bare.tell(Input::Discard);
    bare.tell(Input::Response(&response(
        200,
        &format!(r#"{{"uploadUrl":"{URL}","nextExpectedRanges":["0-"]}}"#),
    )));
    assert_eq!(bare.request().purpose, Purpose::Discard);
    bare.tell(Input::Response(&response(204, "")));
    assert_eq!(bare.poll(), Output::Discarded);
}

#[test]
fn a_window_that_grows_keeps_no_request_back() {
    let mut bare = Bare::created();
    let permit = bare.permit();
    bare.tell(Input::Permit(Grant::Now));
    for end in [SIZE + 1, SIZE + 2] {
        bare.tell(Input::Offer(Window { start: 0, end }));
        assert!(matches!(bare.poll(), Output::Token { .. }), "{permit:?} stands");
    }
    // A request without bytes does not depend on them at all.
    let mut bare = Bare::new();
    bare.permit();
    bare.tell(Input::Permit(Grant::Now));
    bare.tell(Input::Offer(Window { start: 3, end: 3 }));
    assert!(matches!(bare.poll(), Output::Token { .. }));
}

/// However a call ends before its next request, what is known of the file is the same: here a last piece was refused for
/// now and is wanted again, which may still become the file.
#[test]
fn every_way_to_end_a_call_says_the_same_of_the_file() {
    type End = fn(&mut Bare);
    let ends: [(&str, End); 5] = [
        ("cancelled", |bare| bare.tell(Input::Cancel)),
        ("no token", |bare| {
            bare.tell(Input::Permit(Grant::Now));
            bare.tell(Input::Token(TokenAnswer::Failed(Error::new(Status::SignIn, "none"))));
        }),
        ("no other token", |bare| {
            bare.tell(Input::Permit(Grant::Now));
            bare.tell(Input::Token(TokenAnswer::NoOther));
        }),
        ("not saved", |bare| {
            bare.tell(Input::Permit(Grant::Now));
            bare.tell(Input::Token(TokenAnswer::Ready));
            bare.tell(Input::Persisted(Err(Error::new(Status::SavedState, "the disk is full"))));
        }),
        ("held back", |bare| bare.tell(Input::Permit(Grant::NotBefore(NOW + 1_000_000_000)))),
    ];
    for (name, end) in ends {
        let mut bare = Bare::created();
        bare.answer(&wants(5));
        bare.answer(&response(400, ""));
        bare.answer(&wants(5));
        bare.answer(&list(&[]));
        bare.permit();
        end(&mut bare);
        assert!(bare.paused().details().in_doubt, "{name}: {:?}", bare.paused());
        assert_eq!(bare.paused(), bare.paused(), "{name}: the call has ended");
    }
}

#[test]
fn an_upload_that_is_over_is_not_saved() {
    let mut bare = Bare::new();
    bare.answer(&list(&[]));
    bare.answer(&response(403, ""));
    assert!(matches!(bare.poll(), Output::Failed(_)));
}

#[test]
fn a_wait_that_is_too_long_ends_the_call_for_good() {
    let mut bare = Bare::created();
    bare.answer(&with_header(response(503, ""), "Retry-After", "7200"));
    assert_eq!(bare.paused().status(), Status::Throttled);
    bare.tell(Input::Resume);
    assert_eq!(bare.paused().status(), Status::Throttled);
    assert!(matches!(bare.upload.poll(NOW + 7_300_000), Output::Paused(_)), "a new call goes on");
}

#[test]
fn other_bytes_choose_the_request_anew() {
    let mut bare = Bare::created();
    bare.permit();
    bare.tell(Input::Permit(Grant::Now));
    bare.tell(Input::Offer(Window { start: 5, end: SIZE }));
    assert_eq!(bare.poll(), Output::Rewind { to: 0 });
    bare.tell(Input::Offer(Window { start: 0, end: SIZE }));
    assert!(matches!(bare.request().purpose, Purpose::Piece { .. }));
    // Once it is out its bytes are taken.
    bare.tell(Input::Offer(Window { start: 5, end: SIZE }));
    bare.tell(Input::Response(&wants(5)));
    assert!(matches!(bare.request().purpose, Purpose::Piece { last: true, .. }));
}

/// What is told as confirmed from now on.
fn confirmed(bare: &mut Bare) -> Vec<u64> {
    let mut confirmed = Vec::new();
    while let Output::Event(event) = bare.upload.poll(bare.now) {
        let Event::Confirmed(end) = event else { continue };
        confirmed.push(end);
    }
    confirmed
}

#[test]
fn each_confirmed_piece_is_told_once() {
    let mut bare = Bare::created();
    assert_eq!(confirmed(&mut bare), [0]);
    for (answer, end) in [(wants(5), 5), (stored(), SIZE)] {
        bare.answer(&answer);
        assert_eq!(confirmed(&mut bare), [end]);
    }
}

#[test]
fn of_an_empty_file_the_end_is_told() {
    let empty = Walk::plan(&DriveItem::by_path(None, "n").expect("lawful"), 0, 5);
    let mut bare = Bare { upload: Machine::new(empty), now: NOW };
    bare.answer(&response(404, ""));
    assert!(confirmed(&mut bare).is_empty());
    bare.tell(Input::Finish);
    bare.answer(&response(201, r#"{"id":"new","name":"n","size":0}"#));
    assert_eq!(confirmed(&mut bare), [0]);
}
