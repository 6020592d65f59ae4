//! The works over a network, and what of them can be counted.

use super::{MIB, PIECE, Scale, Work, as_asked, size};
use crate::contender::{Contender, FILE, FOLDER, Program};
use crate::service::Link;

/// What the library begins with on a drive.
const FIRST_PIECE: u64 = 10 * MIB;

/// Milliseconds there and back between small files and a service that is near.
const NEAR_MS: u64 = 20;

/// Small files over a distance: eight at once, and one after the other. All trust one authority, since rclone is given
/// no other.
pub fn small_files(scale: &Scale) -> [Work; 2] {
    let link = Link { rtt_ms: NEAR_MS, ..Link::default() };
    let [at_once, alone] = scale.far_files;
    let contender = |name, program, arguments: &[&str], count| {
        let one = Contender::new(name, program, arguments, 8 << 10, true).files(count).over(&link);
        Contender { only_root: true, ..one }
    };
    let (many, few) = (at_once.to_string(), alone.to_string());
    let work = |id, count, how, contenders| Work {
        id,
        title: format!("{count} files of 8 KiB over {NEAR_MS} ms, {how}, TLS 1.3"),
        contenders,
        rounds: as_asked,
    };
    [
        work(
            "small-far",
            at_once,
            "eight at once",
            vec![
                contender("ours", Program::Ours, &["queue", FOLDER, &many, "8"], at_once),
                contender(
                    "libcurl, one request each",
                    Program::Libcurl,
                    &["multi", FOLDER, &many, "8"],
                    at_once,
                ),
                contender(
                    "rclone",
                    Program::Rclone,
                    &["copy", FOLDER, "drive:", "--transfers", "8"],
                    at_once,
                ),
            ],
        ),
        work(
            "small-far-alone",
            alone,
            "one after the other",
            vec![
                contender("ours", Program::Ours, &["small", FOLDER, &few], alone),
                contender("libcurl, sessions", Program::Libcurl, &["small", FOLDER, &few], alone),
                contender("libcurl, one request each", Program::Libcurl, &["whole", FOLDER, &few], alone),
            ],
        ),
    ]
}

/// How many requests a small file of each kind takes.
pub fn requests() -> Work {
    Work {
        id: "requests",
        title: "Requests for a file of 8 KiB, by where it goes".to_owned(),
        contenders: PLACES.iter().map(|place| per_file(place, 10)).collect(),
        rounds: |_| 1,
    }
}

/// Where a small file goes. Each has a parent of its own if it has one: attachments that are there already are listed.
#[derive(Debug)]
pub struct Place {
    pub name: &'static str,
    target: &'static str,
}

pub const PLACES: [Place; 3] = [
    Place { name: "drive file", target: "drive:/f#" },
    Place { name: "attachment of a task", target: "todo:list/t#/f" },
    Place { name: "attachment of a message", target: "message:m#/f" },
];

/// So many small files.
pub fn per_file(place: &Place, count: u64) -> Contender {
    let arguments = ["small", FILE, &count.to_string(), place.target];
    Contender::new(place.name, Program::Ours, &arguments, 8 << 10, true).files(count).over(&Link::default())
}

/// The first of two addresses neither takes a connection nor refuses it, as where IPv6 is broken.
pub fn connect() -> Work {
    let contender = |name: &str, program, first_address_dead| {
        let one = Contender::new(name, program, &["small", FILE, "1"], 1, true);
        Contender { only_root: true, first_address_dead, ..one }
    };
    Work {
        id: "connect",
        title: "From the start of the process to the first request at a service of two addresses, TLS 1.3"
            .to_owned(),
        contenders: vec![
            contender("ours, first address dead", Program::Ours, true),
            contender("libcurl, first address dead", Program::Libcurl, true),
            contender("ours, first address alive", Program::Ours, false),
            contender("libcurl, first address alive", Program::Libcurl, false),
        ],
        rounds: |rounds| rounds * 3,
    }
}

/// A large file over a distance.
pub fn far(scale: &Scale, largest: u64) -> Work {
    let (bytes_per_second, rtt_ms, _) = scale.link;
    let link = Link { bytes_per_second: Some(bytes_per_second), rtt_ms, cut_every: None };
    let bytes = scale.far;
    let whole =
        |name, program, tls| Contender::new(name, program, &["whole", FILE, "1"], bytes, tls).over(&link);
    let mut contenders = vec![
        Contender::file("ours, plain", Program::Ours, bytes, 0, false).over(&link),
        whole("floor, plain, one request", Program::Floor, false),
        Contender::file("ours, TLS", Program::Ours, bytes, 0, true).over(&link),
        whole("libcurl, TLS, one request", Program::Libcurl, true),
    ];
    for piece in [PIECE, FIRST_PIECE, largest] {
        let name = format!("libcurl, TLS, pieces of {piece}");
        contenders.push(Contender::file(name, Program::Libcurl, bytes, piece, true).over(&link));
    }
    let title = format!("{} over {} Mbit/s and {rtt_ms} ms", size(bytes), bytes_per_second / 125_000);
    Work { id: "wide", title, contenders, rounds: as_asked }
}

/// A link that breaks, and the same one whole.
pub fn cut(scale: &Scale) -> Work {
    let (bytes_per_second, rtt_ms, every) = scale.link;
    let bytes = scale.cut;
    let contender = |name: &str, cut_every| {
        let link = Link { bytes_per_second: Some(bytes_per_second), rtt_ms, cut_every };
        Contender::file(name, Program::Ours, bytes, 0, true).over(&link)
    };
    Work {
        id: "cut",
        title: format!(
            "{} over the same link, which breaks every {} on average, TLS 1.3",
            size(bytes),
            size(every)
        ),
        contenders: vec![contender("ours, broken link", Some(every)), contender("ours, whole link", None)],
        rounds: as_asked,
    }
}
