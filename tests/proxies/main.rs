//! Uploads through proxies that others wrote, to a simulated service with TLS.
//!
//! `scripts/deps.sh --all` installs the proxies. Where one is missing its scenarios say so and are left out, unless
//! `GU_REQUIRE_PEERS` is set.
#![cfg(unix)]

mod environment;
mod peer;
#[path = "../support/mod.rs"]
mod support;

use std::thread;
use std::time::{Duration, Instant};

use graph_upload::client::{Client, Options, TimeLimit};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::net::Cancel;
use graph_upload::session::Session;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::kinds::TodoTask;
use graph_upload_simulator::model::kind::Kind as Asked;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options as ServiceOptions, Simulator, State};

use peer::{Kind, PASSWORD, Peer, USER, free_port};

/// Two pieces.
const SIZE: usize = 5_000_000;

fn file() -> Vec<u8> {
    (0..SIZE).map(|at| (at ^ (at >> 8) ^ (at >> 16).wrapping_mul(31)) as u8).collect()
}

/// A service with TLS whose faults are given as text.
fn service(faults: &[&str]) -> Simulator {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    Simulator::start(ServiceOptions { faults, ..ServiceOptions::strict() }).expect("a free port")
}

fn port_of(service: &Simulator) -> u16 {
    let root = service.root(Role::Graph);
    root.rsplit(':').next().and_then(|port| port.parse().ok()).expect("the URL ends with a port")
}

/// Options for a service, through a proxy.
fn options(service: &Simulator, proxy: &str) -> Options {
    let mut options = Options::new();
    let set = |options: &mut Options| -> Result<(), Error> {
        options.set_base_url(&service.root(Role::Graph))?;
        options.set_loopback(true);
        options.add_ca_pem(service.ca_pem().unwrap_or_default().as_bytes())?;
        options.set_platform_roots(false);
        options.set_token(TokenSource::Fixed(check_token(&service.token())?));
        options.set_backoff(1, 4)?;
        options.set_retry_budget(3, 60_000)?;
        options.set_proxy(Some(proxy))
    };
    set(&mut options).expect("lawful options");
    options
}

fn session(options: &Options) -> Result<Session, Error> {
    let client = Client::new(options)?;
    let target = TodoTask::new(None, "list", "task", "file.bin")?;
    Session::create(&client, &target, SIZE as u64, None)
}

/// Puts what is missing, and finishes.
fn complete(session: &Session) -> Result<(), Error> {
    let from = session.next_offset();
    session.put(from, &file()[from as usize..], None)?;
    session.finish(None).map(drop)
}

fn assert_stored(service: &Simulator) {
    let stored = service.attachments("me", "list", "task");
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert!(stored[0].bytes() == file(), "the stored bytes differ");
    assert!(service.sessions().is_empty());
    assert_eq!(service.violations(), Vec::<String>::new());
}

/// Runs a scenario with every proxy and every way to speak to it.
fn through_each(faults: &[&str], scenario: impl Fn(&Simulator, &mut Peer, &str)) {
    for kind in Kind::ALL {
        let Some(mut peer) = Peer::start(kind) else { continue };
        for scheme in peer.schemes() {
            scenario(&service(faults), &mut peer, scheme);
        }
    }
}

#[test]
fn files_go_through() {
    through_each(&[], |service, peer, scheme| {
        complete(&session(&options(service, &peer.url(scheme))).expect("a session")).expect("stored");
        assert_stored(service);
        peer.assert_went_to(port_of(service));
    });
}

#[test]
fn listed_hosts_are_reached_without_it() {
    through_each(&[], |service, peer, scheme| {
        let mut options = options(service, &peer.url(scheme));
        options.set_no_proxy(Some("example.com, localhost")).expect("a list");
        complete(&session(&options).expect("a session")).expect("stored");
        assert_stored(service);
        assert!(!peer.log().contains(&port_of(service).to_string()), "{}", peer.log());
    });
}

#[test]
fn wrong_and_missing_passwords_are_told_at_once() {
    through_each(&[], |service, peer, scheme| {
        if !peer.kind.is_guarded() {
            return;
        }
        for (user, word) in [(format!("{USER}:wr0ng@"), "rejected"), (String::new(), "requires")] {
            let error = session(&options(service, &peer.url_as(scheme, &user))).expect_err("no session");
            assert_eq!((error.status(), error.details().retryable), (Status::Network, false));
            let message = error.to_string();
            assert!(message.contains("proxy") && message.contains(word), "{:?}: {message}", peer.kind);
            assert!(!message.contains("wr0ng") && !message.contains(USER), "{message}");
        }
        assert_eq!(service.connections(), 0);
    });
}

#[test]
fn a_proxy_that_is_down_and_one_that_goes_down() {
    through_each(&[], |service, _, scheme| {
        let down = format!("{scheme}://127.0.0.1:{}", free_port());
        let error = session(&options(service, &down)).expect_err("no session");
        assert_eq!((error.status(), error.details().retryable), (Status::Network, true));
        assert!(error.to_string().contains("cannot be reached"), "{error}");
        assert!(!error.to_string().contains(PASSWORD));
    });
    for kind in Kind::ALL {
        let Some(mut peer) = Peer::start(kind) else { continue };
        let service = service(&[]);
        let session = session(&options(&service, &peer.url(peer.schemes()[0]))).expect("a session");
        peer.stop();
        let error = complete(&session).expect_err("not stored");
        assert_eq!((error.status(), error.details().retryable), (Status::Network, true), "{error}");
        assert!(service.attachments("me", "list", "task").is_empty());
    }
}

#[test]
fn a_host_that_the_proxy_cannot_reach() {
    through_each(&[], |service, peer, scheme| {
        let mut options = options(service, &peer.url(scheme));
        options.set_base_url(&format!("https://localhost:{}", free_port())).expect("a URL");
        let error = session(&options).expect_err("no session");
        assert_eq!((error.status(), error.details().retryable), (Status::Network, true), "{error}");
        assert!(error.to_string().contains("through the proxy"), "{error}");
    });
}

#[test]
fn cancel_in_the_middle_and_go_on() {
    through_each(&["piece:1=stall:100000"], |service, peer, scheme| {
        let session = session(&options(service, &peer.url(scheme))).expect("a session");
        let cancel = Cancel::new().expect("a descriptor");
        let begin = Instant::now();
        let result = thread::scope(|scope| {
            scope.spawn(|| {
                let sending =
                    |state: &State| state.requests.iter().any(|request| request.kind == Asked::Piece);
                assert!(service.wait_for(Duration::from_secs(30), sending), "no piece is sent");
                cancel.request();
            });
            session.put(0, &file(), Some(&cancel))
        });
        assert_eq!(result.expect_err("it was cancelled").status(), Status::Cancelled);
        assert!(begin.elapsed() < Duration::from_secs(30), "it was not woken");
        complete(&session).expect("stored");
        assert_stored(service);
    });
}

/// How soon is up to the proxy, which may be stuck with what the far end does not read; then a limit ends it.
#[test]
fn a_far_end_that_answers_early_and_holds_is_survived() {
    through_each(&["piece:1=hold:503"], |service, peer, scheme| {
        complete(&session(&options(service, &peer.url(scheme))).expect("a session")).expect("stored");
        assert_stored(service);
    });
}

#[test]
fn a_far_end_that_stalls_is_given_up() {
    through_each(&["piece:1=stall:100000"], |service, peer, scheme| {
        let mut options = options(service, &peer.url(scheme));
        options.set_time_limit(TimeLimit::Stall, 500).expect("a limit");
        options.set_time_limit(TimeLimit::Response, 2_000).expect("a limit");
        let session = session(&options).expect("a session");
        complete(&session).expect("stored at the second attempt");
        assert_stored(service);
    });
}
