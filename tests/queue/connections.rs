//! Over how many connections the jobs of a queue go.

use graph_upload_simulator::model::kind::Kind;

use crate::world::{PIECE, World, fetch_all, submit};

const JOBS: usize = 24;

/// Runs jobs of two pieces each, so many at once, and returns how many connections and full handshakes they took.
fn connections(at_once: usize) -> (u64, u64) {
    let world = World::with_tls();
    let queue = world.queue(at_once);
    for number in 0..JOBS {
        submit(&queue, &format!("f{number}"), PIECE + 1);
    }
    for job in fetch_all(&queue) {
        assert!(job.outcome().is_some_and(|outcome| outcome.error.is_none()), "{:?}", job.outcome());
    }
    assert_eq!((world.count(Kind::Create), world.count(Kind::Piece)), (JOBS, 2 * JOBS));
    let opened = world.service.connections();
    (opened, opened - world.service.resumed())
}

#[test]
fn one_after_another_they_share_one_connection_to_each_host() {
    assert_eq!(connections(1).0, 2, "one to Graph, one to the host of the sessions");
}

#[test]
fn at_once_they_take_no_more_connections_than_jobs_that_run() {
    let (opened, full) = connections(4);
    assert!(opened <= 2 * 4, "{opened} connections");
    assert!(full <= 2 * 4, "{full} full handshakes");
}
