//! Scripts: a line for each thing that happens, its first letter says what.

use std::collections::VecDeque;

/// What happens next.
#[derive(Debug, Clone)]
pub enum Line {
    /// The service or the network answers a request.
    Answer(Answer),
    /// The caller does something before the next request.
    Caller(Deed),
}

/// What becomes of a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// `K`: what a service says with which all is well.
    Kind,
    /// `I`: the same, but a look finds the file.
    Found,
    /// `R404 BODY`: this response. Lines before it that begin with `H` are its headers; `E` lets it come early, `C` cuts
    /// it. `$U` stands for an upload URL of the kind.
    FaultResponse { status: u16, headers: Vec<(String, String)>, body: String, early: bool, cut: bool },
    /// `L42`: no response, for the fourth reason, and with all that could leave sent.
    Lost { why: u8, sent: u8 },
    /// `h500`: another upload was told to wait so long.
    HeldBack(u64),
}

/// What the caller does.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    /// `D`
    Discard,
    /// `F`
    Refresh,
    /// `G`
    GoOn,
    /// `S`: ends the process, and goes on in another.
    Restart,
    /// `T1`: from now on there is a new token whenever one is asked for; `T0`: none.
    Token(bool),
}

/// A script, and how it goes on when it is over.
#[derive(Debug)]
pub struct Script {
    lines: VecDeque<Line>,
    /// What is repeated for ever; where that is nothing, no response comes any more.
    cycle: VecDeque<Answer>,
    /// How many lines there were when that was looked at last.
    seen: usize,
    /// Whether the service's own words may name an upload URL.
    pub names_secrets: bool,
}

impl Script {
    /// Reads a script. `@3` as its last line repeats the last three answers.
    pub fn read(text: &str) -> Self {
        let mut lines = VecDeque::new();
        let (mut headers, mut early, mut cut) = (Vec::new(), false, false);
        let mut repeated = 0;
        for line in text.lines() {
            let mut letters = line.chars();
            let (letter, rest) = (letters.next().unwrap_or(' '), letters.as_str());
            match letter {
                'H' => {
                    let (name, value) = crate::halves(rest, ':');
                    headers.push((name.to_owned(), value.trim().to_owned()));
                }
                'E' => early = true,
                'C' => cut = true,
                'R' => {
                    let (status, body) = crate::halves(rest, ' ');
                    lines.push_back(Line::Answer(Answer::FaultResponse {
                        status: status.parse().unwrap_or(500),
                        headers: std::mem::take(&mut headers),
                        body: body.to_owned(),
                        early: std::mem::take(&mut early),
                        cut: std::mem::take(&mut cut),
                    }));
                }
                '@' => repeated = rest.parse().unwrap_or(1),
                _ => lines.extend(line_of(letter, rest)),
            }
        }
        let names_secrets = text.contains(super::answer::SECRET);
        let answers = lines.iter().filter_map(|line| match line {
            Line::Answer(answer) => Some(answer.clone()),
            Line::Caller(_) => None,
        });
        let answers: Vec<_> = answers.collect();
        let cycle = answers.iter().rev().take(repeated).rev().cloned().collect();
        Self { lines, cycle, seen: usize::MAX, names_secrets }
    }

    /// What the caller does before the next answer.
    pub fn deed(&mut self) -> Option<Deed> {
        let Some(Line::Caller(deed)) = self.lines.front() else { return None };
        let deed = *deed;
        self.lines.pop_front();
        Some(deed)
    }

    /// The same, while no request is on its way; what the caller does then happens once it is out.
    pub fn deed_here(&mut self, on_its_way: bool) -> Option<Deed> {
        if on_its_way { None } else { self.deed() }
    }

    /// How long the next request is held back because another upload was told to wait.
    pub fn held_back(&mut self) -> Option<u64> {
        let wait = match (self.lines.front(), self.cycle.front()) {
            (Some(Line::Answer(Answer::HeldBack(wait))), _) | (None, Some(Answer::HeldBack(wait))) => *wait,
            _ => return None,
        };
        self.answer();
        Some(wait)
    }

    /// The next answer.
    pub fn answer(&mut self) -> Answer {
        match self.lines.pop_front() {
            Some(Line::Answer(answer)) => answer,
            Some(Line::Caller(_)) => unreachable!("deeds are taken first"),
            None => match self.cycle.pop_front() {
                Some(answer) => {
                    self.cycle.push_back(answer.clone());
                    answer
                }
                None => Answer::Lost { why: 1, sent: 2 },
            },
        }
    }

    /// Whether nothing new will happen.
    pub fn is_over(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether something of the script has happened since this was asked last.
    pub fn moved(&mut self) -> bool {
        std::mem::replace(&mut self.seen, self.lines.len()) != self.lines.len()
    }

    /// From now on no response comes.
    pub fn fall_silent(&mut self) {
        self.cycle.clear();
    }
}

fn line_of(letter: char, rest: &str) -> Option<Line> {
    let digit = |index: usize| rest.as_bytes().get(index).map_or(0, |byte| byte.wrapping_sub(b'0'));
    Some(match letter {
        'K' => Line::Answer(Answer::Kind),
        'I' => Line::Answer(Answer::Found),
        'L' => Line::Answer(Answer::Lost { why: digit(0), sent: digit(1) }),
        'h' => Line::Answer(Answer::HeldBack(rest.parse().unwrap_or(1_000))),
        'D' => Line::Caller(Deed::Discard),
        'F' => Line::Caller(Deed::Refresh),
        'G' => Line::Caller(Deed::GoOn),
        'S' => Line::Caller(Deed::Restart),
        'T' => Line::Caller(Deed::Token(digit(0) == 1)),
        _ => return None,
    })
}
