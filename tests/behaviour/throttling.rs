//! The uploads of one client share what the service says about waiting.

use std::thread;
use std::time::{Duration, Instant};

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::session::Session;
use graph_upload_core::kinds::TodoTask;
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;

use crate::front::file;
use crate::world::World;

const WAIT: Duration = Duration::from_millis(600);

#[test]
fn one_upload_is_told_to_wait_and_the_others_of_its_mailbox_wait() {
    let world = World::new();
    let mut options = Options::new();
    options.set_base_url(&world.setup.base_url).expect("lawful");
    options.set_loopback(true);
    let token = check_token(&world.service.token()).expect("lawful");
    options.set_token(TokenSource::Fixed(token));
    let client = Client::new(&options).expect("made");
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
