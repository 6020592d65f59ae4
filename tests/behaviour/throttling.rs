//! The uploads of one client share what the service says about waiting.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::session::Session;
use graph_upload_core::kinds::TodoTask;
use graph_upload_simulator::Recorded;
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;

use crate::front::file;
use crate::world::World;

const WAIT: Duration = Duration::from_millis(600);

fn client(world: &World) -> Client {
    let mut options = Options::new();
    options.set_base_url(&world.setup.base_url).expect("lawful");
    options.set_loopback(true);
    let token = check_token(&world.service.token()).expect("lawful");
    options.set_token(TokenSource::Fixed(token));
    Client::new(&options).expect("made")
}

#[test]
fn one_upload_is_told_to_wait_and_the_others_of_its_mailbox_wait() {
    let world = World::new();
    let client = client(&world);
    let session = |user| {
        let target = TodoTask::new(user, "l", "t", "n").expect("lawful");
        Session::create(&client, &target, 100, None).expect("created")
    };
    let (told, same, other) = (session(None), session(None), session(Some("someone")));
    let busy: Fault = "piece:1=429;retry-after: 0.6".parse().expect("a fault");
    world.service.script(vec![busy]);
    let file = file(100);
    thread::scope(|scope| {
        scope.spawn(|| told.put(0, &file, None).expect("put"));
        while world.count(Kind::Piece) == 0 {
            thread::yield_now();
        }
        // What was heard is known a moment after it was said.
        thread::sleep(WAIT / 6);
        let begin = Instant::now();
        other.put(0, &file, None).expect("put");
        assert!(begin.elapsed() < WAIT / 2, "another mailbox waited for {:?}", begin.elapsed());
        same.put(0, &file, None).expect("put");
        assert!(begin.elapsed() >= WAIT / 2, "it waited for {:?} alone", begin.elapsed());
    });
    for session in [told, same, other] {
        session.finish(None).expect("stored");
    }
}

/// The most requests that were under way at the same time. A request is over when its response leaves.
fn most_at_once(requests: &[Recorded]) -> usize {
    let during = |ms: u64| {
        let over = |request: &Recorded| request.arrived_ms + request.duration_ms.expect("it is over");
        requests.iter().filter(|request| request.arrived_ms <= ms && ms < over(request)).count()
    };
    requests.iter().map(|request| during(request.arrived_ms)).max().unwrap_or(0)
}

/// Eight uploads at once to one mailbox, each request of which takes a while.
#[test]
fn a_mailbox_gets_four_requests_at_once() {
    let world = World::new();
    let client = &client(&world);
    let slow = |kind| Fault::on(kind).times(1_000).delay_ms(40);
    world.service.script([Kind::LookUp, Kind::Create, Kind::Piece].map(slow).into());
    let together = &Barrier::new(8);
    thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || {
                let task = format!("t{number}");
                let target = TodoTask::new(None, "l", &task, "n").expect("lawful");
                together.wait();
                let session = Session::create(client, &target, 100, None).expect("created");
                session.put(0, &file(100), None).expect("put");
                session.finish(None).expect("stored");
            });
        }
    });
    assert_eq!(world.service.violations(), Vec::<String>::new());
    let most = most_at_once(&world.service.requests());
    assert!(most <= 4, "{most}");
}
