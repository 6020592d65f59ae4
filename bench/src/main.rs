//! Measures the library beside libcurl, rclone, the service's own SDK and the least that any program could do.
//!
//! `make bench` runs it; see docs/performance.md.

mod cipher;
mod contender;
mod dead;
mod files;
mod guard;
mod machine;
mod packages;
mod plot;
mod process;
mod rclone;
mod report;
mod rounds;
mod run;
mod server;
mod service;
mod statistics;
mod targets;
mod work;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser};

use machine::Machine;
use report::Results;
use rounds::Outcome;
use run::Bench;
use service::Discarding;
use work::Work;

#[derive(Parser)]
#[command(about)]
enum Command {
    /// Measures, and writes results.md, rounds.json and plot.svg
    Run(Run),
    /// Compares instructions, system calls, allocations and requests of fixed runs with the stored figures
    Guard(Guard),
    /// The server that all programs upload to; ends with its input
    Serve {
        /// Where its certificate authority is written
        ca_file: PathBuf,
    },
    /// Encrypts so many bytes and does nothing else
    Cipher { bytes: u64 },
}

#[derive(Args)]
struct Guard {
    /// The compiled programs
    #[arg(long)]
    programs: PathBuf,
    /// Where files are made that can go
    #[arg(long)]
    folder: PathBuf,
    /// The stored figures
    #[arg(long)]
    stored: PathBuf,
    /// Stores what is measured
    #[arg(long)]
    refresh: bool,
}

#[derive(Args)]
struct Run {
    /// The compiled programs
    #[arg(long)]
    programs: PathBuf,
    /// Where files are made that can go
    #[arg(long)]
    folder: PathBuf,
    /// The script for the JavaScript SDK, beside its modules; without it the SDK is left out
    #[arg(long)]
    sdk: Option<PathBuf>,
    /// A folder with way.py and its certificate, which lead rclone to the simulator; without it rclone is left out
    #[arg(long)]
    way: Option<PathBuf>,
    /// A folder with the packages for other languages; without it they are left out
    #[arg(long)]
    packages: Option<PathBuf>,
    /// Where the results are written
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Only the works whose names begin like this, between commas
    #[arg(long, value_delimiter = ',')]
    works: Vec<String>,
    /// Little of everything, once: shows that all of it works, and measures nothing
    #[arg(long)]
    quick: bool,
    /// The largest piece that a drive takes
    #[arg(long)]
    largest: u64,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Run(arguments) => measure(&arguments),
        Command::Guard(arguments) => bench(arguments.programs, arguments.folder)
            .and_then(|mut bench| guard::run(&mut bench, &arguments.stored, arguments.refresh)),
        Command::Serve { ca_file } => server::serve(&ca_file),
        Command::Cipher { bytes } => cipher::run(bytes),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("graph-upload-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Without the programs of others.
fn bench(programs: PathBuf, folder: PathBuf) -> io::Result<Bench> {
    std::fs::create_dir_all(&folder)?;
    let server = Discarding::start(&folder)?;
    Ok(Bench { programs, folder, sdk: None, way: None, packages: None, buffers: [64 << 10; 2], server })
}

fn measure(arguments: &Run) -> io::Result<()> {
    std::fs::create_dir_all(&arguments.out)?;
    let mut bench = Bench {
        sdk: arguments.sdk.clone(),
        way: arguments.way.clone(),
        packages: arguments.packages.clone(),
        ..bench(arguments.programs.clone(), arguments.folder.clone())?
    };
    let sdk = arguments.sdk.as_deref().and_then(Path::parent);
    let mut machine = Machine::look(&arguments.programs, &arguments.folder, sdk);
    let works = outcomes(&mut bench, arguments)?;
    machine.libcurl_buffers_kib = bench.buffers.map(|bytes| bytes >> 10);
    // A little of everything has no figures that mean something.
    let targets = if arguments.quick { Vec::new() } else { targets::of(&works, &machine) };
    let results = Results { machine, targets, works };
    write(&results, &arguments.out)
}

fn outcomes(bench: &mut Bench, arguments: &Run) -> io::Result<Vec<Outcome>> {
    let scale = if arguments.quick { work::QUICK } else { work::FULL };
    let rounds = if arguments.quick { 1 } else { arguments.rounds };
    let all = work::all(&scale, arguments.largest);
    let named = |work: &&Work| {
        let names = &arguments.works;
        names.is_empty() || names.iter().any(|start| work.id.starts_with(start.as_str()))
    };
    // libcurl is given the buffer that suits it before it is measured.
    let needs_buffer = |tls| all.iter().filter(named).any(|work| work.has_libcurl(tls));
    let wanted = |work: &&Work| match work.id {
        "buffer-tls" => named(work) || needs_buffer(true),
        "buffer-plain" => named(work) || needs_buffer(false),
        _ => named(work),
    };
    if !all.iter().any(|work| named(&work)) {
        return Err(io::Error::other(format!("no work begins with any of {:?}", arguments.works)));
    }
    let mut outcomes = Vec::new();
    for work in all.iter().filter(wanted) {
        let outcome = rounds::run(bench, work, rounds)?;
        match outcome.id.as_str() {
            "buffer-tls" => bench.buffers[0] = best_buffer(work, &outcome),
            "buffer-plain" => bench.buffers[1] = best_buffer(work, &outcome),
            _ => {}
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// The buffer with which libcurl took the least time.
fn best_buffer(work: &Work, outcome: &Outcome) -> u64 {
    let medians = outcome.programs.iter().map(|figures| figures.spread(|taken| taken.wall_s));
    let buffers = work.contenders.iter().filter_map(|contender| contender.buffer);
    let best = buffers.zip(medians).filter_map(|(buffer, wall)| Some((buffer, wall?.median)));
    best.min_by(|one, other| one.1.total_cmp(&other.1)).map_or(64 << 10, |(buffer, _)| buffer)
}

fn write(results: &Results, out: &Path) -> io::Result<()> {
    const PICTURE: &str = "plot.svg";
    let drawn = plot::draw(&out.join(PICTURE), &results.works)?;
    std::fs::write(out.join("rounds.json"), serde_json::to_string_pretty(results)?)?;
    let text = results.markdown(drawn.then_some(PICTURE));
    print!("{text}");
    std::fs::write(out.join("results.md"), text)
}
