//! Settings as text, for the command line.

mod given;
mod words;

pub use self::given::Settings;

use self::words::{
    BEHAVIOURS, CONFLICTS, EXPIRIES, FLAVOURS, LIMITS, LOCATIONS, PUTS, REPLIES, at_least_one, choose,
    drive_url, hash_rule, hashes, optional, parse, rewritten, style, within,
};
use crate::model::config::{Config, UrlForm};
use crate::model::drive::rules::Uneven;

/// All settings, for `--help`.
pub const SETTINGS: &str = "\
page-size=N                   how many entries a page of a list has
visible-after-ms=MS           how long a new file is not shown by look-ups
hidden-requests=N             how many requests of a new session are answered as if there were none
date-shift-ms=MS              how far the Date headers are beside the time; may be less than 0
throttle-grace-ms=MS          for how long after a refusal requests of the same scope are no violations yet
strict=BOOL                   whether requests that are tolerated, but that a careful client does not send, are violations
any-type-casing=BOOL          whether the casing of an attachment's @odata.type does not matter
expiry=FORM                   recorded (three for drives, seven for others), seven, three, whole, offset, nonsense, missing
missing=ID                    an id that does not exist; repeatable
link.rate=BYTES               how many bytes a second each connection carries in each direction; none for no limit
link.rtt-ms=MS                how long bytes take there and back; connecting takes as long again
link.shared=BOOL              whether all connections together have that rate
link.cut-every=BYTES          after how many bytes from clients, on average, a connection is cut; or none
link.cut-seed=N               chooses where
KIND.progress=CASING/RANGES   of todo, outlook, drive, print; camel, pascal, mixed, lower; bare, open, closed,
                              closed-past-end, split, empty, null, missing. Drives: camel/closed, as was recorded
KIND.status=CASING/RANGES     of todo, outlook, drive
KIND.location=FORM            of todo, outlook; segment, quoted, relative, relative-quoted, encoded, encoded-quoted,
                              with-query, missing
todo.create-status=N          200 or 201
todo.put=WHERE                content, bare (/content: 404), bare-405, both
todo.url=FORM                 plain, ends-in-content, or a query
todo.inline-max=BYTES         the largest request with a whole attachment
outlook.inline-max=BYTES      the same; 4 MiB, of which base64 and JSON leave 3,145,611 bytes for the largest file measured
outlook.session-min=BYTES     the smallest file of a session; 2,097,152 is the smallest measured, the pages say 3 MB
                              (microsoft-graph-docs-contrib: concepts/outlook-large-attachments.md)
outlook.api=PATH              what upload URLs begin with: /api/v2.0 (default), /api/v1.0, /api/gv1.0, /api/gbeta, /api/beta
outlook.lifetime-ms=MS        how long a session lives
outlook.status-refusal=N      what a status query is refused with; or none
outlook.deny-other-mailboxes=true
outlook.any-casing=BOOL       whether the parameter of creation may also be called attachmentItem
outlook.message-limit=BYTES/WHEN  creation, piece, commit; none for no limit
outlook.change-takes-ms=MS    how long a change of a message takes; one that begins meanwhile is refused with 412
drive.flavour=SORT            business, personal
drive.default-behaviour=WORD  replace, which users observe (microsoftgraph/microsoft-graph-docs:issues/19010), fail, which
                              the page says, or rename
drive.outer-behaviour=BOOL    whether a conflict behaviour beside item has an effect; the page lists it as a member of the
                              body (microsoftgraph/microsoft-graph-docs:issues/19010), the metadata knows it in item alone
drive.business-description=BOOL  whether a business drive takes a description
drive.uneven=BYTES            from which size on a file fails at its commit if a piece is no multiple of 320 KiB
                              (OneDrive/onedrive-api-docs:issues/71); taken for never
drive.conflict-at=WHEN        creation, first-piece, commit
drive.hash=WHEN               shown, missing, blank for an empty text, milliseconds after the commit, or looks:N for after
                              the first N look-ups
drive.hashes=LIST             of quick-xor, sha1-lower, sha1-upper, sha256-lower, sha256-upper; none: an empty object
drive.empty-hash=BOOL         whether a file without bytes has hashes
drive.rewritten=LIST          names and endings of files that a business drive rewrites; office for Office files and pages
drive.rewrite-bytes=N         how much they grow, which may be less than 0
drive.make-parents=BOOL       whether folders that a path lacks are made
drive.quota-bytes=N           how many bytes a drive holds; none for no limit
drive.stub-lingers-ms=MS      how long an ended session still locks its name
drive.business-lifetime-ms=MS how long a session of a business drive lives after its creation or its last piece
drive.personal-lifetime-ms=MS how long one of a personal drive lives
drive.tempauth-lifetime-ms=MS how long the token in an upload URL lives
drive.tempauth-refusal=N      401 or 403, afterwards
drive.session-bumps-etag=BOOL
drive.source-url-refuses-replace=BOOL
drive.escaped-names=BOOL
drive.replies=YEAR            how pieces and status queries are answered: current, 2016, 2015
drive.open-totals=BOOL        whether pieces may leave the total open, as in bytes 0-9/*
drive.personal-commit=BOOL    whether a POST to the upload URL commits a session of a personal drive too
drive.url=FORM                what upload URLs look like. Of business drives: drives (default), drive, double-slash, unicode,
                              v1e, proof-token (2017). Of personal ones: personal (default), rup (2016 to 2024), up (pages)
drive.takes-tokens=BOOL       whether upload hosts overlook a token";

/// Applies `NAME=VALUE`.
pub fn apply(config: &mut Config, setting: &str) -> Result<(), String> {
    let (name, value) = setting.split_once('=').ok_or("must be NAME=VALUE")?;
    match name.split_once('.') {
        None => general(config, name, value),
        Some(("link", name)) => link(config, name, value),
        Some(("todo", name)) => todo(config, name, value),
        Some(("outlook", name)) => outlook(config, name, value),
        Some(("drive", name)) => drive(config, name, value),
        Some(("print", "progress")) => style(value).map(|style| config.print.progress = style),
        Some(_) => Err(unknown()),
    }
}

fn general(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    match name {
        "page-size" => config.page_size = at_least_one(value)?,
        "visible-after-ms" => config.visible_after_ms = parse(value)?,
        "hidden-requests" => config.hidden_requests = parse(value)?,
        "date-shift-ms" => config.date_shift_ms = parse(value)?,
        "throttle-grace-ms" => config.throttle_grace_ms = parse(value)?,
        "strict" => config.strict = parse(value)?,
        "any-type-casing" => config.any_type_casing = parse(value)?,
        "expiry" => config.expiry = choose(value, &EXPIRIES)?,
        "missing" => config.missing.push(value.to_owned()),
        _ => return Err(unknown()),
    }
    Ok(())
}

fn link(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    let rules = &mut config.link;
    match name {
        "rate" => rules.bytes_per_second = optional(value, at_least_one)?,
        "rtt-ms" => rules.rtt_ms = parse(value)?,
        "shared" => rules.shared = parse(value)?,
        "cut-every" => rules.cut_every = optional(value, at_least_one)?,
        "cut-seed" => rules.cut_seed = parse(value)?,
        _ => return Err(unknown()),
    }
    Ok(())
}

fn todo(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    let rules = &mut config.todo;
    match name {
        "progress" => rules.progress = style(value)?,
        "status" => rules.status = style(value)?,
        "location" => rules.location = choose(value, &LOCATIONS)?,
        "create-status" => rules.create_status = choose(value, &[("200", 200), ("201", 201)])?,
        "inline-max" => rules.inline_max_bytes = parse(value)?,
        "put" => rules.put = choose(value, &PUTS)?,
        "url" => {
            rules.url = match value {
                "plain" => UrlForm::Plain,
                "ends-in-content" => UrlForm::EndsInContent,
                query => UrlForm::Query(query.to_owned()),
            }
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

fn outlook(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    let rules = &mut config.outlook;
    match name {
        "progress" => rules.progress = style(value)?,
        "status" => rules.status = style(value)?,
        "location" => rules.location = choose(value, &LOCATIONS)?,
        "inline-max" => rules.inline_max_bytes = parse(value)?,
        "session-min" => rules.session_min_bytes = parse(value)?,
        "lifetime-ms" => rules.lifetime_ms = parse(value)?,
        "api" if value.starts_with('/') => rules.api = value.to_owned(),
        "api" => return Err("must begin with a slash".to_owned()),
        "status-refusal" => {
            rules.status_refusal = optional(value, |value| within(value, 400..=599))?;
        }
        "deny-other-mailboxes" => rules.deny_other_mailboxes = parse(value)?,
        "change-takes-ms" => rules.change_takes_ms = parse(value)?,
        "any-casing" => rules.any_casing = parse(value)?,
        "message-limit" => {
            let (bytes, when) = value.split_once('/').unwrap_or((value, "creation"));
            let when = choose(when, &LIMITS)?;
            rules.message_limit = optional(bytes, parse)?.map(|bytes| (bytes, when));
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

fn drive(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    let rules = &mut config.drive;
    match name {
        "progress" => rules.progress = style(value)?,
        "status" => rules.status = style(value)?,
        "flavour" => rules.flavour = choose(value, &FLAVOURS)?,
        "default-behaviour" => rules.default_behaviour = choose(value, &BEHAVIOURS)?,
        "outer-behaviour" => rules.outer_behaviour = parse(value)?,
        "business-description" => rules.business_description = parse(value)?,
        "uneven" if value == "taken" => rules.uneven = Uneven::Taken,
        "uneven" => rules.uneven = Uneven::FailsFrom(parse(value)?),
        "conflict-at" => rules.conflict_at = choose(value, &CONFLICTS)?,
        "hash" => rules.hash = hash_rule(value)?,
        "hashes" => rules.hashes = hashes(value)?,
        "empty-hash" => rules.empty_hash = parse(value)?,
        "rewritten" => rules.rewritten = rewritten(value),
        "rewrite-bytes" => rules.rewrite_bytes = parse(value)?,
        "make-parents" => rules.make_parents = parse(value)?,
        "quota-bytes" => rules.quota_bytes = optional(value, parse)?,
        "stub-lingers-ms" => rules.stub_lingers_ms = parse(value)?,
        "business-lifetime-ms" => rules.business_lifetime_ms = parse(value)?,
        "personal-lifetime-ms" => rules.personal_lifetime_ms = parse(value)?,
        "tempauth-lifetime-ms" => rules.tempauth_lifetime_ms = parse(value)?,
        "tempauth-refusal" => rules.tempauth_refusal = choose(value, &[("401", 401), ("403", 403)])?,
        "session-bumps-etag" => rules.session_bumps_etag = parse(value)?,
        "source-url-refuses-replace" => rules.source_url_refuses_replace = parse(value)?,
        "escaped-names" => rules.escaped_names = parse(value)?,
        "replies" => rules.replies = choose(value, &REPLIES)?,
        "open-totals" => rules.open_totals = parse(value)?,
        "personal-commit" => rules.personal_commit = parse(value)?,
        "url" => drive_url(rules, value)?,
        "takes-tokens" => rules.takes_tokens = parse(value)?,
        _ => return Err(unknown()),
    }
    Ok(())
}

fn unknown() -> String {
    "no such setting".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::{Casing, RangeForm, ReplyStyle};
    use crate::model::drive::rules::HashRule;

    const LAWFUL: [&str; 55] = [
        "strict=true",
        "page-size=2",
        "visible-after-ms=5",
        "expiry=offset",
        "missing=x",
        "hidden-requests=2",
        "date-shift-ms=-5000",
        "throttle-grace-ms=5",
        "drive.business-lifetime-ms=1000",
        "drive.personal-lifetime-ms=1000",
        "drive.tempauth-lifetime-ms=1000",
        "drive.tempauth-refusal=403",
        "link.rate=1000",
        "link.rtt-ms=50",
        "link.shared=true",
        "link.cut-every=16777216",
        "link.cut-seed=7",
        "todo.progress=lower/split",
        "todo.status=camel/null",
        "todo.location=encoded-quoted",
        "todo.put=bare-405",
        "todo.url=a=b",
        "todo.create-status=201",
        "todo.inline-max=4000000",
        "outlook.inline-max=4000000",
        "outlook.session-min=3145728",
        "outlook.message-limit=100/commit",
        "outlook.status-refusal=405",
        "outlook.api=/api/gv1.0",
        "outlook.lifetime-ms=5",
        "any-type-casing=false",
        "outlook.deny-other-mailboxes=true",
        "drive.flavour=personal",
        "outlook.change-takes-ms=20",
        "drive.hash=500",
        "drive.hash=looks:2",
        "drive.hashes=quick-xor,sha1-upper",
        "drive.empty-hash=false",
        "drive.rewritten=office,odd.txt",
        "drive.rewrite-bytes=-11",
        "drive.conflict-at=commit",
        "drive.default-behaviour=rename",
        "drive.outer-behaviour=true",
        "drive.business-description=true",
        "drive.uneven=taken",
        "drive.uneven=1048576",
        "drive.hash=blank",
        "drive.replies=2016",
        "drive.open-totals=true",
        "drive.personal-commit=true",
        "drive.url=v1e",
        "drive.url=rup",
        "drive.takes-tokens=true",
        "outlook.any-casing=true",
        "print.progress=camel/closed-past-end",
    ];

    #[test]
    fn settings() {
        let mut config = Config::default();
        for setting in LAWFUL {
            assert_eq!(apply(&mut config, setting), Ok(()), "{setting}");
        }
        assert_eq!(config.todo.progress, ReplyStyle::new(Casing::Lower, RangeForm::Split));
        assert_eq!(config.todo.url, UrlForm::Query("a=b".into()));
        assert_eq!(config.drive.hash, HashRule::Blank);
        assert_eq!(config.drive.uneven, Uneven::FailsFrom(1 << 20));
        assert_eq!(config.drive.rewritten.len(), 9);
        let limits = [
            "link.rate",
            "link.cut-every",
            "outlook.status-refusal",
            "outlook.message-limit",
            "drive.quota-bytes",
        ];
        for name in limits {
            assert_eq!(apply(&mut config, &format!("{name}=none")), Ok(()), "{name}");
        }
        assert_eq!((config.link.bytes_per_second, config.outlook.message_limit), (None, None));
        for setting in [
            "",
            "page-size",
            "page-size=x",
            "todo.put=nowhere",
            "drive.x=1",
            "x.y=1",
            "todo.progress=lower",
            "drive.url=x",
            "outlook.api=x",
            "page-size=0",
            "link.rate=0",
            "link.cut-every=0",
            "todo.create-status=202",
            "outlook.status-refusal=200",
            "drive.tempauth-refusal=404",
        ] {
            assert!(apply(&mut config, setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn refusals_name_what_is_accepted() {
        for (setting, why) in [
            ("drive.flavour=x", "must be one of: business, personal"),
            (
                "drive.url=x",
                "must be one of: personal, rup, up, drives, drive, double-slash, unicode, v1e, proof-token",
            ),
            ("strict=yes", "must be true or false"),
            ("page-size=0", "must be a whole number, at least 1"),
            ("outlook.status-refusal=200", "must be a whole number from 400 to 599, or none"),
            ("date-shift-ms=x", "must be a whole number, which may be negative"),
            ("drive.hash=x", "must be one of: shown, missing, blank, N, looks:N"),
        ] {
            assert_eq!(apply(&mut Config::default(), setting), Err(why.to_owned()), "{setting}");
        }
    }
}
