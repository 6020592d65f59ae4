//! What stands at the target, read page by page.

use crate::graph::item::Item;
use crate::graph::json;
use crate::graph::outcome::Outcome;
use crate::secret::Secret;
use crate::upload::plan::Plan;

/// The most pages of a list that are followed. In a folder of thousands of files there are more, and reading them all
/// before and after each upload would cost more than it brings.
const MAX_PAGES: u32 = 10;

/// The most that is remembered of a list. Far fewer have one name, and a peer can send any number.
const MAX_CANDIDATES: usize = 1_000;

/// What stood at the target before the upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Baseline {
    /// It could not be found out.
    Unknown,
    /// Nobody has looked: what is found later is told by its content, and by when it was stored.
    Unlooked,
    /// These, and no others.
    Known(Vec<Item>),
}

/// A list that is read page by page.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// The next page, when there is one.
    pub next: Option<Secret>,
    /// What was found so far.
    pub found: Vec<Item>,
    pages: u32,
}

/// What a page of a list says.
pub(super) enum Page {
    /// There are more pages.
    More,
    /// The list is whole.
    Whole,
    /// What was asked for is not there.
    Absent,
    /// There are more pages, or more objects of the name, than are read.
    TooMany,
    /// The response proves nothing.
    Unusable,
}

impl Listing {
    /// Reads a page. A next page on another origin is not followed, as the token would go along.
    pub fn read(&mut self, outcome: &Outcome, plan: &Plan) -> Page {
        let page = match outcome.status() {
            200 => outcome.body(),
            404 if self.pages == 0 && !outcome.problem().origin.is_foreign() => return Page::Absent,
            _ => None,
        };
        let Some(page) = page.filter(|page| page.is_object()) else { return Page::Unusable };
        self.found.extend(plan.target.candidates(page).into_iter().filter(|seen| may_matter(plan, seen)));
        if self.found.len() > MAX_CANDIDATES {
            return Page::TooMany;
        }
        self.pages += 1;
        self.next = json::text(page, "@odata.nextLink").map(Secret::new);
        match &self.next {
            None => Page::Whole,
            Some(next) if !plan.endpoint.is_graph(next.expose()) => Page::Unusable,
            Some(_) if self.pages < MAX_PAGES => Page::More,
            Some(_) => Page::TooMany,
        }
    }
}

/// Whether a candidate can ever be taken for the file. Beside a file that may get another name stand all that its folder
/// holds; of those only a name or a size like the file's counts.
fn may_matter(plan: &Plan, seen: &Item) -> bool {
    plan.target.could_be_named(seen) || plan.target.can_be(seen, plan.size)
}
