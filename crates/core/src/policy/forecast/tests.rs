use super::*;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
/// What the service's clock says when ours says 0.
const EPOCH: u64 = 1_700_000_000_000;

/// How a service sets the expiry of its sessions.
#[derive(Debug, Clone, Copy)]
enum Expires {
    /// So long after the creation.
    After(u64),
    /// So long after each piece.
    Slides(u64),
    /// It does not say.
    Unsaid,
}

/// An upload over a link in virtual time.
struct Link {
    forecast: Forecast,
    now: Millis,
    born: Millis,
    expires: Expires,
    held: u64,
}

impl Link {
    fn new(size: u64, expires: Expires) -> Self {
        let mut link = Self { forecast: Forecast::new(size), now: 5_000, born: 0, expires, held: 0 };
        link.create();
        link
    }

    fn create(&mut self) {
        (self.born, self.held) = (self.now, 0);
        self.forecast.at(self.now);
        self.forecast.created();
        self.hears();
        self.forecast.holds(0);
    }

    fn hears(&mut self) {
        let expires = match self.expires {
            Expires::After(life) => Some(EPOCH + self.born + life),
            Expires::Slides(life) => Some(EPOCH + self.now + life),
            Expires::Unsaid => None,
        };
        self.forecast.heard(EPOCH + self.now, expires);
    }

    /// A piece that takes so long.
    fn piece(&mut self, bytes: u64, ms: u64) {
        self.forecast.piece(self.now);
        self.now += ms;
        self.held += bytes;
        self.forecast.at(self.now);
        self.hears();
        self.forecast.holds(self.held);
    }

    fn pieces(&mut self, count: u32, bytes: u64, ms: u64) {
        for _ in 0..count {
            self.piece(bytes, ms);
        }
    }

    /// The service does not know the session any more.
    fn gone(&mut self) {
        self.forecast.at(self.now);
        self.forecast.heard(EPOCH + self.now, None);
        self.forecast.ended();
    }
}

#[test]
fn the_rest_is_compared_with_the_time_left() {
    // (size, how the session expires, pieces of 1,000,000 bytes in 10 s, late by)
    for (size, expires, pieces, expected) in [
        // 100,000 bytes per second: an hour takes 360,000,000.
        (100_000_000, Expires::After(HOUR), 12, Some(0)),
        (720_000_000, Expires::After(HOUR), 12, Some(HOUR)),
        // A little late is chance.
        (370_000_000, Expires::After(HOUR), 12, Some(0)),
        // Less than a minute says nothing.
        (720_000_000, Expires::After(HOUR), 5, None),
        // A session of a quarter of an hour that moves on lives for a day.
        (720_000_000, Expires::Slides(HOUR / 4), 12, Some(0)),
        (2 * 8_640_000_000, Expires::Slides(HOUR / 4), 12, Some(24 * HOUR)),
        (720_000_000, Expires::Unsaid, 12, None),
    ] {
        let mut link = Link::new(size, expires);
        link.pieces(pieces, 1_000_000, 10 * SECOND);
        assert_eq!(link.forecast.late_by_ms(), expected, "{size} {expires:?} {pieces}");
    }
}

#[test]
fn a_late_upload_is_late_until_it_is_in_time_by_far() {
    let mut link = Link::new(720_000_000, Expires::After(HOUR));
    let mut is_late = |count, ms| {
        link.pieces(count, 1_000_000, ms);
        (link.forecast.late_by_ms() > Some(0), link.forecast.is_late())
    };
    assert_eq!(is_late(5, 10 * SECOND), (false, false), "nothing is known");
    assert_eq!(is_late(7, 10 * SECOND), (true, true));
    // At 200,000 bytes per second the rest takes all the time left, at 1,000,000 much less than half.
    assert_eq!(is_late(80, 5 * SECOND), (false, true));
    assert_eq!(is_late(400, SECOND), (false, false));
    assert_eq!(is_late(60, 5 * SECOND), (false, false), "it was not late since");
    link.gone();
    assert!(!link.forecast.is_late());
}

#[test]
fn a_short_session_is_judged_sooner() {
    let mut link = Link::new(20_000_000, Expires::After(32 * SECOND));
    link.piece(1_000_000, SECOND);
    assert_eq!(link.forecast.late_by_ms(), None, "one piece is none");
    link.piece(1_000_000, SECOND);
    assert_eq!(link.forecast.late_by_ms(), Some(0));
    link.pieces(2, 250_000, 2 * SECOND);
    assert!(link.forecast.late_by_ms().is_some_and(|late| late > 10 * SECOND));
}

#[test]
fn an_expiry_that_no_longer_moves_is_believed() {
    let mut link = Link::new(720_000_000, Expires::Slides(HOUR));
    link.pieces(12, 1_000_000, 10 * SECOND);
    assert_eq!(link.forecast.late_by_ms(), Some(0));
    link.born = link.now;
    link.expires = Expires::After(HOUR);
    link.pieces(29, 1_000_000, 10 * SECOND);
    assert_eq!(link.forecast.late_by_ms(), Some(0), "it may move on yet");
    link.pieces(3, 1_000_000, 10 * SECOND);
    assert!(link.forecast.late_by_ms().is_some_and(|late| late > HOUR / 2));
}

#[test]
fn a_session_whose_creation_was_not_seen_has_no_last_day() {
    let mut link = Link::new(u64::MAX, Expires::Slides(HOUR));
    link.forecast = Forecast::new(u64::MAX);
    link.forecast.goes_on();
    link.pieces(12, 1_000_000, 10 * SECOND);
    assert_eq!(link.forecast.late_by_ms(), None);
    (link.born, link.expires) = (link.now, Expires::After(HOUR));
    link.pieces(32, 1_000_000, 10 * SECOND);
    assert!(link.forecast.late_by_ms().is_some_and(|late| late > HOUR));
}

#[test]
fn waits_do_not_count_and_faults_do() {
    let mut link = Link::new(340_000_000, Expires::After(HOUR));
    for _ in 0..12 {
        link.piece(1_000_000, 10 * SECOND);
        // The service asks to wait.
        link.now += 15 * SECOND;
        link.forecast.at(link.now);
    }
    assert_eq!(link.forecast.late_by_ms(), Some(0), "28,000,000 bytes less than the time left takes");
    // No connection.
    link.forecast.piece(link.now);
    link.forecast.did_not_leave();
    link.now += MINUTE;
    link.forecast.at(link.now);
    assert_eq!(link.forecast.late_by_ms(), Some(0));
    // A connection that broke.
    link.forecast.piece(link.now);
    link.now += 2 * MINUTE;
    link.forecast.at(link.now);
    assert!(link.forecast.late_by_ms().is_some_and(|late| late > HOUR / 4));
}

#[test]
fn our_clock_may_stand_still() {
    let mut link = Link::new(200_000_000, Expires::After(HOUR));
    link.pieces(12, 1_000_000, 10 * SECOND);
    assert_eq!(link.forecast.late_by_ms(), Some(0));
    // Half an hour of rest, of which only the service's clock knows.
    link.forecast.piece(link.now);
    link.forecast.at(link.now + 10 * SECOND);
    link.forecast.heard(EPOCH + link.now + HOUR / 2 + 10 * SECOND, None);
    link.forecast.holds(link.held + 1_000_000);
    assert!(link.forecast.late_by_ms().is_some_and(|late| late > 2 * MINUTE));
}

#[test]
fn a_warning_comes_once_for_each_worsening_of_each_session() {
    let mut link = Link::new(1_000_000_000, Expires::After(HOUR));
    let mut told = Vec::new();
    for _ in 0..60 {
        link.piece(1_000_000, 10 * SECOND);
        told.extend(link.forecast.warning());
    }
    let times = |told: &[Late]| told.iter().map(Late::late_by_ms).collect::<Vec<_>>();
    assert_eq!(told.len(), 1, "{:?}", times(&told));
    let first = told[0];
    assert_eq!((first.bytes_per_second, first.never), (100_000, true));
    assert_eq!(first.takes_ms, first.left_bytes / 100);
    for _ in 0..60 {
        link.piece(1_000_000, 20 * SECOND);
        told.extend(link.forecast.warning());
    }
    assert_eq!(told.len(), 2, "{:?}", times(&told));
    link.create();
    for _ in 0..60 {
        link.piece(1_000_000, 10 * SECOND);
        told.extend(link.forecast.warning());
    }
    assert_eq!(told.len(), 3, "{:?}", times(&told));
}

#[test]
fn whether_larger_pieces_help() {
    // (a second for each piece and ms for each 1,000 bytes, whether they help)
    for (overhead, per_thousand, expected) in [(SECOND, 1, true), (0, 10, false), (50, 1, false)] {
        let mut link = Link::new(u64::MAX, Expires::After(HOUR));
        for bytes in [1_000_000, 2_000_000, 1_000_000, 4_000_000].repeat(10) {
            link.piece(bytes, overhead + bytes / 1_000 * per_thousand);
        }
        let late = link.forecast.warning().expect("late");
        assert_eq!(late.larger_pieces, expected, "{overhead} {per_thousand}");
    }
    let mut link = Link::new(u64::MAX, Expires::After(HOUR));
    link.pieces(40, 1_000_000, 10 * SECOND);
    assert!(link.forecast.warning().expect("late").larger_pieces, "nobody knows before they were tried");
}

/// A first session that expires after `pieces` of 1,000,000 bytes in 10 s each.
fn expired_once(size: u64, pieces: u32) -> Link {
    let mut link = Link::new(size, Expires::After(HOUR));
    link.pieces(pieces, 1_000_000, 10 * SECOND);
    link.now = link.born + HOUR + SECOND;
    link.gone();
    link.create();
    link
}

#[test]
fn a_second_session_that_gets_no_further_is_hopeless() {
    let mut link = expired_once(1_000_000_000, 359);
    let mut judged = None;
    for piece in 1..=359 {
        link.piece(1_000_000, 10 * SECOND);
        judged = link.forecast.hopeless();
        if judged.is_some() {
            assert_eq!(piece, 23, "after a sixteenth of its life");
            break;
        }
    }
    let judged = judged.expect("it is");
    assert_eq!((judged.size, judged.reached, judged.life_ms), (1_000_000_000, 359_000_000, HOUR));
    assert_eq!((judged.would_reach, judged.bytes_per_second), (360_000_000, 100_000));
    for words in ["1000000000 bytes", "after 60.0 min with 359000000", "would expire with 360000000"] {
        assert!(judged.to_string().contains(words), "{judged}");
    }
}

#[test]
fn a_second_session_that_may_end_is_not() {
    let judged = |link: &mut Link, pieces: u32, bytes| {
        (0..pieces).any(|_| {
            link.piece(bytes, 10 * SECOND);
            link.forecast.hopeless().is_some()
        })
    };
    let size = 1_000_000_000;
    assert!(judged(&mut expired_once(size, 359), 300, 1_000_000));
    assert!(!judged(&mut expired_once(size, 359), 300, 1_200_000), "a fifth faster: it gets further");
    assert!(!judged(&mut expired_once(440_000_000, 359), 35, 1_000_000), "it may become fast enough");
    assert!(judged(&mut expired_once(440_000_000, 359), 300, 1_000_000), "too late for that");
    assert!(!judged(&mut expired_once(size, 170), 300, 1_000_000), "the link was down for half of the time");
    let mut early = Link::new(1_000_000_000, Expires::After(HOUR));
    early.pieces(200, 1_000_000, 10 * SECOND);
    early.gone();
    early.create();
    assert!(!judged(&mut early, 300, 1_000_000), "it was deleted, and did not expire");
    let mut first = Link::new(1_000_000_000, Expires::After(HOUR));
    assert!(!judged(&mut first, 300, 1_000_000), "the first one may go on for all it can");
}
