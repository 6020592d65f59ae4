//! Every size through every way of putting.

use std::sync::{Arc, Mutex};

use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Front, file};
use crate::world::{PIECE, World};

fn upload(front: &dyn Front, world: &World, size: usize, put: usize) {
    let file = file(size);
    let session = front.create(&world.setup, &world.target(), size as u64, None).expect("created");
    session.put_all(&file, put).expect("put");
    let stored = session.finish(None).expect("finished");
    assert!(!stored.recovered);
    world.assert_stored(&stored.id, &file);
    let pieces = if size == 0 { 0 } else { size.div_ceil(PIECE) };
    assert_eq!(world.count(Kind::Piece), pieces, "{size} bytes in puts of {put}");
    assert_eq!(world.count(Kind::Inline), usize::from(size == 0));
    assert_eq!(session.finish(None).expect("again"), stored);
    assert_eq!((session.confirmed(), session.next_offset()), (size as u64, size as u64));
}

both! {
    fn around_a_piece_in_puts_of_a_piece(front) {
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            upload(front, &World::new(), size, PIECE);
        }
    }

    fn around_a_piece_in_puts_of_4_kib(front) {
        for size in [0, 1, 4096, PIECE - 1, PIECE, PIECE + 1] {
            upload(front, &World::new(), size, 4096);
        }
    }

    fn around_a_piece_in_odd_puts(front) {
        for size in [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 17] {
            upload(front, &World::new(), size, 1_000_003);
        }
    }

    fn the_largest_file_at_once_over_tls(front) {
        upload(front, &World::with_tls(), 25 * 1024 * 1024, usize::MAX / 2);
    }

    fn users_versions_and_types(front) {
        for (user, beta, content_type) in
            [(None, true, None), (Some("u@example.com"), false, Some("text/plain; charset=utf-8"))]
        {
            let mut world = World::new();
            world.todo.user = user;
            world.todo.content_type = content_type;
            world.setup.beta = beta;
            upload(front, &world, 10, 10);
            let create = &world.requests(Kind::Create)[0];
            let version = if beta { "/beta/" } else { "/v1.0/" };
            let owner = user.map_or("me/".to_owned(), |user| format!("users/{user}/"));
            assert!(create.target.starts_with(&format!("{version}{owner}")), "{}", create.target);
            if let Some(content_type) = content_type {
                assert_eq!(world.stored()[0].content_type.as_deref(), Some(content_type));
            }
        }
    }

    fn progress_is_told_in_bytes(front) {
        let world = World::with_tls();
        let file = file(2 * PIECE + 5);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        assert!(session.expires_ms() > 1_600_000_000_000);
        let told = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&told);
        session.on_progress(Box::new(move |progress| {
            sink.lock().expect("not poisoned").push(progress);
            true
        }));
        session.put_all(&file, 100_000).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
        let told = told.lock().expect("not poisoned");
        let total = file.len() as u64;
        assert_eq!(told.last(), Some(&[total, total, total]));
        assert!(told.iter().all(|[sent, confirmed, all]| confirmed <= sent && sent <= all && *all == total));
        assert!(told.windows(2).all(|pair| pair[0][0] <= pair[1][0] && pair[0][1] <= pair[1][1]), "{told:?}");
    }

    fn connections_are_kept(front) {
        let world = World::with_tls();
        upload(front, &world, 3 * PIECE, PIECE);
        assert_eq!(world.service.connections(), 1);
    }
}
