//! Uploads that the program feeds: `tests/c/upload.c`.

use graph_upload_simulator::model::kind::Kind;

use crate::support::{Language, Linked, run_checked};
use crate::world::{PIECE, World, assert_one_stored, assert_pattern};

const LIMIT: u64 = 25 * 1024 * 1024;

#[test]
fn files_of_every_size_arrive_whole() {
    let sizes = [0, 1, PIECE - 1, PIECE, PIECE + 1, LIMIT];
    let texts = sizes.map(|size| size.to_string());
    let arguments: Vec<_> = ["sizes"].into_iter().chain(texts.iter().map(String::as_str)).collect();
    World::upload(&arguments, &[], |world, ran| {
        let (stored, told) = (world.stored(), ran.after("stored: "));
        assert_eq!((stored.len(), told.len()), (3 * sizes.len(), 3 * sizes.len()));
        for (index, stored) in stored.iter().enumerate() {
            assert_eq!(told[index], format!("{} {}", stored.name, stored.id));
            let size = sizes[index / 3];
            assert!(stored.name.starts_with(&format!("{size}-by-")), "{}", stored.name);
            assert_pattern(stored, size);
        }
    });
}

#[test]
fn small_files_are_uploaded_without_a_memory_error() {
    let world = World::plain(&["piece:1=503;retry-after: 0"]);
    let program = world.compile("tests/c/upload.c", Language::C99, Linked::Shared);
    let checked = run_checked(&program, |command| {
        world.set_up(command);
        command.args(["sizes", "0", "1", "70000"]);
    });
    if let Some(ran) = checked {
        ran.ended_with(0);
        world.stored().iter().for_each(|stored| assert_pattern(stored, stored.size));
        assert_eq!(world.stored().len(), 9);
    }
}

#[test]
fn a_token_is_fetched_when_the_service_refuses_the_last_one() {
    World::upload(&["token"], &[], |world, ran| assert_one_stored(world, &ran, "token", 2 * PIECE));
}

#[test]
fn progress_grows_to_the_end() {
    World::upload(&["progress"], &[], |world, ran| {
        assert_one_stored(world, &ran, "progress", 3 * PIECE + 17)
    });
}

#[test]
fn the_log_tells_of_each_request_and_holds_no_secret() {
    World::upload(&["log"], &["piece:1=503;retry-after: 0", "last=lose"], |world, ran| {
        assert_one_stored(world, &ran, "log", 2 * PIECE);
        let requests = world.simulator.requests();
        assert_eq!(ran.after("log info: ").len(), requests.len(), "{:#?}", ran.lines);
        assert!(!ran.after("log warning: ").is_empty(), "{:#?}", ran.lines);
        let mut secrets = vec![world.simulator.token()];
        for request in requests.iter().filter(|request| request.kind == Kind::Piece) {
            secrets.push(request.target.clone());
            secrets
                .extend(request.target.split(['/', '?']).filter(|part| part.len() > 16).map(str::to_owned));
        }
        assert!(secrets.len() > 3);
        for line in ran.lines.iter().filter(|line| line.starts_with("log ")) {
            assert!(!secrets.iter().any(|secret| line.contains(secret.as_str())), "{line}");
        }
    });
}

#[test]
fn lost_bytes_are_put_again() {
    World::upload(&["rewind"], &["piece:2=forget"], |world, ran| {
        assert_one_stored(world, &ran, "rewind", 3 * PIECE);
    });
}

#[test]
fn calls_are_cancelled_from_everywhere() {
    for scenario in ["cancel-thread", "cancel-signal", "cancel-callback"] {
        World::upload(&[scenario], &["piece:1=delay:120000"], |world, ran| {
            assert_one_stored(world, &ran, "cancel", PIECE + 1);
        });
    }
}

#[test]
fn a_cancelled_last_piece_is_found_by_finish() {
    World::upload(&["cancel-last"], &["last=delay:120000"], |world, ran| {
        assert_one_stored(world, &ran, "cancel-last", PIECE);
        assert_eq!(world.count(Kind::Create), 1);
    });
}

#[test]
fn a_busy_session_says_so() {
    World::upload(&["busy"], &["piece:1=delay:120000"], |world, _| {
        let names: Vec<_> = world.stored().iter().map(|stored| stored.name.clone()).collect();
        assert_eq!(names, ["cancel", "busy"]);
        world.stored().iter().for_each(|stored| assert_pattern(stored, stored.size));
    });
}
