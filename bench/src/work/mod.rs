//! The works: what is uploaded, by which programs, over which connection.

mod network;
mod packages;

use crate::contender::{Contender, FILE, Program};

pub use network::{PLACES, per_file};
pub use packages::PACKAGES;

/// What the programs are given to do.
#[derive(Debug, Clone)]
pub struct Work {
    pub id: &'static str,
    pub title: String,
    pub contenders: Vec<Contender>,
    /// How many rounds there are where the caller asks for so many; short works have more.
    pub rounds: fn(usize) -> usize,
}

impl Work {
    /// Whether libcurl takes part, with the buffer that suits it best.
    pub fn has_libcurl(&self, tls: bool) -> bool {
        let usual = |one: &&Contender| one.program == Program::Libcurl && one.buffer.is_none();
        self.contenders.iter().filter(usual).any(|one| one.tls == tls)
    }
}

pub const MIB: u64 = 1 << 20;
pub const GIB: u64 = 1 << 30;

/// Pieces as To Do and Outlook have them, and the one size that all kinds share.
pub const PIECE: u64 = 3_932_160;

/// How much of everything there is.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub large: u64,
    pub small_files: u64,
    /// Small files over a distance: eight at once, and one after the other.
    pub far_files: [u64; 2],
    /// Small files by the packages for other languages.
    pub packages: u64,
    pub threads: u64,
    pub of_threads: u64,
    pub sizes: [u64; 3],
    pub heap: u64,
    pub far: u64,
    pub cut: u64,
    pub buffer: u64,
    /// Bytes a second, milliseconds there and back, and bytes between cuts on average.
    pub link: (u64, u64, u64),
}

pub const FULL: Scale = Scale {
    large: GIB,
    small_files: 10_000,
    far_files: [1_000, 100],
    packages: 1_000,
    threads: 64,
    of_threads: 32 * MIB,
    sizes: [16 * MIB, GIB, 16 * GIB],
    heap: 256 * MIB,
    far: 64 * MIB,
    cut: 256 * MIB,
    buffer: 256 * MIB,
    link: (12_500_000, 50, 16 * MIB),
};

/// Enough to see that everything works.
pub const QUICK: Scale = Scale {
    large: 16 * MIB,
    small_files: 20,
    far_files: [24, 4],
    packages: 20,
    threads: 8,
    of_threads: MIB,
    sizes: [MIB, 4 * MIB, 16 * MIB],
    heap: 16 * MIB,
    far: 2 * MIB,
    cut: 4 * MIB,
    buffer: 4 * MIB,
    link: (12_500_000, 10, 2 * MIB),
};

/// All works. `largest` is the largest piece that a drive takes.
pub fn all(scale: &Scale, largest: u64) -> Vec<Work> {
    let mut works = vec![buffers(scale, true), buffers(scale, false)];
    works.push(large("tls", scale, PIECE, true));
    works.push(large("tls-largest", scale, largest, true));
    works.push(large("plain", scale, PIECE, false));
    works.push(large("plain-largest", scale, largest, false));
    works.extend([small(scale, true), small(scale, false)]);
    works.extend([many(scale, true), many(scale, false)]);
    works.extend(network::small_files(scale));
    works.push(network::requests());
    works.extend([packages::large(scale), packages::small(scale)]);
    works.extend([start(), network::connect()]);
    works.push(memory(scale));
    works.push(heap(scale, largest));
    works.extend([network::far(scale, largest), network::cut(scale)]);
    works
}

fn as_asked(rounds: usize) -> usize {
    rounds
}

/// Which upload buffer suits libcurl.
fn buffers(scale: &Scale, tls: bool) -> Work {
    let contender = |kib: u64| {
        let one = Contender::file(format!("libcurl, {kib} KiB"), Program::Libcurl, scale.buffer, PIECE, tls);
        Contender { buffer: Some(kib << 10), ..one }
    };
    Work {
        id: if tls { "buffer-tls" } else { "buffer-plain" },
        title: format!("libcurl's upload buffer, {}, {}", size(scale.buffer), transport(tls)),
        contenders: [64, 128, 256, 512, 1024, 2048].map(contender).to_vec(),
        rounds: as_asked,
    }
}

fn large(id: &'static str, scale: &Scale, piece: u64, tls: bool) -> Work {
    let bytes = scale.large;
    let mut contenders = vec![
        Contender::file("ours, file", Program::Ours, bytes, piece, tls),
        Contender::new("ours, puts", Program::Ours, &["puts", FILE, &piece.to_string()], bytes, tls),
        Contender::file("libcurl", Program::Libcurl, bytes, piece, tls),
    ];
    if tls {
        // It takes upload URLs for paths when they do not begin with https.
        contenders.push(Contender::new(
            "JavaScript SDK",
            Program::Sdk,
            &[FILE, &piece.to_string()],
            bytes,
            tls,
        ));
        let cipher =
            Contender::new("cipher alone", Program::Cipher, &["cipher", &bytes.to_string()], bytes, tls);
        contenders.push(cipher.files(0));
    } else {
        contenders.push(Contender::file("floor", Program::Floor, bytes, piece, tls));
        for (name, mode) in [("floor, bytes read too", "looked"), ("floor, bytes copied", "copied")] {
            let arguments = [mode, FILE, &piece.to_string()];
            contenders.push(Contender::new(name, Program::Floor, &arguments, bytes, tls));
        }
    }
    let title = format!("{}, pieces of {piece} bytes, {}", size(bytes), transport(tls));
    Work { id, title, contenders, rounds: as_asked }
}

fn small(scale: &Scale, tls: bool) -> Work {
    let (bytes, count) = (8 << 10, scale.small_files);
    let number = count.to_string();
    let contender = |name, program, mode: &[&str]| {
        let arguments = [&[mode[0], FILE, &number], &mode[1..]].concat();
        Contender::new(name, program, &arguments, bytes, tls).files(count)
    };
    let mut contenders = vec![
        contender("ours", Program::Ours, &["small"]),
        contender("libcurl, sessions", Program::Libcurl, &["small"]),
        contender("libcurl, one request each", Program::Libcurl, &["whole"]),
        contender("ours, eight at once", Program::Ours, &["queue", "8"]),
        contender("libcurl, eight at once", Program::Libcurl, &["multi", "8"]),
    ];
    if !tls {
        contenders.push(contender("floor, sessions", Program::Floor, &["small"]));
    }
    let id = if tls { "small-tls" } else { "small-plain" };
    Work { id, title: format!("{count} files of 8 KiB, {}", transport(tls)), contenders, rounds: as_asked }
}

fn many(scale: &Scale, tls: bool) -> Work {
    let (bytes, threads) = (scale.of_threads, scale.threads);
    let contender = |name: String, at_once: u64| {
        let (piece, at_once, count) = (PIECE.to_string(), at_once.to_string(), threads.to_string());
        Contender::new(name, Program::Ours, &["many", FILE, &piece, &at_once, &count], bytes, tls)
            .files(threads)
    };
    Work {
        id: if tls { "many-tls" } else { "many-plain" },
        title: format!("{threads} uploads of {}, {}", size(bytes), transport(tls)),
        contenders: vec![
            contender("one after the other".to_owned(), 1),
            contender(format!("{threads} at once"), threads),
        ],
        rounds: as_asked,
    }
}

fn start() -> Work {
    let contender = |name: &str, program, tls, only_root| {
        let one = Contender::new(name, program, &["small", FILE, "1"], 1, tls);
        Contender { only_root, ..one }
    };
    Work {
        id: "start",
        title: "From the start of the process to the first request at the service".to_owned(),
        contenders: vec![
            contender("ours, TLS, system's authorities", Program::Ours, true, false),
            contender("libcurl, TLS, system's authorities", Program::Libcurl, true, false),
            contender("ours, TLS, one authority", Program::Ours, true, true),
            contender("libcurl, TLS, one authority", Program::Libcurl, true, true),
            contender("ours, plain", Program::Ours, false, false),
            contender("libcurl, plain", Program::Libcurl, false, false),
            contender("floor, plain", Program::Floor, false, false),
        ],
        rounds: |rounds| rounds * 3,
    }
}

fn memory(scale: &Scale) -> Work {
    let contender = |bytes| Contender::file(size(bytes), Program::Ours, bytes, 0, true);
    Work {
        id: "memory",
        title: "Peak memory by the size of the file, TLS 1.3, pieces as the library likes".to_owned(),
        contenders: scale.sizes.map(contender).to_vec(),
        rounds: as_asked,
    }
}

fn heap(scale: &Scale, largest: u64) -> Work {
    let contender = |name: String, program, piece, tls| {
        let one = Contender::file(name, program, scale.heap, piece, tls);
        Contender { heap: true, ..one }
    };
    let mut contenders = Vec::new();
    for tls in [false, true] {
        for piece in [327_680, PIECE, largest] {
            contenders.push(contender(
                format!("ours, {}, {piece}", transport(tls)),
                Program::Ours,
                piece,
                tls,
            ));
        }
        contenders.push(contender(
            format!("libcurl, {}, {PIECE}", transport(tls)),
            Program::Libcurl,
            PIECE,
            tls,
        ));
    }
    let alone = contender(format!("ours, TLS 1.3, {PIECE}, one authority"), Program::Ours, PIECE, true);
    contenders.push(Contender { only_root: true, ..alone });
    let title = format!("Heap, {} from a file, by transport and bytes of a piece", size(scale.heap));
    Work { id: "heap", title, contenders, rounds: as_asked }
}

fn transport(tls: bool) -> &'static str {
    if tls { "TLS 1.3" } else { "plain" }
}

/// `1 GiB`, `16 MiB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(GIB) => format!("{} GiB", bytes / GIB),
        _ if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        _ => format!("{bytes} bytes"),
    }
}
