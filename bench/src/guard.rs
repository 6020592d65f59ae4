//! What does not depend on the machine's mood: instructions, system calls, allocations and requests of fixed runs, and
//! the size of the library, compared with stored figures.
//!
//! Each figure is the difference between a longer run and a shorter one, so that starting and ending do not count.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::contender::{Contender, Program};
use crate::machine::STRIPPED;
use crate::process::said;
use crate::run::Bench;
use crate::work::{MIB, PIECE, PLACES, per_file};

/// How far a figure may be from the stored one; the number of requests must be the same.
const TOLERANCE: f64 = 0.05;

/// Where these are the figures' first words.
const INSTRUCTIONS: &str = "instructions";
const REQUESTS: &str = "requests";
const SIZE: &str = "size";

/// The stored figures, and what they were taken with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// Compilers differ in what they make, so instructions are compared where this is the same alone.
    pub toolchain: String,
    pub figures: BTreeMap<String, f64>,
}

/// Measures and compares; with `refresh` it stores what it measures instead.
pub fn run(bench: &mut Bench, stored: &Path, refresh: bool) -> io::Result<()> {
    let now = Stored { toolchain: toolchain()?, figures: measure(bench)? };
    if refresh {
        std::fs::write(stored, serde_json::to_string_pretty(&now)? + "\n")?;
        println!("guard: stored in {}", stored.display());
        return Ok(());
    }
    let before: Stored = serde_json::from_slice(&std::fs::read(stored)?)?;
    let (lines, apart) = compare(&before, &now);
    lines.iter().for_each(|line| println!("{line}"));
    match apart {
        0 => Ok(()),
        _ => Err(io::Error::other(format!(
            "{apart} figures are not within {} % of those in {}, or not the same requests; where that is meant: make bench-guard GU_REFRESH_GUARD=1",
            TOLERANCE * 100.0,
            stored.display()
        ))),
    }
}

/// A line for each figure, and how many are too far from what they were.
fn compare(before: &Stored, now: &Stored) -> (Vec<String>, usize) {
    let mut apart = 0;
    let names: std::collections::BTreeSet<&String> =
        before.figures.keys().chain(now.figures.keys()).collect();
    let lines = names.into_iter().map(|name| {
        let (Some(old), Some(new)) = (before.figures.get(name), now.figures.get(name)) else {
            apart += 1;
            return format!("guard: {name}: only stored, or only measured");
        };
        let of_compiler = name.starts_with(INSTRUCTIONS) || name.starts_with(SIZE);
        let compared = before.toolchain == now.toolchain || !of_compiler;
        let change = new / old - 1.0;
        let tolerance = if name.starts_with(REQUESTS) { 0.0 } else { TOLERANCE };
        // Also where it is no number.
        let wrong = !(-tolerance..=tolerance).contains(&change);
        apart += usize::from(compared && wrong);
        let verdict = match (compared, wrong) {
            (false, _) => format!("not compared: stored with {}", before.toolchain),
            (true, false) => "as stored".to_owned(),
            (true, true) => "NOT AS STORED".to_owned(),
        };
        format!("guard: {name}: {new:.1}, stored {old:.1} ({:+.1} %): {verdict}", change * 100.0)
    });
    (lines.collect(), apart)
}

/// A run, and how much longer the longer one is.
struct Pair {
    runs: [Contender; 2],
    more: f64,
}

fn measure(bench: &mut Bench) -> io::Result<BTreeMap<String, f64>> {
    let pieces = |tls| Pair {
        runs: [8, 24].map(|pieces| Contender::file("guard", Program::Ours, pieces * PIECE, PIECE, tls)),
        more: 16.0,
    };
    let mib = Pair { more: (16 * PIECE) as f64 / MIB as f64, ..pieces(false) };
    let files = Pair { runs: [10, 210].map(|count| Contender::small_files("guard", count)), more: 200.0 };
    let mut figures = BTreeMap::new();
    for (name, pair, count) in [
        ("instructions per MiB, plain", &mib, instructions as fn(&mut Bench, &Contender) -> io::Result<f64>),
        ("instructions per file of 8 KiB, plain", &files, instructions),
        ("system calls per piece, plain", &pieces(false), system_calls),
        ("system calls per piece, TLS", &pieces(true), system_calls),
        ("system calls per file of 8 KiB, plain", &files, system_calls),
        ("allocations per piece, plain", &pieces(false), allocations),
        ("allocations per piece, TLS", &pieces(true), allocations),
        ("allocations per file of 8 KiB, plain", &files, allocations),
    ] {
        let [short, long] = &pair.runs;
        let tries = if name.starts_with(INSTRUCTIONS) { 1 } else { TRIES };
        let mut least = |run| {
            (0..tries).try_fold(f64::INFINITY, |least, _| Ok::<_, io::Error>(count(bench, run)?.min(least)))
        };
        figures.insert(name.to_owned(), (least(long)? - least(short)?) / pair.more);
    }
    for place in &PLACES {
        let [short, long] = [2, 6].map(|count| per_file(place, count));
        let mut requests = |run| Ok::<_, io::Error>(bench.run(&run, 0)?.requests as f64);
        let each = (requests(long)? - requests(short)?) / 4.0;
        figures.insert(format!("{REQUESTS} per {} of 8 KiB", place.name), each);
    }
    let stripped = std::fs::metadata(bench.programs.join(STRIPPED))?.len();
    figures.insert(format!("{SIZE} of the library in KiB, stripped"), stripped as f64 / 1024.0);
    Ok(figures)
}

/// A busy machine makes a program wait, and ask, a few times more.
const TRIES: usize = 5;

fn instructions(bench: &mut Bench, contender: &Contender) -> io::Result<f64> {
    let (_, errors) =
        bench.under(contender, &["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"])?;
    let collected = errors.lines().find_map(|line| line.split("Collected :").nth(1));
    collected
        .and_then(|count| count.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("callgrind says no number: {errors}")))
}

fn system_calls(bench: &mut Bench, contender: &Contender) -> io::Result<f64> {
    let table: PathBuf = bench.folder.join("strace");
    let path = table.to_string_lossy().into_owned();
    bench.under(contender, &["strace", "-f", "-c", "-o", &path])?;
    let calls = sum_of_calls(&std::fs::read_to_string(table)?);
    if calls > 0.0 { Ok(calls) } else { Err(io::Error::other("strace counts nothing")) }
}

/// How often a program waits and looks at the send queue depends on how fast it and the server are.
const TIMED: [&str; 4] = ["poll", "ppoll", "ioctl", "futex"];

/// The calls that did something. Columns: share, seconds, microseconds a call, calls, errors where there are any, name.
fn sum_of_calls(table: &str) -> f64 {
    let calls = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, numbers) = words.split_last()?;
        let [_, _, _, calls, errors @ ..] = numbers else { return None };
        let failed = errors.first().map_or(Ok(0.0), |count| count.parse());
        if *name == "total" || TIMED.contains(name) {
            return None;
        }
        Some(calls.parse::<f64>().ok()? - failed.ok()?)
    };
    table.lines().filter_map(calls).sum()
}

fn allocations(bench: &mut Bench, contender: &Contender) -> io::Result<f64> {
    let counted = Contender { heap: true, ..contender.clone() };
    let (output, _) = bench.under(&counted, &[])?;
    let figure = said(&output).get("allocations").copied();
    figure.ok_or_else(|| io::Error::other("allocations are not counted"))
}

fn toolchain() -> io::Result<String> {
    let version = |program: &str| {
        let output = Command::new(program).arg("--version").output()?;
        Ok::<_, io::Error>(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    Ok(format!("{}, {}, {}", version("rustc")?, version("valgrind")?, std::env::consts::ARCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(toolchain: &str, figures: &[(&str, f64)]) -> Stored {
        let figures = figures.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        Stored { toolchain: toolchain.to_owned(), figures }
    }

    #[test]
    fn five_per_cent_either_way_pass() {
        let before = stored("a", &[("calls", 100.0)]);
        for (now, apart) in [(104.9, 0), (95.1, 0), (105.1, 1), (94.9, 1), (f64::NAN, 1)] {
            assert_eq!(compare(&before, &stored("a", &[("calls", now)])).1, apart, "{now}");
        }
    }

    #[test]
    fn requests_are_the_same() {
        let before = stored("a", &[("requests per drive file", 2.0)]);
        for (now, apart) in [(2.0, 0), (1.0, 1), (3.0, 1), (2.05, 1)] {
            assert_eq!(compare(&before, &stored("a", &[("requests per drive file", now)])).1, apart, "{now}");
        }
    }

    #[test]
    fn what_another_compiler_has_made_is_not_compared() {
        let before = stored("a", &[("instructions", 100.0), ("size", 100.0), ("calls", 100.0)]);
        let now = stored("b", &[("instructions", 200.0), ("size", 200.0), ("calls", 200.0)]);
        assert_eq!(compare(&before, &now).1, 1);
    }

    #[test]
    fn figures_do_not_vanish() {
        let (one, none) = (stored("a", &[("calls", 1.0)]), stored("a", &[]));
        assert_eq!((compare(&one, &none).1, compare(&none, &one).1), (1, 1));
    }

    #[test]
    fn calls_that_did_something_are_summed() {
        let table = "% time     seconds  usecs/call     calls    errors syscall\n\
                     ------ ----------- ----------- --------- --------- ----------------\n \
                     59.87    0.037952          25      1467           sendto\n  \
                     8.21    0.005206           3      1523      1497 recvfrom\n\
                     4.10    0.002600           3       800           ioctl\n\
                     ------ ----------- ----------- --------- --------- ----------------\n\
                     100.00    0.043158          14      3790      1497 total\n";
        assert_eq!(sum_of_calls(table), 1467.0 + 26.0);
    }
}
