//! Rounds of a work: every program once in each, in turn.

use std::io;

use serde::Serialize;

use crate::run::{Bench, Taken};
use crate::statistics::{Spread, order};
use crate::work::Work;

/// What came of a work.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    pub id: String,
    pub title: String,
    pub programs: Vec<Figures>,
}

/// The runs of one program, one for each round.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    pub name: String,
    /// All bytes of a run, and how many files they are.
    pub bytes: u64,
    pub files: u64,
    pub rounds: Vec<Taken>,
}

impl Figures {
    pub fn all(&self, figure: impl Fn(&Taken) -> f64) -> Vec<f64> {
        self.rounds.iter().map(figure).collect()
    }

    pub fn spread(&self, figure: impl Fn(&Taken) -> f64) -> Option<Spread> {
        Spread::of(self.all(figure))
    }

    pub fn cpu_s_per_gib(&self) -> Option<Spread> {
        let gib = self.bytes as f64 / f64::from(1 << 30);
        self.spread(|taken| taken.cpu_s / gib)
    }
}

impl Outcome {
    pub fn of(&self, name: &str) -> Option<&Figures> {
        self.programs.iter().find(|figures| figures.name == name)
    }

    /// A figure of one program by that of another, round by round.
    pub fn ratio(&self, one: &str, other: &str, figure: impl Fn(&Taken) -> f64) -> Option<Spread> {
        Spread::of_ratios(&self.of(one)?.all(&figure), &self.of(other)?.all(&figure))
    }
}

/// Does a work. Before it, each program runs once without being measured, where that does not take long.
pub fn run(bench: &mut Bench, work: &Work, rounds: usize) -> io::Result<Outcome> {
    const WARM: u64 = 2 << 30;
    let contenders: Vec<_> = work.contenders.iter().filter(|contender| bench.has(contender)).collect();
    let rounds = (work.rounds)(rounds).max(1);
    let mut programs: Vec<Figures> = contenders
        .iter()
        .map(|contender| Figures {
            name: contender.name.clone(),
            bytes: contender.bytes * contender.files.max(1),
            files: contender.files,
            rounds: Vec::with_capacity(rounds),
        })
        .collect();
    for contender in contenders.iter().filter(|_| rounds > 1) {
        if contender.link.is_none() && contender.bytes * contender.files <= WARM {
            bench.run(contender, 0)?;
        }
    }
    for round in 0..rounds {
        for index in order(contenders.len(), round) {
            let taken = bench.run(contenders[index], round)?;
            programs[index].rounds.push(taken);
        }
        eprint!("\r{}: {} of {rounds} ", work.title, round + 1);
    }
    eprintln!();
    Ok(Outcome { id: work.id.to_owned(), title: work.title.clone(), programs })
}
