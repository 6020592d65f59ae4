//! A program with a task: which one, what it uploads, and over which connection.

use crate::service::Link;

/// A program with a task.
#[derive(Debug, Clone)]
pub struct Contender {
    pub name: String,
    pub program: Program,
    /// Its arguments; [`FILE`] stands for a file of the size below, [`FOLDER`] for a folder of as many of them.
    pub arguments: Vec<String>,
    /// The size of each file, and how many are uploaded.
    pub bytes: u64,
    pub files: u64,
    pub tls: bool,
    /// `None`: the discarding server on loopback.
    pub link: Option<Link>,
    /// The first address of the discarding server takes no connection, and refuses none.
    pub first_address_dead: bool,
    /// Trusts the test's certificate authority alone, not the system's beside it.
    pub only_root: bool,
    /// Its allocations are counted.
    pub heap: bool,
    /// The upload buffer of libcurl, where another than the best one is wanted.
    pub buffer: Option<u64>,
}

/// Which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Ours,
    Libcurl,
    Floor,
    /// The official JavaScript SDK.
    Sdk,
    /// The official Python SDK.
    PythonSdk,
    /// A loop over Go's net/http.
    GoLoop,
    /// The library's package for a language.
    Package(Language),
    Rclone,
    /// No upload at all: the cipher alone.
    Cipher,
}

/// A language with a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Python,
    Node,
    Go,
}

pub const FILE: &str = "{file}";
pub const FOLDER: &str = "{folder}";

impl Contender {
    pub fn new(name: impl Into<String>, program: Program, arguments: &[&str], bytes: u64, tls: bool) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self {
            name: name.into(),
            program,
            arguments,
            bytes,
            files: 1,
            tls,
            link: None,
            first_address_dead: false,
            only_root: false,
            heap: false,
            buffer: None,
        }
    }

    /// The file at a path, in pieces of so many bytes.
    pub fn file(name: impl Into<String>, program: Program, bytes: u64, piece: u64, tls: bool) -> Self {
        Self::new(name, program, &["file", FILE, &piece.to_string()], bytes, tls)
    }

    /// So many files of 8 KiB by the library, without TLS.
    pub fn small_files(name: &str, count: u64) -> Self {
        Self::new(name, Program::Ours, &["small", FILE, &count.to_string()], 8 << 10, false).files(count)
    }

    /// Several files of these bytes.
    pub fn files(mut self, files: u64) -> Self {
        self.files = files;
        self
    }

    pub fn over(mut self, link: &Link) -> Self {
        self.link = Some(link.clone());
        self
    }
}
