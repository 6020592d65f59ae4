//! The output of the program.

use std::io::{self, Write};

use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Recorded, Simulator};

use super::ca_file::CaFile;

/// The form of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line of text for each request.
    Text,
    /// A line of JSON for each request.
    Json,
}

/// Prints what clients need.
pub fn print_start(simulator: &Simulator, ca_file: &CaFile, form: Form) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if form == Form::Json {
        writeln!(out, "{}", simulator.ready())?;
        return out.flush();
    }
    writeln!(out, "base-url: {}", simulator.base_url())?;
    for role in &Role::ALL[1..] {
        writeln!(out, "{}-url: {}", role.name(), simulator.root(*role))?;
    }
    if let Some(path) = &ca_file.path {
        writeln!(out, "ca-file: {}", path.display())?;
    }
    writeln!(out, "token: {}", simulator.token())?;
    writeln!(out, "control-url: {}", simulator.control_url())?;
    if let Some(url) = simulator.page_url() {
        writeln!(out, "page-url: {url}")?;
    }
    writeln!(out, "ready")?;
    out.flush()
}

/// Prints a completed request.
pub fn print_request(recorded: &Recorded, form: Form) {
    let line = match form {
        Form::Text => text(recorded),
        Form::Json => recorded.to_json().to_string(),
    };
    let mut out = io::stdout().lock();
    // The reader of the lines may be gone; the service continues.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn text(recorded: &Recorded) -> String {
    let status = recorded.status.map_or("---".to_owned(), |status| status.to_string());
    let (method, target) = (&recorded.method, shorten(&recorded.target));
    let range = recorded.header("content-range").map(|range| format!("  {range}")).unwrap_or_default();
    let role = if recorded.role == Role::Graph { "" } else { recorded.role.name() };
    format!("{status} {method:6} {role}{target}  {} bytes{range}", recorded.body_length)
}

/// A short form of a URL: long segments that are not words, and long query values, are abbreviated.
/// Secrets are among them.
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
