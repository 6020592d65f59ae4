//! What one upload is told about waiting holds for the others of its scope.

use graph_upload_core::error::Status;
use graph_upload_core::graph::reply::Reply;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::kinds::{DriveItem, OutlookItem, PrintDocument, TodoTask, outlook, todo};
use graph_upload_core::policy::throttle::Throttle;
use graph_upload_core::upload::Step;

use crate::walk::{Walk, list, reply, wants, with_header};

const OUTLOOK: &str = "https://outlook.office.com/api/v2.0/Users('a@b')/AttachmentSessions('S=')?authtoken=x";

fn task(user: Option<&str>) -> Walk {
    Walk::to(&TodoTask::new(user, "l", "t", "n").expect("lawful"), 10, 5)
}

fn busy(seconds: &str) -> Reply {
    with_header(reply(429, ""), "Retry-After", seconds)
}

/// The next step, as the driver takes it: what the client knows about the scope is asked before a request goes out.
fn step(walk: &mut Walk, throttle: &Throttle) -> Step {
    loop {
        let step = walk.upload.step(walk.now, walk.window);
        let Step::Request(request) = &step else { return step };
        match throttle.quiet_until(walk.now, &walk.upload.scope(request)) {
            Some(until) if walk.upload.hold_back(walk.now, until) => {}
            _ => return step,
        }
    }
}

/// Answers the request that is due, as the driver does.
fn answer(walk: &mut Walk, throttle: &mut Throttle, reply: &Reply) {
    let request = walk.request();
    throttle.heard(walk.now, walk.upload.scope(&request), reply);
    walk.reply(reply);
}

#[test]
fn others_of_the_mailbox_wait_too_and_wake_one_by_one() {
    let mut throttle = Throttle::default();
    answer(&mut task(None), &mut throttle, &busy("20"));
    let mut wakes = Vec::new();
    for seed in 0..50 {
        let mut other = Walk::seeded(&TodoTask::new(None, "l2", "t2", "n").expect("lawful"), seed);
        let Step::Wait { until } = step(&mut other, &throttle) else { panic!("it does not wait") };
        assert!((other.now + 20_000..=other.now + 21_000).contains(&until), "{until}");
        assert_eq!(other.upload.throttled_until(other.now), Some(until));
        wakes.push(until);
        other.now = until;
        assert!(matches!(step(&mut other, &throttle), Step::Request(_)));
        assert_eq!(other.upload.throttled_until(other.now), None);
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
        let mut throttle = Throttle::default();
        answer(&mut told, &mut throttle, &busy("20"));
        assert_eq!(matches!(step(&mut other, &throttle), Step::Wait { .. }), together, "{name}");
    }
}

#[test]
fn origins_are_apart() {
    let mut throttle = Throttle::default();
    let message = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let mut told = Walk::to(&message, 4 << 20, 1 << 20);
    told.look_up(&list(&[]));
    told.create_at(OUTLOOK);
    answer(&mut told, &mut throttle, &busy("20"));
    let mut other = Walk::to(&message, 4 << 20, 1 << 20);
    assert!(matches!(step(&mut other, &throttle), Step::Request(_)), "Graph was not busy");
    other.look_up(&list(&[]));
    other.create_at(OUTLOOK);
    assert!(matches!(step(&mut other, &throttle), Step::Wait { .. }), "Outlook is");
}

#[test]
fn adopted_urls_name_their_mailbox() {
    let mut throttle = Throttle::default();
    let adopt = |url: &str| Walk::adopt(&outlook::RULES, url, 4 << 20, 1 << 20).expect("lawful");
    answer(&mut adopt(OUTLOOK), &mut throttle, &busy("20"));
    assert!(matches!(step(&mut adopt(OUTLOOK), &throttle), Step::Wait { .. }));
    let other = OUTLOOK.replace("a@b", "c@d");
    assert!(matches!(step(&mut adopt(&other), &throttle), Step::Request(_)));
    let task = |user| {
        let url = format!(
            "https://graph.microsoft.com/v1.0/users/{user}/todo/lists/l/tasks/t/attachmentSessions/s"
        );
        Walk::adopt(&todo::RULES, &url, 10, 5).expect("lawful")
    };
    answer(&mut task("u"), &mut throttle, &busy("20"));
    assert!(matches!(step(&mut task("u"), &throttle), Step::Wait { .. }));
    assert!(matches!(step(&mut task("v"), &throttle), Step::Request(_)));
}

#[test]
fn resumed_uploads_wait_with_their_target() {
    let mut throttle = Throttle::default();
    let mut first = task(None);
    first.look_up(&list(&[]));
    first.create_at("https://graph.microsoft.com/v1.0/users/1-2/todo/lists/l/tasks/t/attachmentSessions/s");
    let saved = first.upload.save().expect("a session");
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let mut again = Walk::resume(&target, 10, 5, &saved).expect("resumed");
    answer(&mut again, &mut throttle, &busy("20"));
    assert!(
        matches!(step(&mut task(None), &throttle), Step::Wait { .. }),
        "the URL names the mailbox by its id"
    );
    assert!(matches!(step(&mut task(Some("1-2")), &throttle), Step::Request(_)));
}

#[test]
fn every_upload_has_its_own_patience() {
    let mut throttle = Throttle::default();
    answer(&mut task(None), &mut throttle, &busy("3600"));
    let mut other = task(None);
    let Step::Paused(error) = step(&mut other, &throttle) else { panic!("it waits for an hour") };
    assert_eq!(error.status(), Status::Throttled);
    assert!(error.details().retry_after_ms >= Some(3_600_000));

    // Again and again, so that its own turn never comes.
    let mut throttle = Throttle::default();
    let mut other = task(None);
    let begin = other.now;
    let error = loop {
        let mut told = task(None);
        told.now = other.now;
        answer(&mut told, &mut throttle, &busy("600"));
        match step(&mut other, &throttle) {
            Step::Wait { until } => other.now = until,
            Step::Paused(error) => break error,
            end => panic!("{end:?}"),
        }
    };
    assert_eq!(error.status(), Status::Throttled);
    assert!((1_200_000..=1_800_000).contains(&(other.now - begin)), "{}", other.now - begin);
}

#[test]
fn whoever_gives_up_is_not_kept_waiting() {
    let mut throttle = Throttle::default();
    let mut other = Walk::created(10, 5);
    answer(&mut task(None), &mut throttle, &busy("20"));
    assert!(matches!(step(&mut other, &throttle), Step::Wait { .. }));
    other.upload.discard();
    match step(&mut other, &throttle) {
        Step::Request(request) => assert_eq!(request.purpose, Purpose::Discard),
        end => panic!("{end:?}"),
    }
}

#[test]
fn a_request_that_was_held_back_goes_out_as_it_was() {
    let mut throttle = Throttle::default();
    let mut other = Walk::created(10, 5);
    answer(&mut task(None), &mut throttle, &busy("20"));
    let Step::Wait { until } = step(&mut other, &throttle) else { panic!("it does not wait") };
    other.now = until;
    other.piece(0..5);
    other.reply(&wants(5));
    other.piece(5..10);
    assert_eq!(other.upload.position().confirmed, 5);
}
