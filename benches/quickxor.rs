//! How fast the running hash is, beside the simulator's and beside copying the same bytes.
//!
//! `cargo bench --bench quickxor`

use std::hint::black_box;
use std::time::{Duration, Instant};

use graph_upload_core::graph::quickxor::QuickXorHash;
use graph_upload_simulator::model::quickxor::Ring;

const LEAST: Duration = Duration::from_secs(1);

fn main() {
    let bytes: Vec<u8> = (0..64u32 << 20).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    println!("{:>18} {:>10} {:>10} {:>10}", "GB/s", "library", "simulator", "memcpy");
    // A buffer that was just filled is in the cache. One that was not comes from memory, which is then the limit.
    let cached = &bytes[..256 << 10];
    for (name, bytes, block) in [
        ("64 KiB", cached, 64 << 10),
        ("1000 bytes", cached, 1000),
        ("64 KiB, memory", &bytes[..], 64 << 10),
        ("1000 bytes, memory", &bytes[..], 1000),
    ] {
        let mut copy = vec![0; block];
        let library = speed(bytes, block, |hash: &mut QuickXorHash, bytes| hash.update(bytes));
        let simulator = speed(bytes, block, |ring: &mut Ring, bytes| ring.update(bytes));
        let memcpy = speed(bytes, block, |_: &mut (), bytes| copy_to(&mut copy, bytes));
        println!("{name:>18} {library:>10.2} {simulator:>10.2} {memcpy:>10.2}");
    }
}

fn copy_to(copy: &mut [u8], bytes: &[u8]) {
    copy[..bytes.len()].copy_from_slice(bytes);
    black_box(copy);
}

/// Gigabytes a second, over as many rounds as take a while.
fn speed<T: Default>(bytes: &[u8], block: usize, mut take: impl FnMut(&mut T, &[u8])) -> f64 {
    let (mut state, mut taken, begun) = (T::default(), 0, Instant::now());
    while begun.elapsed() < LEAST {
        for block in bytes.chunks(block) {
            take(&mut state, black_box(block));
        }
        taken += bytes.len();
        black_box(&mut state);
    }
    taken as f64 / begun.elapsed().as_secs_f64() / 1e9
}
