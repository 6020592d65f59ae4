//! What the library is to reach, and whether it does.

use serde::Serialize;

use crate::machine::Machine;
use crate::rounds::Outcome;
use crate::statistics::Spread;
use crate::work::{GIB, MIB};

/// A figure, and what it is to be.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    pub what: &'static str,
    pub bound: Bound,
    pub unit: &'static str,
    pub measured: Spread,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
    /// It stands there to be compared with the line above.
    Any,
}

impl Target {
    /// `None` where there is nothing to reach.
    pub fn is_reached(&self) -> Option<bool> {
        match self.bound {
            Bound::AtMost(most) => Some(self.measured.median <= most),
            Bound::AtLeast(least) => Some(self.measured.median >= least),
            Bound::Any => None,
        }
    }
}

/// All targets that these outcomes can say something about.
pub fn of(outcomes: &[Outcome], machine: &Machine) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut add = |what, bound, unit, measured: Option<Spread>| {
        targets.extend(measured.map(|measured| Target { what, bound, unit, measured }));
    };
    use Bound::{Any, AtLeast, AtMost};
    let work = |id: &str| outcomes.iter().find(|outcome| outcome.id == id);
    if let Some(tls) = work("tls") {
        let (ours, theirs) = ("ours, file", "libcurl");
        add(
            "TLS, 1 GiB: wall against libcurl",
            AtMost(0.75),
            "",
            tls.ratio(ours, theirs, |taken| taken.wall_s),
        );
        add(
            "TLS, 1 GiB: CPU against libcurl",
            AtMost(0.65),
            "",
            tls.ratio(ours, theirs, |taken| taken.cpu_s),
        );
    }
    if let Some(plain) = work("plain") {
        for (what, most, other) in [
            ("plain, 1 GiB: wall against libcurl", 0.9, "libcurl"),
            ("plain, 1 GiB: wall against the floor", 1.3, "floor"),
        ] {
            add(what, AtMost(most), "", plain.ratio("ours, file", other, |taken| taken.wall_s));
        }
    }
    if let Some(memory) = work("memory") {
        add("peak RSS of the process, TLS, 1 GiB from a file", AtMost(8.0), "MiB", of_size(memory, GIB));
        let peaks = memory.programs.iter().filter_map(|figures| figures.spread(peak_mib));
        let apart = Spread::of(peaks.map(|peak| peak.median)).map(|all| all.most - all.least);
        add(
            "the same for 16 MiB, 1 GiB and 16 GiB: apart",
            AtMost(0.5),
            "MiB",
            apart.and_then(|apart| Spread::of([apart])),
        );
    }
    if let Some(heap) = work("heap") {
        let worst = |transport: &str| {
            let ours = heap
                .programs
                .iter()
                .filter(|figures| figures.name.starts_with(&format!("ours, {transport}")));
            let peaks =
                ours.flat_map(|figures| figures.all(|taken| taken.heap_peak.unwrap_or(f64::NAN) / 1024.0));
            Spread::of(peaks).map(|all| Spread { median: all.most, ..all })
        };
        add("heap after the client is made, plain, any piece: most", AtMost(256.0), "KiB", worst("plain"));
        add("the same with TLS, its buffers and authorities: most", Any, "KiB", worst("TLS 1.3"));
    }
    for (id, what, memory) in [
        (
            "many-tls",
            "64 uploads at once, TLS: throughput against one",
            "64 uploads at once, TLS: RSS by uploads",
        ),
        (
            "many-plain",
            "64 uploads at once, plain: throughput against one",
            "64 uploads at once, plain: RSS by uploads",
        ),
    ] {
        if let Some([one, many]) = work(id).map(|many| many.programs.as_slice()) {
            let (wall_one, wall_many) = (one.all(|taken| taken.wall_s), many.all(|taken| taken.wall_s));
            add(what, AtLeast(1.0), "", Spread::of_ratios(&wall_one, &wall_many));
            add(memory, AtMost(400.0), "KiB", many.spread(|taken| taken.peak_kib / many.files as f64));
        }
    }
    if let Some(wide) = work("wide") {
        for (what, ours, floor) in [
            ("wide area, plain: wall against the floor", "ours, plain", "floor, plain, one request"),
            ("wide area, TLS: wall against libcurl in one request", "ours, TLS", "libcurl, TLS, one request"),
        ] {
            add(what, AtMost(1.06), "", wide.ratio(ours, floor, |taken| taken.wall_s));
        }
    }
    if let Some(broken) = work("cut").and_then(|cut| cut.of("ours, broken link")) {
        // Of all rounds together: each has some cuts only.
        let sent: f64 = broken.all(|taken| taken.content_bytes as f64).iter().sum();
        let share = sent / (broken.bytes as f64 * broken.rounds.len() as f64);
        let rounds = broken.spread(|taken| taken.content_bytes as f64 / broken.bytes as f64);
        let share = rounds.map(|rounds| Spread { median: share, ..rounds });
        add("cut every 16 MiB: bytes sent by bytes of the file, all rounds", AtMost(1.15), "", share);
    }
    let stripped = Spread::of([machine.library_bytes as f64 / 1e6]);
    add("the shared library, stripped", AtMost(3.0), "MB", stripped);
    if let Some(start) = work("start") {
        let longer = |ours, theirs| {
            let first = |name| {
                start.of(name).map(|figures| figures.all(|taken| taken.first_request_ms.unwrap_or(f64::NAN)))
            };
            let (ours, theirs) = (first(ours)?, first(theirs)?);
            Spread::of(ours.iter().zip(theirs).map(|(ours, theirs)| ours - theirs))
        };
        for (what, ours, theirs) in [
            (
                "to the first request, TLS, system's authorities: over libcurl's",
                "ours, TLS, system's authorities",
                "libcurl, TLS, system's authorities",
            ),
            (
                "to the first request, TLS, one authority: over libcurl's",
                "ours, TLS, one authority",
                "libcurl, TLS, one authority",
            ),
        ] {
            add(what, AtMost(10.0), "ms", longer(ours, theirs));
        }
    }
    targets
}

fn of_size(memory: &Outcome, bytes: u64) -> Option<Spread> {
    memory.programs.iter().find(|figures| figures.bytes == bytes)?.spread(peak_mib)
}

fn peak_mib(taken: &crate::run::Taken) -> f64 {
    taken.peak_kib * 1024.0 / MIB as f64
}
