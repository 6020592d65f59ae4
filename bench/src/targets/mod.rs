//! What the library is to reach, and whether it does.

use std::borrow::Cow;

use serde::Serialize;

mod network;
mod packages;
mod small;

use crate::machine::Machine;
use crate::rounds::Outcome;
use crate::run::Taken;
use crate::statistics::Spread;
use crate::work::GIB;

use Bound::{Any, AtLeast, AtMost};

/// A figure, and what it is to be.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    pub what: Cow<'static, str>,
    pub bound: Bound,
    pub unit: &'static str,
    pub measured: Spread,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
    /// It stands there to be compared with others.
    Any,
}

impl Target {
    /// `None` where there is nothing to reach.
    pub fn is_reached(&self) -> Option<bool> {
        match self.bound {
            AtMost(most) => Some(self.measured.median <= most),
            AtLeast(least) => Some(self.measured.median >= least),
            Any => None,
        }
    }
}

/// All targets that these outcomes can say something about.
pub fn of(outcomes: &[Outcome], machine: &Machine) -> Vec<Target> {
    let mut table = Table { outcomes, targets: Vec::new() };
    table.large();
    table.memory();
    table.heap();
    table.many();
    table.small();
    table.requests();
    table.network();
    table.connect();
    table.packages();
    let stripped = machine.library_bytes.and_then(|bytes| Spread::of([bytes as f64 / 1e6]));
    table.add("the shared library, stripped", AtMost(3.1), "MB", stripped);
    table.start();
    table.targets
}

struct Table<'a> {
    outcomes: &'a [Outcome],
    targets: Vec<Target>,
}

impl Table<'_> {
    fn add(
        &mut self,
        what: impl Into<Cow<'static, str>>,
        bound: Bound,
        unit: &'static str,
        measured: Option<Spread>,
    ) {
        self.targets.extend(measured.map(|measured| Target { what: what.into(), bound, unit, measured }));
    }

    fn work(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }

    fn ratio(&self, id: &str, ours: &str, other: &str, figure: fn(&Taken) -> f64) -> Option<Spread> {
        self.work(id)?.ratio(ours, other, figure)
    }

    fn large(&mut self) {
        const OURS: &str = "ours, file";
        let against = |id, other, figure| self.ratio(id, OURS, other, figure);
        let tls_wall = against("tls", "libcurl", wall);
        let tls_cpu = against("tls", "libcurl", cpu);
        let plain = against("plain", "libcurl", wall);
        let floor = against("plain", "floor", wall);
        let looked = self.ratio("plain", "floor, bytes read too", "floor", wall);
        let copied = self.ratio("plain", "floor, bytes copied", "libcurl", wall);
        let tls_floor = self.against_tls_floor(OURS);
        let [tls_puts, plain_puts] = ["tls", "plain"].map(|id| self.ratio(id, "ours, puts", OURS, cpu));
        self.add("TLS, 1 GiB: wall against libcurl", AtMost(0.65), "", tls_wall);
        self.add("TLS, 1 GiB: CPU against libcurl", AtMost(0.65), "", tls_cpu);
        self.add("TLS, 1 GiB: CPU against the plain floor and the cipher together", Any, "", tls_floor);
        self.add("TLS, 1 GiB: CPU of gu_put_chunk against a file", AtMost(1.1), "", tls_puts);
        self.add("plain, 1 GiB: CPU of gu_put_chunk against a file", AtMost(1.1), "", plain_puts);
        self.add("plain, 1 GiB: wall against libcurl", Any, "", plain);
        self.add(
            "the same: a floor that reads into a buffer and sends that against libcurl",
            Any,
            "",
            copied,
        );
        self.add("plain, 1 GiB: wall against the floor", Any, "", floor);
        self.add("the same: a floor that reads the bytes too against the floor", Any, "", looked);
    }

    fn against_tls_floor(&self, ours: &str) -> Option<Spread> {
        let (tls, plain) = (self.work("tls")?, self.work("plain")?);
        let (ours, cipher) = (tls.of(ours)?.all(cpu), tls.of("cipher alone")?.all(cpu));
        let floor: Vec<f64> =
            plain.of("floor")?.all(cpu).iter().zip(cipher).map(|(one, other)| one + other).collect();
        Spread::of_ratios(&ours, &floor)
    }

    fn memory(&mut self) {
        let Some(memory) = self.work("memory") else { return };
        let sizes = || memory.programs.iter();
        let of_one =
            sizes().find(|figures| figures.bytes == GIB).and_then(|figures| figures.spread(peak_mib));
        let peaks =
            Spread::of(sizes().filter_map(|figures| figures.spread(peak_mib)).map(|peak| peak.median));
        let apart = peaks.and_then(|peaks| Spread::of([peaks.most - peaks.least]));
        self.add("peak RSS of the process, TLS, 1 GiB from a file", AtMost(8.0), "MiB", of_one);
        self.add("the same for 16 MiB, 1 GiB and 16 GiB: apart", AtMost(0.5), "MiB", apart);
    }

    /// The most of all pieces.
    fn heap(&mut self) {
        let Some(heap) = self.work("heap") else { return };
        let most = |start: &str| {
            let ours = heap.programs.iter().filter(|figures| figures.name.starts_with(start));
            let peaks = ours.flat_map(|figures| figures.all(|taken| given(taken.heap_peak) / 1024.0));
            Spread::of(peaks).map(|all| Spread { median: all.most, ..all })
        };
        let (plain, tls) = (most("ours, plain"), most("ours, TLS 1.3"));
        self.add("heap after the client is made, plain, any piece: most", AtMost(256.0), "KiB", plain);
        self.add("the same with TLS, its buffers and authorities: most", Any, "KiB", tls);
    }

    fn many(&mut self) {
        for (id, throughput, memory) in [
            (
                "many-tls",
                "64 uploads at once, TLS: throughput against one",
                "64 uploads at once, TLS: peak RSS of the process ÷ 64",
            ),
            (
                "many-plain",
                "64 uploads at once, plain: throughput against one",
                "64 uploads at once, plain: peak RSS of the process ÷ 64",
            ),
        ] {
            let Some([one, many]) = self.work(id).map(|work| work.programs.as_slice()) else { continue };
            let faster = Spread::of_ratios(&one.all(wall), &many.all(wall));
            let each = many.spread(|taken| taken.peak_kib / many.files as f64);
            self.add(throughput, AtLeast(1.0), "", faster);
            self.add(memory, AtMost(400.0), "KiB", each);
        }
    }

    fn start(&mut self) {
        for (what, ours, theirs) in [
            (
                "to the first request, TLS, system's authorities: after libcurl's",
                "ours, TLS, system's authorities",
                "libcurl, TLS, system's authorities",
            ),
            (
                "to the first request, TLS, one authority: after libcurl's",
                "ours, TLS, one authority",
                "libcurl, TLS, one authority",
            ),
        ] {
            let first = |name| Some(self.work("start")?.of(name)?.all(|taken| given(taken.first_request_ms)));
            let longer = first(ours).zip(first(theirs)).and_then(|(ours, theirs)| {
                Spread::of(ours.iter().zip(theirs).map(|(ours, theirs)| ours - theirs))
            });
            self.add(what, AtMost(10.0), "ms", longer);
        }
    }
}

fn wall(taken: &Taken) -> f64 {
    taken.wall_s
}

fn cpu(taken: &Taken) -> f64 {
    taken.cpu_s
}

fn peak_mib(taken: &Taken) -> f64 {
    taken.peak_kib / 1024.0
}

/// No number where it was not measured.
fn given(figure: Option<f64>) -> f64 {
    figure.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::Contender;
    use crate::rounds::Figures;
    use crate::work::{FULL, all};

    /// What all works would give, had every run taken the same.
    fn outcomes(taken: &Taken) -> Vec<Outcome> {
        let works = all(&FULL, 62_586_880).into_iter();
        let figures = |contender: &Contender| Figures {
            name: contender.name.clone(),
            bytes: contender.bytes * contender.files.max(1),
            files: contender.files,
            rounds: vec![taken.clone(); 3],
        };
        works
            .map(|work| Outcome {
                id: work.id.to_owned(),
                title: work.title.clone(),
                programs: work.contenders.iter().map(figures).collect(),
            })
            .collect()
    }

    #[test]
    fn every_target_finds_its_figures() {
        let taken = Taken {
            wall_s: 2.0,
            cpu_s: 1.0,
            peak_kib: 8192.0,
            first_request_ms: Some(3.0),
            heap_peak: Some(1024.0),
            content_bytes: 300 << 20,
            requests: 20,
            ..Taken::default()
        };
        let machine = Machine { library_bytes: Some(2_500_000), ..Machine::default() };
        let targets = of(&outcomes(&taken), &machine);
        let measured: Vec<f64> = targets.iter().map(|target| target.measured.median).collect();
        let sent = 300.0 / 256.0;
        let [python, node, go] = [[1.0; 4]; 3];
        let before = [
            1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 8.0, 0.0, 1.0, 1.0, 1.0, 128.0, 1.0, 128.0, 1.0,
            1.0, 8.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, sent, 1.0, 3.0,
        ];
        let expected = [&before[..], &python, &node, &go, &[2.5, 0.0, 0.0]].concat();
        assert_eq!(measured, expected, "{targets:#?}");
        let reached = targets.iter().filter(|target| target.is_reached() == Some(true)).count();
        let missed = targets.iter().filter(|target| target.is_reached() == Some(false)).count();
        assert_eq!((reached, missed), (33, 5));
    }

    #[test]
    fn what_was_not_done_has_no_targets() {
        let targets = of(&[], &Machine::default());
        assert!(targets.is_empty(), "{targets:?}");
    }
}
