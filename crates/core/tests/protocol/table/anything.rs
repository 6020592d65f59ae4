//! Whatever the service says, and however often the caller calls again: an upload ends, and the library breaks none of
//! its own rules.

use graph_upload_core::graph::request::Purpose;

use super::play::Stage;

const KINDS: [&str; 15] = [
    "new drive",
    "new drive-rename",
    "new drive-replace",
    "new drive-if-match",
    "new drive-deferred",
    "new drive-source",
    "new drive-dated",
    "new drive-empty",
    "new drive-replace-empty",
    "new outlook",
    "new outlook-small",
    "new todo",
    "new print",
    "adopted",
    "adopted-outlook",
];

const REFUSALS: [&str; 39] = [
    "200",
    "200 page",
    "202",
    "204",
    "308",
    "400",
    "400 page",
    "400 {uploadSessionNotFound}",
    "400 {ErrorAttachmentSizeLimitExceeded}",
    "400 {ErrorAttachmentSizeShouldNotBeLessThanMinimumSize}",
    "401",
    "401 page",
    "401 claims",
    "403",
    "403 page",
    "403 {ErrorQuotaExceeded}",
    "404",
    "404 page",
    "405",
    "409",
    "409 {nameAlreadyExists}",
    "409 {resourceModified}",
    "410",
    "411",
    "412",
    "412 {ErrorIrresolvableConflict}",
    "413",
    "413 page",
    "413 {maxFragmentLengthExceeded}",
    "416",
    "422",
    "423",
    "429",
    "429 after=3",
    "501",
    "503",
    "504",
    "507",
    "511",
];

const STANDS: [&str; 5] = ["200 wants 0", "200 wants 5", "200 wants none", "200", "404"];

const SHOWS: [&str; 5] = ["nothing", "nothing", "nothing", "ours", "other"];

const LOSSES: [&str; 3] = ["lost", "half", "unsent"];

/// No call here needs as many requests, nor sends the file as often.
const MOST_REQUESTS: usize = 1_000;
const MOST_SENT: u64 = 25;

/// A service that refuses some requests, in a few ways.
struct Service {
    rng: fastrand::Rng,
    refusals: Vec<&'static str>,
    refuses: Refuses,
    /// What it says each time to a question and to a look; drawn anew each time where there is none.
    says: Option<(&'static str, &'static str)>,
    loses: bool,
    began: bool,
    requests: usize,
    sent: u64,
}

enum Refuses {
    /// So many of a hundred requests.
    Some(u8),
    /// These requests, a bit each, and no others.
    Always(u8),
}

impl Service {
    fn drawn(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (refuses, ways) = match rng.bool() {
            true => (Refuses::Always(rng.u8(..)), 1),
            false => (Refuses::Some([20, 50, 90, 100][rng.usize(..4)]), rng.usize(1..4)),
        };
        let refusals = (0..ways).map(|_| REFUSALS[rng.usize(..REFUSALS.len())]).collect();
        let says = rng.bool().then(|| (STANDS[rng.usize(..STANDS.len())], SHOWS[rng.usize(..SHOWS.len())]));
        let loses = rng.u8(..4) == 0;
        Self { rng, refusals, refuses, says, loses, began: false, requests: 0, sent: 0 }
    }

    fn one_of(&mut self, answers: &[&'static str]) -> &'static str {
        answers[self.rng.usize(..answers.len())]
    }

    fn refuses(&mut self, purpose: &Purpose) -> bool {
        match self.refuses {
            Refuses::Some(percent) => self.rng.u8(..100) < percent,
            Refuses::Always(requests) => requests & bit(purpose) != 0,
        }
    }

    fn answer(&mut self, purpose: &Purpose) -> &'static str {
        let first = !std::mem::replace(&mut self.began, true);
        self.requests += 1;
        if let Purpose::Piece { range, .. } = purpose {
            self.sent += range.end - range.start;
        }
        if self.loses && self.rng.u8(..4) == 0 {
            return self.one_of(&LOSSES);
        }
        if self.refuses(purpose) {
            let refusals = self.refusals.clone();
            return self.one_of(&refusals);
        }
        match purpose {
            Purpose::Create => "200 url",
            Purpose::LookUp if first => "nothing",
            Purpose::LookUp => self.says.map_or_else(|| self.one_of(&SHOWS), |(_, shows)| shows),
            Purpose::Piece { .. } => "taken",
            Purpose::Status => self.says.map_or_else(|| self.one_of(&STANDS), |(stands, _)| stands),
            Purpose::Inline | Purpose::Commit => "201 item",
            Purpose::Discard => "204",
        }
    }
}

fn bit(purpose: &Purpose) -> u8 {
    match purpose {
        Purpose::Create => 1,
        Purpose::LookUp => 2,
        Purpose::Piece { last: false, .. } => 4,
        Purpose::Piece { last: true, .. } => 8,
        Purpose::Status => 16,
        Purpose::Inline => 32,
        Purpose::Commit => 64,
        Purpose::Discard => 128,
    }
}

#[test]
#[cfg_attr(miri, ignore = "thousands of uploads, and no unsafe code")]
fn any_answers_lead_to_an_end() {
    for seed in 0..8_000 {
        let mut service = Service::drawn(seed);
        let kind = service.one_of(&KINDS);
        let mut stage = Stage::set(kind, "any answers");
        let size = stage.walk.size();
        for _ in 0..3 {
            (service.requests, service.sent) = (0, 0);
            let end = stage.until_it_ends(&mut |purpose| {
                let answer = service.answer(purpose);
                assert!(service.requests < MOST_REQUESTS, "{kind} {seed}: no end");
                assert!(service.sent <= MOST_SENT * size, "{kind} {seed}: the file again and again");
                answer
            });
            assert!(!end.contains("Bug") && end != "bytes", "{kind} {seed}: {end}");
            if !end.starts_with("paused") {
                break;
            }
            stage.call_again();
        }
    }
}
