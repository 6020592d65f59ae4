//! Whether what stands at the target is looked at before an upload, or only when a response was lost.
//!
//! A lost response to the request that makes the file is resolved by looking, and what is found has to be told from what
//! was there before. To know that, it is listed before each upload, which costs a round trip; for the rest it is enough to
//! ask when it matters.

use crate::kinds::{LookBefore, Target, drive};

/// Largest file that goes in one request unless the caller says otherwise: more would have to go again as a whole when its
/// connection breaks.
pub const ONE_REQUEST: u64 = drive::ONE_REQUEST_MAX;

/// Which requests can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundTrips {
    /// The largest file that goes in one request, in bytes, where the kind takes it so.
    pub one_request: u64,
    /// Nothing is looked at before, wherever that is sound.
    pub quick: bool,
    /// A later process may go on with the upload. It knows neither the clock of this one nor, mostly, the hash of the file.
    pub outlives: bool,
}

impl Default for RoundTrips {
    fn default() -> Self {
        Self { one_request: ONE_REQUEST, quick: false, outlives: false }
    }
}

impl RoundTrips {
    /// None: each upload begins with a look, and goes by session where it can.
    pub const ALL: Self = Self { one_request: 0, quick: false, outlives: true };
}

/// What a lost response is resolved with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaselineRule {
    /// What stood at the target before the upload.
    Before,
    /// The service itself, which refuses a second file: the request goes again after one look, and what refuses it then
    /// is looked at.
    Guaranteed,
    /// What was stored since the upload began, by the service's clock, with the size and the hash of the file.
    Since,
}

/// The rule for a file of `size` bytes.
pub fn rule(target: &dyn Target, size: u64, trips: RoundTrips) -> BaselineRule {
    let looks = match target.rules().look_before {
        LookBefore::Always => true,
        LookBefore::UnlessQuick => !trips.quick,
        LookBefore::Large => !trips.quick && (trips.outlives || size > trips.one_request),
    };
    match looks {
        true => BaselineRule::Before,
        false if target.refuses_second() => BaselineRule::Guaranteed,
        false => BaselineRule::Since,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Conflict, DriveItem, OutlookItem, PrintDocument, Property, TodoTask};

    #[test]
    fn which_rule_holds() {
        use BaselineRule::{Before, Guaranteed, Since};
        let drive = |properties: &[Property]| {
            let mut item = DriveItem::by_path(None, "n").expect("lawful");
            properties.iter().for_each(|property| item.set(property.clone()).expect("drives have it"));
            item
        };
        let (fail, rename) = (Property::Conflict(Conflict::Fail), Property::Conflict(Conflict::Rename));
        let replace = Property::Conflict(Conflict::Replace);
        let none = |value: &str| Property::IfNoneMatch(value.into());
        let targets: [(Box<dyn Target>, [BaselineRule; 5]); 8] = [
            (Box::new(drive(&[fail])), [Guaranteed, Before, Before, Guaranteed, Guaranteed]),
            (Box::new(drive(std::slice::from_ref(&replace))), [Since, Before, Before, Since, Since]),
            (Box::new(drive(&[rename])), [Since, Before, Before, Since, Since]),
            (
                Box::new(drive(&[replace.clone(), none("*")])),
                [Guaranteed, Before, Before, Guaranteed, Guaranteed],
            ),
            (Box::new(drive(&[replace, none("\"1\"")])), [Since, Before, Before, Since, Since]),
            (
                Box::new(TodoTask::new(None, "l", "t", "n").expect("lawful")),
                [Before, Before, Before, Since, Since],
            ),
            (
                Box::new(OutlookItem::message(None, None, "m", "n").expect("lawful")),
                [Before, Before, Before, Since, Since],
            ),
            (Box::new(PrintDocument::of_printer("p", "j", "d", "n").expect("lawful")), [Before; 5]),
        ];
        let careful = RoundTrips::default();
        let quick = RoundTrips { quick: true, ..careful };
        let outlives = RoundTrips { outlives: true, ..careful };
        for (target, expected) in targets {
            let cases = [
                (ONE_REQUEST, careful),
                (ONE_REQUEST + 1, careful),
                (1, outlives),
                (ONE_REQUEST + 1, quick),
                (1, RoundTrips { outlives: true, ..quick }),
            ];
            for ((size, trips), expected) in cases.into_iter().zip(expected) {
                assert_eq!(rule(&*target, size, trips), expected, "{target:?} {size} {trips:?}");
            }
        }
    }
}
