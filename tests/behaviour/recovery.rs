//! Links that break: over how many connections it goes on, after how many questions, and what is sent again.

use std::sync::Arc;

use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{From, Front, Place, Whole, unique};
use crate::world::World;

const MIB: u64 = 1 << 20;

/// Uploads a file to a drive, in pieces as the library likes.
fn upload(front: &dyn Front, world: &World, size: u64) {
    let bytes: Arc<[u8]> = vec![7; size as usize].into();
    let target = Place::DrivePath { drive: None, path: unique("f") }.into();
    front.upload(&world.setup, &target, &Whole::of(From::Memory(bytes)), None).1.expect("stored");
}

fn breaks(world: &World, every: u64, seed: u64) {
    world.service.configure(|config| {
        config.link.cut_every = Some(every);
        config.link.cut_seed = seed;
    });
}

both! {
    fn a_break_costs_one_connection_which_resumes_and_one_question(front) {
        let world = World::with_tls();
        breaks(&world, 4 * MIB, 3);
        upload(front, &world, 32 * MIB);
        let service = &world.service;
        let (connections, cuts, questions) =
            (service.connections(), service.cuts(), world.count(Kind::Status) as u64);
        assert!(cuts > 3, "{cuts}");
        // One for Graph and one for the host of the session; each break replaces one.
        assert!(connections <= 2 + cuts, "{connections} connections for {cuts} breaks");
        assert!(questions <= cuts, "{questions} questions for {cuts} breaks");
        let full = connections - service.resumed();
        assert!(full <= 2, "{full} full handshakes");
        assert_eq!(service.violations(), Vec::<String>::new());
    }
}

#[test]
fn a_link_that_breaks_every_16_mib_sends_a_tenth_again() {
    let (mut sent, mut size) = (0, 0);
    for seed in 1..=4 {
        let world = World::discarding();
        breaks(&world, 16 * MIB, seed);
        upload(&crate::rust_front::RustApi, &world, 256 * MIB);
        let pieces = world.requests(Kind::Piece);
        let bytes: u64 = pieces.iter().map(|piece| piece.body_length).sum();
        println!("seed {seed}: {bytes} bytes in {} pieces, {} breaks", pieces.len(), world.service.cuts());
        // The smallest pieces would be 819. How many it takes follows from how long requests take here, 200 to 250.
        assert!(pieces.len() < 400, "{}", pieces.len());
        (sent, size) = (sent + bytes, size + 256 * MIB);
    }
    // 1.10 on average; on a busy machine requests take longer, and pieces are larger.
    assert!(sent * 100 <= size * 115, "{:.3}", sent as f64 / size as f64);
}
