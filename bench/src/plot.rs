//! The picture: wall, CPU and memory of each program, for the large uploads with TLS and without.

use std::io;
use std::path::Path;

use svg::Document;
use svg::node::element::{Group, Line, Rectangle, Text, Title};

use crate::rounds::{Figures, Outcome};
use crate::statistics::Spread;

const LEGEND: &str = "Shorter is better. Bars are medians of all rounds, lines reach from the least to the most. Each \
    program is a whole process on loopback; the service itself takes TLS alone.";

const WORKS: [(&str, &str); 2] = [("tls", "TLS 1.3"), ("plain", "without TLS")];

const PANEL: (f64, f64) = (385.0, 220.0);
const MARGIN: f64 = 12.0;
const BAR: f64 = 30.0;
const NAMES: f64 = 145.0;
const FIGURES: f64 = 60.0;
const OURS: &str = "#1f6fb4";
const OTHERS: &str = "#a8b0b8";

type Measure = (&'static str, usize, fn(&Figures) -> Option<Spread>);

const MEASURES: [Measure; 3] = [
    ("wall, s", 2, |of| of.spread(|taken| taken.wall_s)),
    ("CPU, s/GiB", 2, |of| of.cpu_s_per_gib()),
    ("peak RSS, MiB", 1, |of| of.spread(|taken| taken.peak_kib / 1024.0)),
];

/// Draws it, where both works were done; answers whether they were.
pub fn draw(path: &Path, works: &[Outcome]) -> io::Result<bool> {
    let found = WORKS.map(|(id, name)| works.iter().find(|work| work.id == id).map(|work| (name, work)));
    let [Some(tls), Some(plain)] = found else { return Ok(false) };
    let (width, height) =
        (PANEL.0 * MEASURES.len() as f64 + 2.0 * MARGIN, PANEL.1 * 2.0 + 2.0 * MARGIN + 8.0);
    let mut document = Document::new()
        .set("viewBox", (0, 0, width, height))
        .set("width", width)
        .set("height", height)
        .set("font-family", "sans-serif")
        .set("font-size", 13)
        .add(Title::new("Wall time, CPU time and memory of each program"))
        .add(rectangle(0.0, 0.0, width, height, "white"));
    for (row, (name, work)) in [tls, plain].into_iter().enumerate() {
        for (column, measure) in MEASURES.iter().enumerate() {
            let (x, y) = (MARGIN + column as f64 * PANEL.0, MARGIN + row as f64 * PANEL.1);
            document =
                document.add(panel(name, work, measure).set("transform", format!("translate({x},{y})")));
        }
    }
    let document = document.add(text(LEGEND, MARGIN, height - MARGIN, "start").set("fill", "#555"));
    svg::save(path, &document)?;
    Ok(true)
}

/// Bars from the left, with the median behind each and a line from the least to the most.
fn panel(name: &str, work: &Outcome, (what, digits, figure): &Measure) -> Group {
    let size = work.title.split(',').next().unwrap_or_default();
    let heading = text(format!("{size}, {name}: {what}"), 0.0, 14.0, "start").set("font-weight", "bold");
    let bars: Vec<(&str, Spread)> =
        work.programs.iter().filter_map(|of| Some((of.name.as_str(), figure(of)?))).collect();
    let most = bars.iter().map(|(_, all)| all.most).fold(f64::MIN_POSITIVE, f64::max);
    let x = |value: f64| NAMES + value / most * (PANEL.0 - NAMES - FIGURES);
    bars.into_iter().enumerate().fold(Group::new().add(heading), |group, (line, (name, all))| {
        let y = 26.0 + line as f64 * BAR;
        let (middle, baseline) = (y + BAR / 2.0 - 4.0, y + BAR / 2.0);
        let colour = if name.starts_with("ours") { OURS } else { OTHERS };
        let whisker = Line::new().set("x1", x(all.least)).set("x2", x(all.most)).set("stroke", "black");
        group
            .add(rectangle(NAMES, y, x(all.median) - NAMES, BAR - 8.0, colour))
            .add(whisker.set("y1", middle).set("y2", middle))
            .add(text(name.replace("ours", "graph-upload"), NAMES - 6.0, baseline, "end"))
            .add(text(format!("{:.*}", digits, all.median), x(all.most) + 5.0, baseline, "start"))
    })
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, colour: &str) -> Rectangle {
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height).set("fill", colour)
}

fn text(words: impl Into<String>, x: f64, y: f64, anchor: &str) -> Text {
    Text::new(words).set("x", x).set("y", y).set("text-anchor", anchor)
}
