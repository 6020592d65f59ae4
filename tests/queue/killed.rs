//! A saved queue whose process is killed at random instants: every file ends once and whole.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use graph_upload::Upload;
use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::job::Queue;
use graph_upload::source::FileContent;
use graph_upload_core::kinds::Target;
use graph_upload_simulator::State;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::message::Role;

use crate::world::{PIECE, World, bytes, drive, todo};

/// How often it is looked whether a program has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

const CHILD: &str = "GU_SAVED_QUEUE";

/// Sizes on both sides of every limit that matters, and some that take many pieces.
const SIZES: [u64; 10] = [0, 1, 999, PIECE, PIECE + 1, 1_000_000, 2_000_000, 3_200_000, 4_000_000, 5_000_000];

fn target(number: usize) -> Box<dyn Target> {
    match number % 3 {
        2 => Box::new(todo(&format!("task{number}"))),
        _ => Box::new(drive(&format!("{number}.bin"))),
    }
}

/// Submits all files to a saved queue, as a program does that knows nothing of its earlier runs.
fn child(arguments: &str) {
    let [url, token, folder] = arguments.split(' ').collect::<Vec<_>>()[..] else { panic!("three words") };
    let folder = Path::new(folder);
    let mut options = Options::new();
    options.set_base_url(url).expect("lawful");
    options.set_loopback(true);
    options.set_piece(Some(PIECE)).expect("lawful");
    options.set_settle_time(500).expect("lawful");
    options.set_one_request(0).expect("lawful");
    options.set_backoff(1, 20).expect("lawful");
    options.set_token(TokenSource::Fixed(check_token(token).expect("lawful")));
    let queue = Queue::new(&Client::new(&options).expect("made"), 4).expect("made");
    queue.set_state_folder(&folder.join("state"), None).expect("opened");
    for (number, size) in SIZES.iter().enumerate() {
        let upload = Upload::of(FileContent::at(folder.join(number.to_string())));
        // To Do takes no empty files.
        if *size > 0 || number % 3 != 2 {
            queue.submit(&upload, &*target(number), None).expect("submitted");
        }
    }
    while let Some(job) = queue.next(None, None).expect("ours") {
        let outcome = job.outcome().expect("it has ended");
        assert!(outcome.error.is_none(), "{:?}: {:?}", job.path(), outcome.error);
    }
}

fn start(world: &World, folder: &Path) -> Child {
    let arguments =
        format!("{} {} {}", world.service.root(Role::Graph), world.service.token(), folder.display());
    Command::new(env::current_exe().expect("this program"))
        .args(["killed::every_file_ends_once_and_whole", "--exact", "--nocapture"])
        .env(CHILD, arguments)
        .spawn()
        .expect("it starts")
}

#[test]
fn every_file_ends_once_and_whole() {
    if let Ok(arguments) = env::var(CHILD) {
        return child(&arguments);
    }
    let kills: usize = env::var("GU_KILLS").map_or(8, |text| text.parse().expect("a number"));
    let seed = env::var("GU_SEED").map_or_else(|_| fastrand::u64(..), |text| text.parse().expect("a number"));
    let (mut chance, mut killed, mut round) = (fastrand::Rng::with_seed(seed), 0, 0);
    println!("seed {seed}");
    while killed < kills {
        round += 1;
        // A business drive locks the name of a session whose creation was under way at the kill, for a quarter of an hour:
        // nobody can wait for that here. tests/c_programs/kill.rs has such drives.
        let world = World::with(|config| config.drive.flavour = Flavour::Personal);
        let folder = tempfile::tempdir().expect("a folder");
        for (number, size) in SIZES.iter().enumerate() {
            fs::write(folder.path().join(number.to_string()), bytes(*size)).expect("written");
        }
        loop {
            let mut child = start(&world, folder.path());
            // It dies at an instant that no clock decides, or ends before, which wakes nobody.
            let until = world.service.requests().len() + chance.usize(1..30);
            let has_come = |state: &State| state.requests.len() >= until;
            while !world.service.wait_for(LOOK_AGAIN, has_come) && child.try_wait().expect("ours").is_none() {
            }
            if child.try_wait().expect("ours").is_none() && killed < kills {
                child.kill().expect("it runs");
                child.wait().expect("ours");
                killed += 1;
                continue;
            }
            let status = child.wait().expect("ours");
            assert!(status.success(), "round {round}");
            break;
        }
        check(&world, folder.path());
    }
}

fn check(world: &World, folder: &Path) {
    let files = world.service.drive_files("me/drive/root");
    for (number, size) in SIZES.iter().enumerate() {
        let stored = match number % 3 {
            2 => world.service.attachments("me", "list", &format!("task{number}")),
            _ => files.iter().filter(|file| file.name == format!("{number}.bin")).cloned().collect(),
        };
        assert_eq!(stored.len(), 1, "{number} is stored {} times", stored.len());
        assert!(stored[0].bytes() == &bytes(*size)[..], "{number} is not whole");
    }
    assert_eq!(files.len(), SIZES.len() - SIZES.len() / 3);
    assert_eq!(world.service.violations(), Vec::<String>::new());
    let left = fs::read_dir(folder.join("state")).expect("it is there").count();
    assert_eq!(left, 2, "the lock and the list of what is stored");
}
