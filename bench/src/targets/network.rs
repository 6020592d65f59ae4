//! Targets over a network.

use super::Bound::{Any, AtMost};
use super::{Table, given, wall};
use crate::rounds::Figures;
use crate::statistics::Spread;

impl Table<'_> {
    pub(super) fn network(&mut self) {
        let plain = self.ratio("wide", "ours, plain", "floor, plain, one request", wall);
        let tls = self.ratio("wide", "ours, TLS", "libcurl, TLS, one request", wall);
        self.add("wide area, plain: wall against the floor", Any, "", plain);
        self.add("wide area, TLS: wall against libcurl in one request", AtMost(1.06), "", tls);
        let (broken, whole) = ("ours, broken link", "ours, whole link");
        let sent = self.work("cut").and_then(|cut| cut.of(broken)).and_then(sent_by_file);
        self.add("cut every 16 MiB: bytes arrived ÷ bytes of the file, all rounds", AtMost(1.10), "", sent);
        let longer = self.ratio("cut", broken, whole, wall);
        self.add("the same: wall against that over a link that holds", AtMost(1.3), "", longer);
    }

    pub(super) fn connect(&mut self) {
        let name = "ours, first address dead";
        let dead = self.work("connect").and_then(|connect| connect.of(name));
        let first = dead.and_then(|dead| dead.spread(|taken| given(taken.first_request_ms)));
        self.add(
            "first address dead: to the first request, from the start of the process",
            AtMost(350.0),
            "ms",
            first,
        );
    }
}

/// Of all rounds together, since each has some cuts only.
fn sent_by_file(figures: &Figures) -> Option<Spread> {
    let size = figures.bytes as f64;
    let sent = figures.all(|taken| taken.content_bytes as f64 / size);
    let all = sent.iter().sum::<f64>() / sent.len() as f64;
    Spread::of(sent).map(|rounds| Spread { median: all, ..rounds })
}
