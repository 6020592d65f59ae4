//! The simulator as a program.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_upload_simulator::faults::{Fault, GRAMMAR};
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::settings::{self, SETTINGS};
use graph_upload_simulator::{Options, Recorded, Simulator};
use tokio::sync::mpsc;

/// The upload-session part of Microsoft Graph on loopback.
///
/// Prints `base-url:`, `ca-file:` and `token:` lines, then `ready`, then a line for each request, and runs until it is
/// interrupted. Stored attachments can be fetched with the token:
/// {base-url}/me/todo/lists/LIST/tasks/TASK/attachments lists them, and /attachments/ID/$value are the bytes.
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

fn run(arguments: Arguments) -> io::Result<()> {
    let mut config = Config::default();
    for setting in &arguments.set {
        settings::apply(&mut config, setting)
            .map_err(|why| io::Error::new(io::ErrorKind::InvalidInput, why))?;
    }
    config.strict |= arguments.strict;
    config.link.bytes_per_second = arguments.rate.or(config.link.bytes_per_second);
    config.link.rtt_ms = arguments.rtt.unwrap_or(config.link.rtt_ms);
    config.link.cut_every = arguments.cut_every.or(config.link.cut_every);
    let ends = Ends::watch(arguments.until_stdin_closes)?;
    let ca_file = CaFile::new(&arguments)?;
    let simulator = Simulator::start(Options {
        plain: arguments.plain,
        port: arguments.port,
        ca_file: ca_file.path.clone(),
        token: arguments.token,
        faults: arguments.fault,
        discard_bytes: arguments.discard,
        skip_body_hashes: true,
        config,
        log: (!arguments.quiet).then(|| Box::new(|recorded: &Recorded| print_request(recorded)) as _),
        ..Options::default()
    })?;
    print_start(&simulator, &ca_file)?;
    ends.wait();
    Ok(())
}

fn print_start(simulator: &Simulator, ca_file: &CaFile) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "base-url: {}", simulator.base_url())?;
    for role in &Role::ALL[1..] {
        writeln!(out, "{}-url: {}", role.name(), simulator.root(*role))?;
    }
    if let Some(path) = &ca_file.path {
        writeln!(out, "ca-file: {}", path.display())?;
    }
    writeln!(out, "token: {}", simulator.token())?;
    writeln!(out, "ready")?;
    out.flush()
}

fn print_request(recorded: &Recorded) {
    let status = recorded.status.map_or("---".to_owned(), |status| status.to_string());
    let (method, target) = (&recorded.method, shorten(&recorded.target));
    let range = recorded.header("content-range").map(|range| format!("  {range}")).unwrap_or_default();
    let role = if recorded.role == Role::Graph { "" } else { recorded.role.name() };
    let mut out = io::stdout().lock();
    // The reader of the lines may be gone; the service goes on.
    let _ = writeln!(out, "{status} {method:6} {role}{target}  {} bytes{range}", recorded.body_length);
    let _ = out.flush();
}

/// A URL for the eye: long segments that are no words, and long query values, become short. Secrets are among them.
fn shorten(target: &str) -> String {
    let (path, query) = target.split_once('?').map_or((target, ""), |(path, query)| (path, query));
    let clip = |part: &str, keep: usize| match part.char_indices().nth(keep) {
        Some((end, _)) if part.len() > keep + 4 && !part.bytes().all(|b| b.is_ascii_alphabetic()) => {
            format!("{}…", &part[..end])
        }
        _ => part.to_owned(),
    };
    let path: Vec<_> = path.split('/').map(|part| clip(part, 12)).collect();
    let query: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| clip(pair, 12)).collect();
    if query.is_empty() { path.join("/") } else { format!("{}?{}", path.join("/"), query.join("&")) }
}

/// The file with the certificate authority; one of our own is removed at the end.
struct CaFile {
    path: Option<PathBuf>,
    temporary: bool,
}

impl CaFile {
    fn new(arguments: &Arguments) -> io::Result<CaFile> {
        if arguments.plain {
            return Ok(CaFile { path: None, temporary: false });
        }
        if let Some(path) = &arguments.ca_file {
            return Ok(CaFile { path: Some(path.clone()), temporary: false });
        }
        let name = format!("graph-upload-simulator-{}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        // Nobody else's file is written through: it must not exist, except as the leftover of an earlier process.
        let _ = std::fs::remove_file(&path);
        std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(CaFile { path: Some(path), temporary: true })
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if let (true, Some(path)) = (self.temporary, &self.path) {
            // Someone else may have tidied up.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// What ends the program.
struct Ends {
    runtime: tokio::runtime::Runtime,
    ended: mpsc::UnboundedReceiver<()>,
}

impl Ends {
    fn watch(stdin: bool) -> io::Result<Ends> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (sender, ended) = mpsc::unbounded_channel();
        if stdin {
            watch_stdin(sender.clone());
        }
        let interrupt = sender.clone();
        runtime.spawn(async move {
            let _ = tokio::signal::ctrl_c().await;
            let _ = interrupt.send(());
        });
        #[cfg(unix)]
        {
            let _entered = runtime.enter();
            let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            runtime.spawn(async move {
                terminate.recv().await;
                let _ = sender.send(());
            });
        }
        Ok(Ends { runtime, ended })
    }

    fn wait(mut self) {
        self.runtime.block_on(self.ended.recv());
    }
}

/// Reads standard input to its end on a thread of its own, which ends with the process.
fn watch_stdin(sender: mpsc::UnboundedSender<()>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 512];
        while io::stdin().read(&mut bytes).is_ok_and(|count| count > 0) {}
        let _ = sender.send(());
    });
}
