//! The simulator as a program.

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

/// The upload-session part of Microsoft Graph on loopback.
///
/// Prints `base-url:`, `ca-file:`, `token:`, `control-url:` and `page-url:` lines, then `ready`, then a line for each
/// request, and runs until it is interrupted. The page shows uploads as they go. {control-url}/state shows everything, {control-url}/files what is stored; tests of programs in
/// any language arm faults there and look at requests.
#[derive(Parser)]
#[command(version, after_help = format!("Faults (--fault)\n\n{GRAMMAR}\n\nSettings (--set)\n\n{SETTINGS}"))]
struct Arguments {
    /// Plain HTTP instead of HTTPS
    #[arg(long)]
    plain: bool,
    /// The port of the Graph host; the four upload hosts get the next ones. 0: free ones
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where to write the certificate authority as PEM. Default: a temporary file, removed at the end
    #[arg(long, value_name = "PATH", conflicts_with = "plain")]
    ca_file: Option<PathBuf>,
    /// The token to accept. Default: a random one
    #[arg(long)]
    token: Option<String>,
    /// Something that goes wrong; repeatable, grammar below
    #[arg(long, value_name = "WHEN=WHAT")]
    fault: Vec<Fault>,
    /// How the service behaves; repeatable, settings below
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Note what the service tolerates, but a careful client does not send; short for --set strict=true
    #[arg(long)]
    strict: bool,
    /// Count and hash received bytes without keeping them
    #[arg(long)]
    discard: bool,
    /// Carry so many bytes a second in each direction of each connection; short for --set link.rate
    #[arg(long, value_name = "BYTES_PER_SECOND")]
    rate: Option<u64>,
    /// Carry bytes there and back in so many milliseconds; short for --set link.rtt-ms
    #[arg(long, value_name = "MS")]
    rtt: Option<u64>,
    /// Cut connections after so many bytes on average; short for --set link.cut-every
    #[arg(long, value_name = "BYTES")]
    cut_every: Option<u64>,
    /// JSON instead of text: a line with all that clients need, then a line for each request
    #[arg(long)]
    json: bool,
    /// Write a line of JSON with all that clients need to this descriptor once the simulator is ready, and close it
    #[cfg(unix)]
    #[arg(long, value_name = "N")]
    ready_fd: Option<i32>,
    /// No page to watch at the root of the Graph host
    #[arg(long)]
    no_page: bool,
    /// No line for each request
    #[arg(long)]
    quiet: bool,
    /// End when standard input is closed, so that no process is left behind by a caller that died
    #[arg(long)]
    until_stdin_closes: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody can be told when standard error is closed too.
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
    // First of all: what is opened later cannot be taken for it.
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
    // Who is told by a descriptor need not read the rest.
    print_start(&simulator, &ca_file, form).or_else(|error| if told { Ok(()) } else { Err(error) })?;
    ends.wait();
    Ok(())
}
