//! The child's side: uploads, all that the library says about them, and the search.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use graph_upload::client::{Client, Options, TimeLimit};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::saved::{SealingKey, StateFile};
use graph_upload::session::Session;
use graph_upload::upload::Upload;
use graph_upload_core::kinds::{Commit, DriveItem, OutlookItem, Property, Target, TodoTask};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use zeroize::Zeroizing;

use crate::by_c;
use crate::heap;
use crate::scan::{self, DISGUISE, Hidden};

/// The number of a secret, and its length.
pub type Marked = (u64, usize);

pub const TOKEN: Marked = (1, 96);
pub const PASSWORD: Marked = (2, 48);
pub const SEALING_KEY: Marked = (3, 32);

/// Characters that occur nowhere else in this order, some of which have to be encoded in URLs; made anew each time, so
/// that no copy stands in the program.
pub fn marked((number, length): Marked) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match (state >> 33) % 30 {
            letter @ 0..26 => b'A' + letter as u8,
            other => b"+/=~"[other as usize - 26],
        }
    };
    let mut bytes = Vec::with_capacity(length);
    bytes.extend((0..length).map(|_| next()));
    bytes
}

pub fn secret(marked_as: Marked) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8(marked(marked_as)).expect("ASCII"))
}

fn options(folder: &Path, number: usize) -> Options {
    let mut options = Options::new();
    options.set_base_url(&env::var("GU_URL").expect("the service")).expect("lawful");
    options.set_loopback(true);
    options.set_retry_budget(4, 20_000).expect("lawful");
    options.set_backoff(1, 4).expect("lawful");
    options.set_settle_time(120).expect("lawful");
    options.set_one_request(0).expect("lawful");
    for limit in [TimeLimit::Stall, TimeLimit::Response, TimeLimit::CommitResponse] {
        options.set_time_limit(limit, 1_000).expect("lawful");
    }
    options.set_piece(Some(327_680)).expect("lawful");
    options.set_log(Some(Arc::new(|level, line| println!("log {level:?} {line}"))));
    let given = || check_token(&secret(TOKEN)).expect("lawful");
    options.set_token(match number % 2 {
        0 => TokenSource::Fixed(given()),
        _ => TokenSource::Callback(Arc::new(move |_| Ok(Some(given())))),
    });
    let authority = folder.join("ca.pem");
    if authority.exists() {
        options.add_ca_file(authority.to_str().expect("UTF-8")).expect("read");
        options.set_platform_roots(false);
    }
    let file = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let (chain, key) =
        if number.is_multiple_of(2) { ("client.pem", "client.key") } else { ("both.pem", "both.pem") };
    options.set_client_certificate_files(&file(chain), &file(key)).expect("they fit");
    match number % 4 {
        1 => options.set_proxy(Some(&proxy("http", "GU_PROXY"))).expect("lawful"),
        2 => options.set_proxy(Some(&proxy("socks5", "GU_PROXY"))).expect("lawful"),
        _ => {}
    }
    options
}

/// The URL of a proxy with its password, written in one piece.
pub fn proxy(scheme: &str, variable: &str) -> Zeroizing<String> {
    let mut url = Zeroizing::new(String::with_capacity(512));
    let (password, port) = (secret(PASSWORD), env::var(variable).expect("the proxy"));
    url.extend([scheme, "://me:"]);
    url.extend(percent_encode(password.as_bytes(), NON_ALPHANUMERIC));
    url.extend(["@127.0.0.1:", &port]);
    url
}

fn targets(name: &str) -> [Box<dyn Target>; 4] {
    let mut committed = DriveItem::by_path(None, &format!("{name}/committed")).expect("lawful");
    committed.set(Property::Commit(Commit::SourceUrl)).expect("lawful");
    [
        Box::new(TodoTask::new(None, "l", name, "n").expect("lawful")),
        Box::new(OutlookItem::message(None, None, name, "n").expect("lawful")),
        Box::new(DriveItem::by_path(None, &format!("{name}/n")).expect("lawful")),
        // Whose request to commit holds the upload URL.
        Box::new(committed),
    ]
}

/// A whole upload with a sealed state, whose file is shown.
fn whole(client: &Client, target: &dyn Target, state: &Path, size: usize, panics: bool) {
    let mut upload = Upload::of(Arc::<[u8]>::from(vec![b'x'; size]));
    upload.set_sealing_key(Some(SealingKey::new(&Zeroizing::new(marked(SEALING_KEY))).expect("32 bytes")));
    upload.set_state_file(Some(StateFile::at(state)));
    let shown = PathBuf::from(state);
    upload.set_progress(Some(Arc::new(move |progress| {
        println!("progress {progress:?}\nstate {:?}", std::fs::read_to_string(&shown).unwrap_or_default());
        assert!(!panics || progress.confirmed == 0, "the callback panics");
        true
    })));
    let outcome = catch_unwind(AssertUnwindSafe(|| upload.run(client, target, None)));
    println!("debug {upload:?} {outcome:?}");
    match outcome.map(graph_upload::upload::Outcome::into_result) {
        Ok(Ok(item)) => println!("outcome {item:?} stored"),
        Ok(Err(error)) => println!("outcome {error} {error:?}"),
        Err(_) => println!("outcome panicked"),
    }
    let _ = std::fs::remove_file(state);
}

/// The same in puts, saved, resumed and finished in another life.
fn in_puts(client: &Client, target: &dyn Target, size: usize) {
    let bytes = vec![b'y'; size];
    let result = (|| {
        let session = Session::create(client, target, size as u64, None)?;
        session.put(0, &bytes[..size / 2], None)?;
        let key = SealingKey::new(&Zeroizing::new(marked(SEALING_KEY))).expect("32 bytes");
        let saved = session.save(Some(&key))?;
        println!("saved {} {session:?} {saved:?} {key:?}", saved.expose());
        // Not sealed, so it is not shown.
        drop(session.save(None)?);
        drop(session);
        let session = Session::resume(client, Some(target), saved.expose().as_bytes(), Some(&key), None)?;
        let from = session.next_offset() as usize;
        session.put(from as u64, &bytes[from..], None)?;
        session.finish(None)
    })();
    match result {
        Ok(item) => println!("outcome {item:?} stored"),
        Err(error) => println!("outcome {error} {error:?}"),
    }
}

fn ask(what: &str) -> String {
    println!("ask: {what}");
    // Large enough for all secrets, so that it takes no memory that was freed.
    let mut answer = String::with_capacity(4 << 20);
    std::io::stdin().read_line(&mut answer).expect("an answer");
    answer
}

/// All uploads of a scenario.
fn play(folder: &Path, number: usize) {
    let options = options(folder, number);
    let client = Client::new(&options).expect("made");
    for target in targets(&format!("whole-{number}")) {
        ask(&number.to_string());
        whole(&client, target.as_ref(), &folder.join("state"), 700_000, number % 5 == 4);
    }
    for target in targets(&format!("puts-{number}")) {
        ask(&number.to_string());
        in_puts(&client, target.as_ref(), 3_400_000);
    }
    println!("debug {options:?} {client:?}");
    ask(&number.to_string());
    by_c::play(folder, number);
}

/// Proxies that refuse the password, one of them with its own words.
fn refused_by_proxies(folder: &Path) {
    for scheme in ["http", "socks5h"] {
        let mut options = options(folder, 0);
        options.set_proxy(Some(&proxy(scheme, "GU_REFUSING_PROXY"))).expect("lawful");
        let client = Client::new(&options).expect("made");
        let [target, ..] = targets(&format!("proxy-{scheme}"));
        ask("0");
        whole(&client, target.as_ref(), &folder.join("state"), 1000, false);
    }
}

#[test]
#[ignore = "the child of the other tests"]
fn child() {
    let Ok(folder) = env::var("GU_FOLDER").map(PathBuf::from) else { return };
    println!();
    if env::var_os("GU_WIPES").is_some() {
        heap::wipe_what_is_freed();
    }
    let scenarios = env::var("GU_SCENARIOS").expect("which to play");
    let mut ends = scenarios.split(' ').map(|end| end.parse::<usize>().expect("a number"));
    for number in ends.next().expect("the first")..ends.next().expect("the last") {
        play(&folder, number);
        // Often, as what was left once may be overwritten later.
        if number % 4 == 3 {
            search("found");
        }
    }
    // Reading a key is so short that what it left would be overwritten by the upload behind it.
    (0..2).for_each(|number| drop(options(&folder, number)));
    search("found");
    refused_by_proxies(&folder);
    search("found");
    forget(&Hidden::read(&ask("secrets")));
    search("control");
}

/// Says which secrets are in memory.
fn search(word: &str) {
    let answer = ask("secrets");
    for (name, place) in scan::search(&Hidden::read(&answer)) {
        println!("{word} {name} in {place}");
    }
}

/// Leaves secrets in memory as a careless program would: in what was freed, or in what never is where that is wiped.
fn forget(hidden: &Hidden<'_>) {
    let careless = |(_, form): (&str, &[u8])| {
        // Allocators write into the beginning and the end of what is freed.
        let mut bytes = vec![0; 64];
        bytes.extend(form.iter().map(|byte| byte ^ DISGUISE));
        bytes.extend([0; 64]);
        bytes
    };
    // All at once, as one that is freed is where the next would be, and often, as what follows overwrites some.
    let copies = (0..16).flat_map(|_| hidden.forms().map(careless)).collect::<Vec<_>>();
    let copies = std::hint::black_box(copies);
    if heap::wipes() { std::mem::forget(copies) } else { drop(copies) }
}
