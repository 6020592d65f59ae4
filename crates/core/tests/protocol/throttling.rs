//! What one upload is told about waiting holds for the others of its scope.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::Response;
use graph_upload_core::kinds::{DriveItem, OutlookItem, PrintDocument, TodoTask, outlook, todo};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::governor::{Ask, Ended, Governor};
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::upload::{Grant, Output, Plan, WaitsFor};

use crate::walk::{Walk, list, response, wants, with_header};

const OUTLOOK: &str = "https://outlook.office.com/api/v2.0/Users('a@b')/AttachmentSessions('S=')?authtoken=x";

fn task(user: Option<&str>) -> Walk {
    Walk::to(&TodoTask::new(user, "l", "t", "n").expect("lawful"), 10, 5)
}

fn busy(seconds: &str) -> Response {
    with_header(response(429, ""), "Retry-After", seconds)
}

/// What comes next, as the driver takes it: what the client knows about the scope is asked before a request goes out.
fn next(walk: &mut Walk, governor: &Governor) -> Output {
    let now = walk.now;
    walk.poll_as(|permit| governor.quiet_until(now, &permit.scope).map_or(Grant::Now, Grant::NotBefore))
}

/// Answers the request that is due, as the driver does.
fn answer(walk: &mut Walk, governor: &mut Governor, response: &Response) {
    walk.request();
    let scope = walk.scope.clone().expect("it was granted");
    let slot = governor.take(walk.now, Ask { scope, line: None, bytes: 0, late: false, who: 0 });
    governor.give_back(walk.now, slot, Ended::Answered(response));
    walk.response(response);
}

#[test]
fn others_of_the_mailbox_wait_too_and_wake_one_by_one() {
    let mut governor = Governor::default();
    answer(&mut task(None), &mut governor, &busy("20"));
    let mut wakes = Vec::new();
    for seed in 0..50 {
        let mut other = Walk::seeded(&TodoTask::new(None, "l2", "t2", "n").expect("lawful"), seed);
        let Output::Wait { until, why } = next(&mut other, &governor) else { panic!("it does not wait") };
        assert_eq!(why.reason, WaitsFor::Throttled);
        assert!((other.now + 20_000..=other.now + 21_000).contains(&until), "{until}");
        wakes.push(until);
        other.now = until;
        assert!(matches!(next(&mut other, &governor), Output::Send(_)));
    }
    wakes.sort_unstable();
    wakes.dedup();
    assert!(wakes.len() > 40, "they come back together: {wakes:?}");
}

#[test]
fn scopes() {
    let file = |drive, path| Walk::to(&DriveItem::by_path(Some(drive), path).expect("lawful"), 10, 5);
    let drive = |path| file(path, "n");
    let message =
        |user| Walk::to(&OutlookItem::message(user, None, "m", "n").expect("lawful"), 4 << 20, 1 << 20);
    let print = || Walk::to(&PrintDocument::of_printer("p", "j", "d", "n").expect("lawful"), 10, 5);
    for (name, mut told, mut other, together) in [
        ("a mailbox", task(None), task(None), true),
        ("To Do and Outlook", task(Some("u")), message(Some("u")), true),
        ("mailboxes", task(Some("u")), task(Some("v")), false),
        ("a mailbox and a drive", task(Some("u")), drive("/users/u/drive"), false),
        ("drives of a tenant", drive("/users/u/drive"), drive("/drives/d"), true),
        ("a folder named like a mailbox", drive("/drives/d"), file("/drives/d", "users/u/n"), true),
        ("what was shared", drive("/drives/d"), file("u!x", "me/n"), true),
        ("drives and printers", drive("/me/drive"), print(), false),
    ] {
        let mut governor = Governor::default();
        answer(&mut told, &mut governor, &busy("20"));
        assert_eq!(matches!(next(&mut other, &governor), Output::Wait { .. }), together, "{name}");
    }
}

#[test]
fn origins_are_apart() {
    let mut governor = Governor::default();
    let message = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let mut told = Walk::to(&message, 4 << 20, 1 << 20);
    told.look_up(&list(&[]));
    told.create_at(OUTLOOK);
    answer(&mut told, &mut governor, &busy("20"));
    let mut other = Walk::to(&message, 4 << 20, 1 << 20);
    assert!(matches!(next(&mut other, &governor), Output::Send(_)), "Graph was not busy");
    other.response(&list(&[]));
    other.create_at(OUTLOOK);
    assert!(matches!(next(&mut other, &governor), Output::Wait { .. }), "Outlook is");
}

#[test]
fn adopted_urls_name_their_mailbox() {
    let mut governor = Governor::default();
    let adopt = |url: &str| Walk::adopt(&outlook::RULES, url, 4 << 20, 1 << 20).expect("lawful");
    answer(&mut adopt(OUTLOOK), &mut governor, &busy("20"));
    assert!(matches!(next(&mut adopt(OUTLOOK), &governor), Output::Wait { .. }));
    let other = OUTLOOK.replace("a@b", "c@d");
    assert!(matches!(next(&mut adopt(&other), &governor), Output::Send(_)));
    let task = |user| {
        let url = format!(
            "https://graph.microsoft.com/v1.0/users/{user}/todo/lists/l/tasks/t/attachmentSessions/s"
        );
        Walk::adopt(&todo::RULES, &url, 10, 5).expect("lawful")
    };
    answer(&mut task("u"), &mut governor, &busy("20"));
    assert!(matches!(next(&mut task("u"), &governor), Output::Wait { .. }));
    assert!(matches!(next(&mut task("v"), &governor), Output::Send(_)));
}

#[test]
fn resumed_uploads_wait_with_their_target() {
    let mut governor = Governor::default();
    let mut first = task(None);
    first.look_up(&list(&[]));
    first.create_at("https://graph.microsoft.com/v1.0/users/1-2/todo/lists/l/tasks/t/attachmentSessions/s");
    let saved = first.upload.save().expect("a session");
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let mut again = Walk::resume(&target, 10, 5, &saved).expect("resumed");
    answer(&mut again, &mut governor, &busy("20"));
    assert!(
        matches!(next(&mut task(None), &governor), Output::Wait { .. }),
        "the URL names the mailbox by its id"
    );
    assert!(matches!(next(&mut task(Some("1-2")), &governor), Output::Send(_)));
}

#[test]
fn every_upload_has_its_own_patience() {
    let mut governor = Governor::default();
    answer(&mut task(None), &mut governor, &busy("3600"));
    let mut other = task(None);
    let Output::Paused(error) = next(&mut other, &governor) else { panic!("it waits for an hour") };
    assert_eq!(error.status(), Status::Throttled);
    assert!(error.details().retry_after_ms >= Some(3_600_000));

    // Again and again, so that its own turn never comes.
    let mut governor = Governor::default();
    let mut other = task(None);
    let begin = other.now;
    let error = loop {
        let mut told = task(None);
        told.now = other.now;
        answer(&mut told, &mut governor, &busy("600"));
        match next(&mut other, &governor) {
            Output::Wait { until, .. } => other.now = until,
            Output::Paused(error) => break error,
            end => panic!("{end:?}"),
        }
    };
    assert_eq!(error.status(), Status::Throttled);
    assert!((1_200_000..=1_800_000).contains(&(other.now - begin)), "{}", other.now - begin);
}

#[test]
fn whoever_gives_up_is_not_kept_waiting() {
    let mut governor = Governor::default();
    let mut other = Walk::created(10, 5);
    answer(&mut task(None), &mut governor, &busy("20"));
    assert!(matches!(next(&mut other, &governor), Output::Wait { .. }));
    other.discard();
    match next(&mut other, &governor) {
        Output::Send(request) => assert_eq!(request.purpose, Purpose::Discard),
        end => panic!("{end:?}"),
    }
}

#[test]
fn a_request_that_was_held_back_goes_out_as_it_was() {
    let mut governor = Governor::default();
    let mut other = Walk::created(10, 5);
    answer(&mut task(None), &mut governor, &busy("20"));
    let Output::Wait { until, .. } = next(&mut other, &governor) else { panic!("it does not wait") };
    other.now = until;
    other.piece(0..5);
    other.response(&wants(5));
    other.piece(5..10);
    assert_eq!(other.upload.position().confirmed, 5);
}

#[test]
fn a_permit_says_how_much_of_the_file_goes() {
    let message =
        |size| Walk::to(&OutlookItem::message(None, None, "m", "n").expect("lawful"), size, 1 << 20);
    let mut large = message(4 << 20);
    large.look_up(&list(&[]));
    assert_eq!(large.bytes, 0, "a look-up");
    large.create_at(OUTLOOK);
    assert_eq!(large.bytes, 0, "a creation");
    large.piece(0..1 << 20);
    assert_eq!(large.bytes, 1 << 20, "a piece");
    let mut small = message(300);
    small.look_up(&list(&[]));
    small.request();
    assert!(small.bytes > 400, "base64 has four characters for three bytes");
}

#[test]
fn what_was_refused_before_a_wait_that_is_too_long_is_told() {
    let policy = Policy { attempts: 1, elapsed_ms: 1_000, ..Policy::default() };
    let plan = Walk::plan(&DriveItem::by_path(None, "n").expect("lawful"), 5, 5);
    let mut walk = Walk::of(Plan { policy, round_trips: RoundTrips::default(), ..plan }, 5);
    walk.finish();
    assert_eq!(walk.request().purpose, Purpose::Inline);
    let mut response = busy("7");
    response.body = br#"{"error":{"code":"activityLimitReached","message":"no"}}"#.to_vec();
    walk.response(&response);
    let error = walk.error().expect("the wait is longer than the budget");
    let details = error.details();
    assert_eq!((error.status(), details.http_status), (Status::Throttled, 429));
    assert_eq!(details.service_codes, ["activityLimitReached"]);
    assert_eq!((details.retry_after_ms, details.in_doubt), (Some(7_000), true));
}
