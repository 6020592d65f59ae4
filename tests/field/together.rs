//! Four attachments to one draft at once (msgraph-sdk-dotnet issue 1287): all four are stored.

use std::collections::BTreeSet;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use graph_upload::client::{Client, Options, TimeLimit};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::ffi::client::{gu_client, gu_client_free};
use graph_upload::ffi::error::gu_error;
use graph_upload::ffi::item::gu_item_free;
use graph_upload::ffi::target::gu_target_free;
use graph_upload::ffi::upload::gu_upload_run;
use graph_upload::source::ReadAt;
use graph_upload::upload::Upload;
use graph_upload_core::kinds::OutlookItem;
use graph_upload_simulator::model::config::Config;

use crate::c_front::{self, CFunctions, call};
use crate::c_upload::CUpload;
use crate::front::{From, Front, Place, Setup, Whole, file};
use crate::rust_front::RustApi;
use crate::support::{MAIL_PIECE, MESSAGE};
use crate::world::World;

const SIZE: usize = 2 * MAIL_PIECE + MAIL_PIECE / 2;
const NAMES: [&str; 4] = ["1.bin", "2.bin", "3.bin", "4.bin"];
/// How long a change of a message takes: as the backoff that is set beside it, a second at the defaults.
const CHANGE_MS: u64 = 25;

fn slow_changes(config: &mut Config) {
    config.outlook.change_takes_ms = CHANGE_MS;
}

fn setup(world: &World) -> Setup {
    Setup {
        settle_ms: 24 * CHANGE_MS,
        backoff_ms: (CHANGE_MS, 24 * CHANGE_MS),
        piece: Some(MAIL_PIECE as u64),
        ..world.setup.clone()
    }
}

fn draft(name: &'static str) -> Place {
    Place::Message { user: None, folder: None, message: "draft", name }
}

/// Uploads four files to one draft at the same time, and answers how many requests were refused for it.
fn four_at_once(world: &World, size: usize, upload: impl Fn(&'static str) + Sync) -> usize {
    thread::scope(|scope| {
        for name in NAMES {
            let upload = &upload;
            scope.spawn(move || upload(name));
        }
    });
    let stored = world.stored_at(MESSAGE);
    let names: BTreeSet<&str> = stored.iter().map(|file| file.name.as_str()).collect();
    assert_eq!((stored.len(), names.len()), (4, 4), "{names:?}");
    assert!(stored.iter().all(|stored| stored.bytes() == file(size)), "the stored bytes differ");
    assert_eq!((world.service.sessions().len(), world.service.violations()), (0, Vec::new()));
    world.service.requests().iter().filter(|request| request.status == Some(412)).count()
}

/// Clients that do not know of each other: what is refused passes.
fn by_four_clients(front: &dyn Front, size: usize) {
    let world = World::with(slow_changes);
    let refused = four_at_once(&world, size, |name| {
        let whole = Whole::of(From::Memory(file(size).into()));
        front.upload(&setup(&world), &draft(name).into(), &whole, None).1.expect("stored");
    });
    assert!(refused > 0, "nothing overlapped, so that this shows nothing");
}

#[test]
fn sessions_of_four_clients() {
    by_four_clients(&RustApi, SIZE);
    by_four_clients(&CFunctions, SIZE);
}

#[test]
fn small_files_of_four_clients() {
    by_four_clients(&RustApi, 5_000);
    by_four_clients(&CFunctions, 5_000);
}

/// The changes of one message stand in line inside a client.
fn by_one_client(size: usize) {
    let world = World::with(slow_changes);
    let client = client(&world);
    let refused = four_at_once(&world, size, |name| {
        let target = OutlookItem::message(None, None, "draft", name).expect("lawful");
        let bytes: Arc<[u8]> = file(size).into();
        Upload::of(bytes).run(&client, &target, None).into_result().expect("stored");
    });
    assert_eq!(refused, 0, "requests that were refused");
}

#[test]
fn sessions_of_one_client() {
    by_one_client(SIZE);
}

#[test]
fn small_files_of_one_client() {
    by_one_client(5_000);
}

/// Uploads that wait for each other in their callbacks: whoever stands in line does not stand there for ever.
#[test]
fn one_that_waits_for_another_in_line() {
    let world = World::with(|_| {});
    let client = &client_with(&world, |options| {
        options.set_time_limit(TimeLimit::CommitResponse, 1_000).expect("lawful");
    });
    let both = Arc::new(Barrier::new(2));
    thread::scope(|scope| {
        for name in &NAMES[..2] {
            let (both, first) = (Arc::clone(&both), AtomicBool::new(true));
            let content = ReadAt::new(5_000, move |offset, buffer| {
                if first.swap(false, Ordering::Relaxed) {
                    both.wait();
                }
                let rest = &file(5_000)[usize::try_from(offset).expect("small")..];
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            });
            scope.spawn(move || {
                let target = OutlookItem::message(None, None, "draft", name).expect("lawful");
                Upload::of(content).run(client, &target, None).into_result().expect("stored");
            });
        }
    });
    assert_eq!(world.stored_at(MESSAGE).len(), 2);
}

fn client(world: &World) -> Client {
    client_with(world, |_| {})
}

fn client_with(world: &World, change: impl FnOnce(&mut Options)) -> Client {
    let setup = setup(world);
    let mut options = Options::new();
    options.set_base_url(&setup.base_url).expect("lawful");
    options.set_loopback(true);
    options.set_backoff(setup.backoff_ms.0, setup.backoff_ms.1).expect("lawful");
    options.set_settle_time(setup.settle_ms).expect("lawful");
    options.set_piece(setup.piece).expect("lawful");
    options.set_one_request(0).expect("lawful");
    let token = check_token(&world.service.token()).expect("lawful");
    options.set_token(TokenSource::Fixed(token));
    change(&mut options);
    Client::new(&options).expect("made")
}

struct Shared(*mut gu_client);
// SAFETY: the header allows a client on any thread.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

#[test]
fn sessions_of_one_client_in_c() {
    let world = World::with(slow_changes);
    let client = &Shared(c_front::client(&setup(&world)).expect("made"));
    let refused = four_at_once(&world, SIZE, |name| {
        let (mut target, mut item) = (ptr::null_mut(), ptr::null_mut());
        c_front::made(draft(name), &mut target).expect("lawful");
        let upload = CUpload::new(&Whole::of(From::Memory(file(SIZE).into()))).expect("made");
        call!(gu_upload_run(upload.0, client.0, target, ptr::null(), &mut item)).expect("stored");
        // SAFETY: each is freed once, and nothing uses it any more.
        unsafe {
            gu_item_free(item);
            gu_target_free(target);
        }
    });
    // SAFETY: all uploads are over.
    unsafe { gu_client_free(client.0) };
    assert_eq!(refused, 0, "requests that were refused");
}
