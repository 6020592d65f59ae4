//! Targets of small files.

use super::Bound::AtMost;
use super::{Table, cpu, peak_mib, wall};
use crate::run::Taken;

impl Table<'_> {
    pub(super) fn small(&mut self) {
        const WHOLE: &str = "libcurl, one request each";
        let loopback = |figure: fn(&Taken) -> f64| self.ratio("small-tls", "ours", WHOLE, figure);
        let [wall_alone, cpu_alone] = [wall, cpu].map(loopback);
        let queue = self.work("small-tls").and_then(|small| small.of("ours, eight at once"));
        let queued = queue.and_then(|queue| queue.spread(peak_mib));
        let [curl, rclone] = [WHOLE, "rclone"].map(|other| self.ratio("small-far", "ours", other, wall));
        self.add(
            "10,000 files of 8 KiB, TLS: wall against libcurl with one request each",
            AtMost(1.0),
            "",
            wall_alone,
        );
        self.add("the same: CPU", AtMost(1.0), "", cpu_alone);
        self.add("10,000 queued files of 8 KiB: peak RSS of the process", AtMost(16.0), "MiB", queued);
        self.add(
            "1,000 files of 8 KiB over 20 ms, eight at once: wall against curl_multi",
            AtMost(1.05),
            "",
            curl,
        );
        self.add("the same: wall against rclone copy --transfers 8", AtMost(0.7), "", rclone);
    }

    pub(super) fn requests(&mut self) {
        for (what, name, most) in [
            ("requests for a small drive file", "drive file", 1.0),
            ("requests for a small attachment of a task", "attachment of a task", 2.0),
            ("requests for a small attachment of a message", "attachment of a message", 2.0),
        ] {
            let file = self.work("requests").and_then(|requests| requests.of(name));
            let each = file.and_then(|file| file.spread(|taken| taken.requests as f64 / file.files as f64));
            self.add(what, AtMost(most), "", each);
        }
    }
}
