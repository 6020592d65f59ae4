//! The simulator program.

#![deny(unsafe_code)]

mod program;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_upload_simulator::faults::{Fault, GRAMMAR};
use graph_upload_simulator::settings::SETTINGS;
use graph_upload_simulator::{Options, Recorded, Simulator};

use program::ca_file::CaFile;
use program::ends::Ends;
use program::output::{Form, print_request, print_start};

/// Simulates the upload sessions of Microsoft Graph on loopback.
///
/// Prints `name: value` lines, among them `base-url:`, `ca-file:`, `token:`, `control-url:` and `page-url:`, then
/// `ready`, then a line per request, and runs until interrupted. Open the page URL in a browser to watch uploads. Tests
/// in any language use the control URL: GET {control-url}/state returns the state, GET {control-url}/files the stored
/// files, POST {control-url}/faults arms a fault.
#[derive(Parser)]
#[command(version, after_help = format!("Faults (--fault)\n\n{GRAMMAR}\n\nSettings (--set)\n\n{SETTINGS}"))]
struct Arguments {
    /// Serve HTTP instead of HTTPS
    #[arg(long)]
    plain: bool,
    /// Port of the Graph host, at most 65531; the four upload hosts use the next ports. 0: free ports
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Write the certificate authority, as PEM, to this file. Default: a temporary file, removed at exit
    #[arg(long, value_name = "PATH", conflicts_with = "plain")]
    ca_file: Option<PathBuf>,
    /// Token to accept, 1 to 8192 visible ASCII characters. Default: a random one
    #[arg(long)]
    token: Option<String>,
    /// Arm a fault; repeatable, see "Faults" below. Default: none
    #[arg(long, value_name = "WHEN=WHAT")]
    fault: Vec<Fault>,
    /// Change a setting; repeatable, see "Settings" below
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Report requests that a careful client does not send as violations; short for --set strict=true
    #[arg(long)]
    strict: bool,
    /// Count and hash received bytes without keeping them
    #[arg(long)]
    discard: bool,
    /// Bytes per second of each connection in each direction; short for --set link.rate. Default: no limit
    #[arg(long, value_name = "BYTES_PER_SECOND")]
    rate: Option<u64>,
    /// Round-trip time in milliseconds; short for --set link.rtt-ms. Default: 0
    #[arg(long, value_name = "MS")]
    rtt: Option<u64>,
    /// Cut a connection after this many bytes on average; short for --set link.cut-every. Default: never
    #[arg(long, value_name = "BYTES")]
    cut_every: Option<u64>,
    /// Print JSON instead of text: the ready line, then a line per request
    #[arg(long)]
    json: bool,
    /// Write the ready line, a line of JSON with what a client needs, to descriptor N, 3 or more, and close it
    #[cfg(unix)]
    #[arg(long, value_name = "N")]
    ready_fd: Option<i32>,
    /// Do not serve the page at the root of the Graph host
    #[arg(long)]
    no_page: bool,
    /// Print no requests
    #[arg(long)]
    quiet: bool,
    /// Exit when standard input closes, so that the simulator does not outlive the program that started it
    #[arg(long)]
    until_stdin_closes: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If standard error is closed too, the error cannot be reported.
            let _ = writeln!(io::stderr(), "graph-upload-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Arguments {
    /// All settings as `NAME=VALUE`, the short forms last.
    fn settings(&self) -> Vec<String> {
        let mut settings = self.set.clone();
        settings.extend(self.strict.then(|| "strict=true".to_owned()));
        settings.extend(self.rate.map(|rate| format!("link.rate={rate}")));
        settings.extend(self.rtt.map(|ms| format!("link.rtt-ms={ms}")));
        settings.extend(self.cut_every.map(|bytes| format!("link.cut-every={bytes}")));
        settings
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    // First, so that no file opened later can be mistaken for it.
    #[cfg(unix)]
    let ready_fd = arguments.ready_fd.map(program::ready_fd::ReadyFd::take).transpose()?;
    let settings = arguments.settings();
    let form = if arguments.json { Form::Json } else { Form::Text };
    let ends = Ends::watch(arguments.until_stdin_closes)?;
    let ca_file = CaFile::new(arguments.plain, arguments.ca_file)?;
    let simulator = Simulator::start(Options {
        plain: arguments.plain,
        port: arguments.port,
        ca_file: ca_file.path.clone(),
        token: arguments.token,
        faults: arguments.fault,
        discard_bytes: arguments.discard,
        skip_body_hashes: true,
        settings,
        without_page: arguments.no_page,
        log: (!arguments.quiet)
            .then(|| Box::new(move |recorded: &Recorded| print_request(recorded, form)) as _),
        ..Options::default()
    })?;
    #[cfg(unix)]
    let told = ready_fd.map(|fd| fd.tell(&simulator.ready())).transpose()?.is_some();
    #[cfg(not(unix))]
    let told = false;
    // A program that uses the descriptor need not read the rest.
    print_start(&simulator, &ca_file, form).or_else(|error| if told { Ok(()) } else { Err(error) })?;
    ends.wait();
    Ok(())
}
