//! The network in front of the listeners.

mod common;

use std::time::{Duration, Instant};

use common::{Answer, send};
use graph_upload_simulator::model::config::{Config, LinkRules};
use graph_upload_simulator::{Options, Simulator};

fn start(link: LinkRules) -> Simulator {
    let config = Config { link, ..Config::default() };
    Simulator::start(Options { plain: true, config, ..Options::default() }).unwrap()
}

/// Stores bytes in one request.
fn put(simulator: &Simulator, bytes: &[u8]) -> Option<Answer> {
    let url = simulator.base_url() + "/me/drive/root:/a:/content";
    send(&url, &format!("PUT\nAuthorization: Bearer {}", simulator.token()), bytes)
}

fn stored(simulator: &Simulator) -> Vec<u8> {
    simulator.drive_file("me/drive/root:/a").map(|file| file.bytes().to_vec()).unwrap_or_default()
}

fn bytes(count: u32) -> Vec<u8> {
    (0..count).map(|i| (i % 251) as u8).collect()
}

/// How fast it goes at most; how much slower, the machine decides.
#[test]
fn bytes_take_their_time() {
    for (rate, count) in [(10_000_000, 2_000_000), (100_000, 20_000)] {
        let simulator = start(LinkRules { bytes_per_second: Some(rate), ..LinkRules::default() });
        let (bytes, begun) = (bytes(count), Instant::now());
        assert_eq!(put(&simulator, &bytes).unwrap().status, 201);
        assert!(begun.elapsed() >= Duration::from_secs(1).mul_f64(f64::from(count) / rate as f64));
        assert!(stored(&simulator) == bytes);
        // The way back has its own rate.
        let (url, begun) = (simulator.base_url() + "/me/drive/root:/a:/content", Instant::now());
        let token = format!("GET\nAuthorization: Bearer {}", simulator.token());
        assert!(send(&url, &token, b"").unwrap().body == bytes);
        assert!(begun.elapsed() >= Duration::from_secs(1).mul_f64(f64::from(count) / rate as f64));
    }
}

#[test]
fn connections_share_a_link() {
    let link = LinkRules { bytes_per_second: Some(4_000_000), shared: true, ..LinkRules::default() };
    let (simulator, begun) = (start(link), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(put(&simulator, &bytes(200_000)).unwrap().status < 300));
        }
    });
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[test]
fn the_way_there_and_back() {
    let simulator = start(LinkRules { rtt_ms: 60, ..LinkRules::default() });
    let begun = Instant::now();
    assert_eq!(put(&simulator, &bytes(3_000_000)).unwrap().status, 201);
    // One to connect, one for the request and its response.
    assert!(begun.elapsed() >= Duration::from_millis(120));
    assert_eq!(stored(&simulator).len(), 3_000_000);
    simulator.configure(|config| config.link.rtt_ms = 0);
    assert_eq!(put(&simulator, b"x").unwrap().status, 200);
}

#[test]
fn the_link_cuts_where_its_seed_says() {
    let run = |cut_seed| {
        let link = LinkRules { cut_every: Some(100_000), cut_seed, ..LinkRules::default() };
        let simulator = start(link);
        let lost: Vec<bool> = (0..20).map(|_| put(&simulator, &bytes(50_000)).is_none()).collect();
        assert_eq!(simulator.cuts(), lost.iter().filter(|lost| **lost).count() as u64);
        lost
    };
    let lost = run(1);
    assert!(lost.contains(&true) && lost.contains(&false));
    assert_eq!(lost, run(1));
    assert_ne!(lost, run(2));
}

#[test]
fn faults_are_the_same_behind_a_link() {
    let link = LinkRules { bytes_per_second: Some(20_000_000), rtt_ms: 10, ..LinkRules::default() };
    let simulator = start(link);
    for (fault, status) in [
        ("inline=early:503;retry-after: 1", Some(503)),
        ("inline=after:504;body=half", Some(504)),
        ("inline=lose", None),
        ("inline=cut:1000", None),
        ("inline=truncate:9", None),
    ] {
        simulator.clear_script();
        simulator.script(vec![fault.parse().unwrap()]);
        let answer = put(&simulator, &bytes(1_000_000));
        assert_eq!(answer.map(|answer| answer.status), status, "{fault}");
    }
    assert_eq!(simulator.cuts(), 0);
}
