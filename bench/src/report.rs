//! The results for people, as Markdown, and all of them for programs, as JSON.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use crate::machine::Machine;
use crate::rounds::{Figures, Outcome};
use crate::run::Taken;
use crate::service::Reasons;
use crate::statistics::Spread;
use crate::targets::{Bound, Target};

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Results {
    pub machine: Machine,
    pub targets: Vec<Target>,
    pub works: Vec<Outcome>,
}

const ABOUT: &str = "\
Whole processes, each doing the same work. In every round each program runs once, in another order. Figures are medians
over the rounds, with the least and the most in brackets; ratios are made within a round, and less than 1 is less than
libcurl's. Whether a target is reached is judged by the median. Wall is from before the process is made to its end, CPU
its user and system time, peak RSS what the process itself reads in /proc (VmHWM), or of rclone what the kernel reports.

The server answers like a drive, drops all bytes, runs in a process of its own on the same machine, and is the same for
all. Over a distance, and where the requests for each kind are counted, it is the simulator inside the measuring program.
rclone reaches that through a proxy on loopback, because it knows the service's hosts alone; the proxy's time is not
counted as rclone's, and the distance is behind it.

A run counts only when it ended well and exactly its bytes arrived, or at least those where connections break. The time
between requests is that in which no request was at the service: waits, connecting, and responses on their way. All
programs trust the system's certificate authorities beside the test's, except over 20 ms and where it says otherwise. The
files are sparse: all zeros, and in memory before they are read, but for the one of 16 GiB, whose times tell nothing.
";

impl Results {
    pub fn markdown(&self, picture: Option<&str>) -> String {
        let mut text = String::from("# How fast it is\n\nWritten by `make bench`. ");
        text.push_str(ABOUT);
        text.push('\n');
        table(
            &mut text,
            &["", ""],
            self.machine.rows().into_iter().map(|(name, value)| vec![name.to_owned(), value]),
        );
        if let Some(picture) = picture {
            let _ = writeln!(text, "\n![wall, CPU and memory of each program]({picture})");
        }
        if !self.targets.is_empty() {
            text.push_str("\n## What it is to reach\n\n");
            table(&mut text, &["", "Target", "Measured", "Reached"], self.targets.iter().map(target));
        }
        for work in &self.works {
            let _ = writeln!(text, "\n## {} (`{}`)\n", work.title, work.id);
            self.work(&mut text, work);
        }
        text
    }

    fn work(&self, text: &mut String, work: &Outcome) {
        let columns: Vec<&Column> = COLUMNS.iter().filter(|column| (column.suits)(work)).collect();
        let mut heads = vec!["Program"];
        heads.extend(columns.iter().map(|column| column.head));
        let rows = work.programs.iter().map(|figures| {
            let cells = columns.iter().map(|column| (column.cell)(work, figures));
            std::iter::once(figures.name.clone()).chain(cells).collect()
        });
        table(text, &heads, rows);
        let rounds = work.programs.first().map_or(0, |figures| figures.rounds.len());
        let runs = work.programs.iter().flat_map(|figures| &figures.rounds);
        let suites: BTreeSet<&str> = runs.filter_map(|taken| taken.suite.as_deref()).collect();
        let suites: String = suites.iter().map(|suite| format!(", {suite}")).collect();
        let _ = writeln!(text, "\nRounds: {rounds}{suites}.");
    }
}

struct Column {
    head: &'static str,
    suits: fn(&Outcome) -> bool,
    cell: fn(&Outcome, &Figures) -> String,
}

const COLUMNS: [Column; 17] = [
    Column { head: "Wall, s", suits: has_wall, cell: |_, of| cell(of.spread(|taken| taken.wall_s), 3) },
    Column {
        head: "Wall ÷ libcurl's",
        suits: has_libcurl,
        cell: |work, of| ratio(work, of, |taken| taken.wall_s),
    },
    Column {
        head: "CPU, s",
        suits: |work| has_wall(work) && !is_large(work),
        cell: |_, of| cell(of.spread(|taken| taken.cpu_s), 3),
    },
    Column { head: "CPU, s/GiB", suits: is_large, cell: |_, of| cell(of.cpu_s_per_gib(), 3) },
    Column {
        head: "CPU ÷ libcurl's",
        suits: has_libcurl,
        cell: |work, of| ratio(work, of, |taken| taken.cpu_s),
    },
    Column {
        head: "First request, ms",
        suits: is_about_start,
        cell: |_, of| cell(of.spread(|taken| taken.first_request_ms.unwrap_or(f64::NAN)), 2),
    },
    Column {
        head: "Peak RSS, MiB",
        suits: |_| true,
        cell: |_, of| cell(of.spread(|taken| taken.peak_kib / 1024.0), 2),
    },
    Column {
        head: "Heap, KiB",
        suits: |work| work.id == "heap",
        cell: |_, of| cell(of.spread(|taken| taken.heap_peak.unwrap_or(f64::NAN) / 1024.0), 1),
    },
    Column {
        head: "Requests",
        suits: |work| work.id != "buffer-tls" && work.id != "buffer-plain",
        cell: |_, of| count(of, |taken| taken.requests),
    },
    Column {
        head: "Requests ÷ files",
        suits: has_small_files,
        cell: |_, of| cell(of.spread(|taken| taken.requests as f64 / of.files as f64), 2),
    },
    Column {
        head: "Connections",
        suits: |work| has_small_files(work) || work.id == "cut",
        cell: |_, of| count(of, |taken| taken.connections),
    },
    Column {
        head: "Server's CPU, s",
        suits: |work| !is_about_start(work) && has_server(work),
        cell: |_, of| cell(of.spread(|taken| taken.server_cpu_s.unwrap_or(f64::NAN)), 3),
    },
    Column {
        head: "Bytes arrived ÷ the file's",
        suits: |work| work.id == "cut",
        cell: |_, of| cell(of.spread(|taken| taken.content_bytes as f64 / of.bytes as f64), 3),
    },
    Column { head: "Cuts", suits: is_cut, cell: |_, of| reason(of, |why| why.cuts as f64, 0) },
    Column {
        head: "Pieces, of them broken",
        suits: is_cut,
        cell: |_, of| {
            format!("{}, {}", reason(of, |why| why.pieces as f64, 0), reason(of, |why| why.broken as f64, 0))
        },
    },
    Column {
        head: "Asked where to go on",
        suits: is_cut,
        cell: |_, of| reason(of, |why| why.questions as f64, 0),
    },
    Column { head: "Between requests, s", suits: is_cut, cell: |_, of| reason(of, |why| why.between_s, 2) },
];

fn is_about_start(work: &Outcome) -> bool {
    work.id == "start" || work.id == "connect"
}

fn has_wall(work: &Outcome) -> bool {
    !is_about_start(work) && work.id != "requests"
}

fn has_small_files(work: &Outcome) -> bool {
    work.id.starts_with("small") || work.id == "requests"
}

fn is_cut(work: &Outcome) -> bool {
    work.id == "cut"
}

fn reason(of: &Figures, figure: impl Fn(&Reasons) -> f64, digits: usize) -> String {
    cell(of.spread(|taken| taken.reasons.as_ref().map_or(f64::NAN, &figure)), digits)
}

fn is_large(work: &Outcome) -> bool {
    ["tls", "plain", "memory", "buffer"].iter().any(|id| work.id.starts_with(id))
}

fn has_server(work: &Outcome) -> bool {
    work.programs.iter().flat_map(|of| &of.rounds).any(|taken| taken.server_cpu_s.is_some())
}

fn has_libcurl(work: &Outcome) -> bool {
    work.of("libcurl").is_some()
}

fn ratio(work: &Outcome, of: &Figures, figure: impl Fn(&Taken) -> f64) -> String {
    cell(work.ratio(&of.name, "libcurl", figure), 2)
}

fn count(of: &Figures, figure: impl Fn(&Taken) -> u64) -> String {
    of.spread(|taken| figure(taken) as f64).map_or(String::new(), |all| format!("{:.0}", all.median))
}

fn cell(spread: Option<Spread>, digits: usize) -> String {
    spread.filter(|all| all.median.is_finite()).map_or(String::new(), |Spread { median, least, most }| {
        if least == most {
            return format!("{median:.digits$}");
        }
        format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
    })
}

fn target(target: &Target) -> Vec<String> {
    let unit = if target.unit.is_empty() { String::new() } else { format!(" {}", target.unit) };
    let bound = match target.bound {
        Bound::AtMost(most) => format!("at most {most}{unit}"),
        Bound::AtLeast(least) => format!("at least {least}{unit}"),
        Bound::Any => String::new(),
    };
    let measured = cell(Some(target.measured), 2) + &unit;
    let reached = match target.is_reached() {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    };
    vec![target.what.clone().into_owned(), bound, measured, reached.to_owned()]
}

fn table(text: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut line = |cells: &[String]| {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    };
    line(&heads.iter().map(|&head| head.to_owned()).collect::<Vec<_>>());
    line(&vec!["---".to_owned(); heads.len()]);
    rows.for_each(|row| line(&row));
}
