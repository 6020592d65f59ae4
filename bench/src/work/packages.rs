//! The packages for other languages, beside the official SDK of the language, or a plain loop where there is none.

use super::{PIECE, Scale, Work, as_asked, size, transport};
use crate::contender::{Contender, FILE, Language, Program};

/// Each package by its name in the results, and what it is measured beside.
pub const PACKAGES: [(&str, Language, &str, Program); 3] = [
    ("Python", Language::Python, "Python SDK", Program::PythonSdk),
    ("Node", Language::Node, "JavaScript SDK", Program::Sdk),
    ("Go", Language::Go, "Go, net/http", Program::GoLoop),
];

/// How many small files are under way at once, where the program can.
const AT_ONCE: &str = "8";

pub fn large(scale: &Scale) -> Work {
    let (bytes, piece) = (scale.large, PIECE.to_string());
    let mut contenders = vec![Contender::file("ours, C", Program::Ours, bytes, 0, true)];
    for (name, language, other, program) in PACKAGES {
        let package = Program::Package(language);
        let arguments: &[&str] =
            if program == Program::Sdk { &[FILE, &piece] } else { &["file", FILE, &piece] };
        contenders.push(Contender::new(name, package, &["file", FILE], bytes, true));
        contenders.push(Contender::new(other, program, arguments, bytes, true));
    }
    let title = format!("{} by the packages for other languages, {}", size(bytes), transport(true));
    Work { id: "packages-large", title, contenders, rounds: as_asked }
}

pub fn small(scale: &Scale) -> Work {
    let count = scale.packages;
    let number = count.to_string();
    let contender = |name: &str, program, arguments: &[&str]| {
        Contender::new(name, program, arguments, 8 << 10, true).files(count)
    };
    let queue = ["queue", FILE, &number, AT_ONCE];
    let mut contenders = vec![contender("ours, C", Program::Ours, &queue)];
    for (name, language, other, program) in PACKAGES {
        contenders.push(contender(name, Program::Package(language), &queue));
        contenders.push(match program {
            Program::Sdk => contender(other, program, &[FILE, "327680", &number]),
            _ => contender(other, program, &["small", FILE, &number, AT_ONCE]),
        });
    }
    let title = format!("{count} files of 8 KiB by the packages, eight at once, {}", transport(true));
    Work { id: "packages-small", title, contenders, rounds: as_asked }
}
