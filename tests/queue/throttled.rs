//! Jobs at services that throttle: they are asked too much seldom, and left alone as they wish.

use std::collections::HashMap;

use graph_upload_core::kinds::{DriveItem, Property, Target};
use graph_upload_simulator::Recorded;
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, World, fetch_all, todo, upload};

const JOBS: usize = 200;

/// How often each request was refused, those with the same method, URL and range being one.
fn refusals(requests: &[Recorded]) -> HashMap<String, usize> {
    let mut refused = HashMap::new();
    for request in requests.iter().filter(|request| request.status == Some(429)) {
        let range = request.header("content-range").unwrap_or_default();
        *refused.entry(format!("{} {} {range}", request.method, request.target)).or_default() += 1;
    }
    refused
}

fn check(world: &World, what: &str) -> usize {
    let requests = world.service.requests();
    let refused = refusals(&requests);
    let count: usize = refused.values().sum();
    println!("{what}: {count} of {} requests were refused", requests.len());
    let again: Vec<_> = refused.iter().filter(|(_, times)| **times > 1).collect();
    assert!(again.is_empty(), "{what}: {again:?}");
    assert_eq!(world.service.violations(), Vec::<String>::new(), "{what}");
    assert!(world.service.sessions().is_empty(), "{what}");
    count
}

fn todo_jobs(world: &World, at_once: usize) {
    let queue = world.queue(at_once);
    for number in 0..JOBS {
        queue.submit(&upload(400_000), &todo(&format!("t{number}")), None).expect("submitted");
    }
    let stored =
        fetch_all(&queue).iter().filter(|job| job.outcome().is_some_and(|it| it.item.is_some())).count();
    assert_eq!(stored, JOBS);
}

fn mailbox(config: &mut Config) {
    config.throttle.mailbox_at_once = Some(4);
}

/// The client keeps to the documented four by itself.
#[test]
fn a_mailbox_never_has_to_refuse_the_fifth() {
    let world = World::with(mailbox);
    world.service.script(vec![Fault::on(Kind::Create).always().delay_ms(5)]);
    todo_jobs(&world, 16);
    assert_eq!(check(&world, "four at once"), 0);
}

/// A mailbox that takes less than the documented bytes: the client learns it from refusals, of which each window has a few.
#[test]
fn a_mailbox_that_takes_few_bytes() {
    // Two windows are enough for all. As in the service, whose window is five minutes, each takes more than passes in the second
    // over which those that were refused come back; or else they would find the next one full.
    const WINDOW_BYTES: u64 = 50_000_000;
    let world = World::with(|config| {
        mailbox(config);
        (config.throttle.mailbox_bytes, config.throttle.mailbox_window_ms) = (Some(WINDOW_BYTES), 2_000);
        // Those that were under way when the first was refused.
        config.throttle_grace_ms = 500;
    });
    todo_jobs(&world, 8);
    let windows = JOBS * 400_000 / WINDOW_BYTES as usize;
    let count = check(&world, "bytes of a mailbox");
    assert!(
        count <= 4 * (windows + 1),
        "more than the four that are under way when a window is full: {count}"
    );
}

/// Where the service says beforehand that little is left, it refuses little.
#[test]
fn a_tenant_that_tells_what_is_left() {
    let world = World::with(|config| {
        (config.throttle.tenant_units, config.throttle.tenant_window_ms) = (Some(400), 2_000);
        config.throttle_grace_ms = 500;
    });
    let queue = world.queue(8);
    for number in 0..JOBS {
        let mut target = DriveItem::by_path(None, &format!("{number}")).expect("lawful");
        // It takes a session.
        target.set(Property::Modified(1_700_000_000_000)).expect("lawful");
        queue.submit(&upload(400_000), &target, None).expect("submitted");
    }
    let jobs = fetch_all(&queue);
    assert!(jobs.iter().all(|job| job.outcome().is_some_and(|outcome| outcome.item.is_some())));
    assert_eq!(world.names().len(), JOBS);
    let told =
        |request: &Recorded| request.response_headers.iter().any(|(name, _)| name == "RateLimit-Remaining");
    assert!(world.service.requests().iter().any(told), "it never came near the limit");
    // At the edge of a window the eight that are under way may be too many.
    let count = check(&world, "units of a tenant");
    assert!(count <= 16, "{count}");
}

/// The four attachments of the issue of which one was stored (microsoftgraph/msgraph-sdk-dotnet issue 1287).
#[test]
fn four_attachments_to_one_draft_at_once_are_all_stored() {
    use graph_upload_core::kinds::OutlookItem;
    let world = World::with(|config| config.outlook.change_takes_ms = 20);
    let queue = world.queue(4);
    // Two that go in one request, and two that take a session.
    let sizes = [1_000, 200_000, 3_200_000, 3_300_000];
    let jobs: Vec<_> = sizes
        .iter()
        .map(|size| {
            let target = OutlookItem::message(None, None, "draft", &format!("{size}.bin")).expect("lawful");
            queue.submit(&upload(*size), &target, None).expect("submitted")
        })
        .collect();
    for job in &jobs {
        job.wait(LONG, None).expect("it ends");
        let outcome = job.outcome().expect("it has ended");
        assert!(outcome.item.is_some(), "{outcome:?}");
    }
    let stored = world.service.outlook_attachments("me/messages/draft");
    let mut lengths: Vec<usize> = stored.iter().map(|one| one.bytes().len()).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, sizes.map(|size| size as usize));
    assert!(world.service.requests().iter().all(|request| request.status != Some(412)), "they overlapped");
    assert_eq!(world.service.violations(), Vec::<String>::new());
}
