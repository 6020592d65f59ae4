//! Settings as text, for the command line.

mod given;
mod words;

pub use self::given::Settings;

use self::words::{
    BEHAVIOURS, CONFLICTS, EXPIRIES, FLAVOURS, LIMITS, LOCATIONS, PUTS, RESPONSES, at_least_one, choose,
    drive_url, hash_rule, hashes, optional, parse, rewritten, style, within,
};
use crate::model::config::{Config, UrlForm};
use crate::model::drive::rules::Uneven;

/// All settings, for `--help`.
pub const SETTINGS: &str = "\
In general
page-size=N                   entries per page of a list, at least 1 (default: 10)
visible-after-ms=MS           milliseconds until look-ups show a new file (default: 0)
hidden-requests=N             answers the first N requests of a new session as if it did not exist
                              (abraunegg/onedrive:issues/3859; default: 0)
date-shift-ms=MS              milliseconds that the Date headers are ahead; negative: behind (default: 0)
throttle-grace-ms=MS          milliseconds after a throttling response in which further requests are not violations;
                              for those already under way (default: 0)
strict=BOOL                   reports as violations requests that the service tolerates but a careful client does not
                              send (default: false)
any-type-casing=BOOL          ignores case in the @odata.type of an attachment (default: true)
expiry=FORM                   how expiry times are written: recorded (three decimals for drives, seven for others),
                              seven, three, whole, offset, nonsense, missing (default: recorded)
missing=ID                    an id that does not exist, repeatable; all other ids exist

Limits beyond which requests get 429 and Retry-After
throttle.mailbox-at-once=N    requests to one mailbox at once, at least 1; four are documented
                              (microsoftgraph/microsoft-graph-docs-contrib:concepts/throttling-limits.md); none: no limit
                              (default: none)
throttle.mailbox-bytes=BYTES  bytes of files to one mailbox within a window, at least 1; 157286400 are documented; none:
                              no limit (default: none)
throttle.mailbox-window-ms=MS  milliseconds of that window, at least 1 (default: 300000)
throttle.tenant-units=N       resource units of requests to drives in a window, at least 1: a query of one item takes 1,
                              anything else 2; from 80 % on responses have RateLimit-Limit, RateLimit-Remaining and
                              RateLimit-Reset. 1200 are documented
                              (SharePoint/sp-dev-docs:docs/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online.md);
                              none: no limit (default: none)
throttle.tenant-window-ms=MS  milliseconds of that window, at least 1 (default: 60000)

The link between client and service, for new connections
link.rate=BYTES               bytes per second of each connection in each direction, at least 1; none: no limit
                              (default: none)
link.rtt-ms=MS                round-trip time in milliseconds; connecting takes one more (default: 0)
link.shared=BOOL              all connections share the rate (default: false)
link.cut-every=BYTES          cuts a connection after this many bytes from clients on average, at least 1; none: never
                              (default: none)
link.cut-seed=N               seed for the places of the cuts (default: 0)

How progress is written: CASING/RANGES
      CASING  camel, pascal, mixed (ExpirationDateTime, nextExpectedRanges), lower
      RANGES  bare (5), open (5-), closed (5-9), closed-past-end (5-10), split (5-5, 6-9), empty, null, missing
todo.progress=CASING/RANGES   of responses to pieces (default: pascal/bare)
todo.status=CASING/RANGES     of responses to status queries (default: camel/bare)
outlook.progress=CASING/RANGES  (default: mixed/bare)
outlook.status=CASING/RANGES  (default: mixed/bare)
drive.progress=CASING/RANGES  as recorded (abraunegg/onedrive:pull/721; default: camel/closed)
drive.status=CASING/RANGES    (default: camel/closed)
print.progress=CASING/RANGES  of both (default: camel/closed)

Microsoft To Do
todo.create-status=N          status of a creation: 200 or 201 (default: 200)
todo.put=WHERE                where pieces go: content (/content), bare (the upload URL; /content gets 404), bare-405 (the
                              same with 405), both (default: content)
todo.url=FORM                 what upload URLs end in: plain, ends-in-content, or a query such as a=b (default: plain)
todo.location=FORM            the Location of a new attachment: segment, quoted, relative, relative-quoted, encoded,
                              encoded-quoted, with-query, missing (default: segment)
todo.inline-max=BYTES         largest request that carries a whole attachment; 4 MiB, of which base64 and JSON leave
                              3145611 bytes for the largest file measured (default: 4194304)

Outlook
outlook.inline-max=BYTES      the same (default: 4194304)
outlook.session-min=BYTES     smallest file of a session; the smallest measured, the documentation says 3 MB
                              (microsoftgraph/microsoft-graph-docs-contrib:concepts/outlook-large-attachments.md;
                              default: 2097152)
outlook.location=FORM         as todo.location (default: quoted)
outlook.api=PATH              what upload URLs begin with; seen: /api/v2.0, /api/v1.0, /api/gv1.0, /api/beta, /api/gbeta
                              (microsoftgraph/microsoft-graph-docs-contrib:issues/8880; default: /api/v2.0)
outlook.lifetime-ms=MS        lifetime of a session in milliseconds; two hours (default: 7200000)
outlook.status-refusal=N      refuses status queries, which are not documented, with a status from 400 to 599; none:
                              answers them (default: none)
outlook.deny-other-mailboxes=BOOL  refuses sessions in mailboxes of other users with 403
                              (microsoftgraph/microsoft-graph-docs:concepts/known-issues.md; default: false)
outlook.any-casing=BOOL       accepts attachmentItem for AttachmentItem (O365/python-o365:issues/775; default: false)
outlook.message-limit=BYTES/WHEN  largest message, and when it is checked: creation, piece, commit; none: no limit
                              (default: none)
outlook.change-takes-ms=MS    milliseconds that a change of a message takes; another one meanwhile gets 412
                              (microsoftgraph/msgraph-sdk-dotnet:issues/1287; default: 0)

Drives
drive.flavour=FLAVOUR         business, personal (default: business)
drive.default-behaviour=WORD  when a request names no conflict behaviour: replace, as users observe
                              (microsoftgraph/microsoft-graph-docs:issues/19010), fail, as the documentation says, or
                              rename (default: replace)
drive.outer-behaviour=BOOL    obeys a conflict behaviour beside item. The documentation lists it in the body
                              (microsoftgraph/microsoft-graph-docs:issues/19010), the metadata in item only
                              (default: false)
drive.business-description=BOOL  business drives accept a description (default: false)
drive.uneven=BYTES            smallest file that fails at its commit when a piece is not a multiple of 320 KiB
                              (OneDrive/onedrive-api-docs:issues/71); taken: none fails (default: 1073741824)
drive.conflict-at=WHEN        when a name conflict is reported: creation, first-piece, commit
                              (OneDrive/onedrive-api-docs:issues/55; default: creation)
drive.hash=WHEN               when items show hashes: shown (at once), missing (never), blank (empty text), N (milliseconds
                              after the commit), looks:N (after N look-ups). Not every file has one
                              (OneDrive/onedrive-api-docs:issues/527; default: shown)
drive.hashes=LIST             which, separated by commas: quick-xor, sha1-lower, sha1-upper, sha256-lower, sha256-upper;
                              none: an empty object (default: quick-xor)
drive.empty-hash=BOOL         files of 0 bytes have hashes; some had none (OneDrive/onedrive-api-docs:issues/1704;
                              default: true)
drive.rewritten=LIST          names and extensions of files that business drives rewrite, separated by commas; office:
                              Office files and pages (OneDrive/onedrive-api-docs:issues/935); none (default: none)
drive.rewrite-bytes=N         bytes by which a rewritten file grows; may be negative (default: 317)
drive.make-parents=BOOL       creates missing folders of a path (default: true)
drive.quota-bytes=N           capacity of a drive in bytes; none: no limit (default: none)
drive.stub-lingers-ms=MS      milliseconds for which a deleted session still locks its name
                              (OneDrive/onedrive-api-docs:issues/989; default: 0)
drive.business-lifetime-ms=MS  lifetime of a session of a business drive in milliseconds, from its creation or its last
                              piece; 15 minutes (OneDrive/onedrive-api-docs:issues/1260; default: 900000)
drive.personal-lifetime-ms=MS  the same for personal drives; seven days (default: 604800000)
drive.tempauth-lifetime-ms=MS  lifetime of the token in an upload URL in milliseconds; a day
                              (OneDrive/onedrive-api-docs:issues/1570; default: 86400000)
drive.tempauth-refusal=N      status when it has expired: 401 (OneDrive/onedrive-api-docs:issues/1073) or 403 (default: 401)
drive.session-bumps-etag=BOOL  creating a session changes the eTag of the file it replaces
                              (OneDrive/onedrive-api-docs:issues/1716; default: false)
drive.source-url-refuses-replace=BOOL  personal drives refuse replace in a commit with sourceUrl
                              (OneDrive/onedrive-api-docs:issues/1616; default: false)
drive.escaped-names=BOOL      names in responses have percent escapes (default: false)
drive.responses=YEAR            form of responses to pieces and status queries: current, 2016
                              (OneDrive/onedrive-api-docs:issues/342), 2015 (OneDrive/onedrive-api-docs:issues/41)
                              (default: current)
drive.open-totals=BOOL        accepts pieces without a total, as in bytes 0-9/*
                              (microsoft/AI-in-One-Dashboard:pull/37; default: false)
drive.personal-commit=BOOL    a POST to the upload URL commits sessions of personal drives too (default: false)
drive.url=FORM                form of upload URLs. Business: drives (abraunegg/onedrive:issues/815), drive, double-slash,
                              unicode, v1e, proof-token (2017) (default: drives)
                              Personal: personal (abraunegg/onedrive:issues/3355), rup (2016 to 2024,
                              abraunegg/onedrive:issues/2825), up (the documentation) (default: personal)
drive.takes-tokens=BOOL       upload hosts ignore a token instead of answering 401, as until 2023
                              (rclone/rclone:issues/7405; default: false)";

/// Applies `NAME=VALUE`.
pub fn apply(config: &mut Config, setting: &str) -> Result<(), String> {
    let (name, value) = setting.split_once('=').ok_or("must be NAME=VALUE")?;
    match name.split_once('.') {
        None => general(config, name, value),
        Some(("throttle", name)) => throttle(config, name, value),
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

fn throttle(config: &mut Config, name: &str, value: &str) -> Result<(), String> {
    let rules = &mut config.throttle;
    match name {
        "mailbox-at-once" => rules.mailbox_at_once = optional(value, at_least_one)?,
        "mailbox-bytes" => rules.mailbox_bytes = optional(value, at_least_one)?,
        "mailbox-window-ms" => rules.mailbox_window_ms = at_least_one(value)?,
        "tenant-units" => rules.tenant_units = optional(value, at_least_one)?,
        "tenant-window-ms" => rules.tenant_window_ms = at_least_one(value)?,
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
        "responses" => rules.responses = choose(value, &RESPONSES)?,
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
    use crate::model::config::{Casing, RangeForm, ResponseStyle};
    use crate::model::drive::rules::HashRule;

    const LAWFUL: [&str; 60] = [
        "strict=true",
        "page-size=2",
        "visible-after-ms=5",
        "expiry=offset",
        "missing=x",
        "hidden-requests=2",
        "date-shift-ms=-5000",
        "throttle-grace-ms=5",
        "throttle.mailbox-at-once=4",
        "throttle.mailbox-bytes=1000000",
        "throttle.mailbox-window-ms=1000",
        "throttle.tenant-units=1200",
        "throttle.tenant-window-ms=1000",
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
        "drive.responses=2016",
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
        assert_eq!(config.todo.progress, ResponseStyle::new(Casing::Lower, RangeForm::Split));
        assert_eq!(config.todo.url, UrlForm::Query("a=b".into()));
        assert_eq!(config.drive.hash, HashRule::Blank);
        assert_eq!(config.drive.uneven, Uneven::FailsFrom(1 << 20));
        assert_eq!(config.drive.rewritten.len(), 9);
        let limits = [
            "throttle.mailbox-at-once",
            "throttle.mailbox-bytes",
            "throttle.tenant-units",
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
            "throttle.tenant-window-ms=0",
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

    /// Each setting of the help with its description, lines joined.
    fn help() -> Vec<(&'static str, String)> {
        let mut settings: Vec<(&str, String)> = Vec::new();
        for line in SETTINGS.lines() {
            let head = line.split(' ').next().unwrap_or_default();
            match head.split_once('=') {
                Some((name, _)) => settings.push((name, line.to_owned())),
                None => settings.iter_mut().last().into_iter().for_each(|(_, text)| text.push_str(line)),
            }
        }
        settings
    }

    #[test]
    fn the_help_has_every_setting_with_its_default() {
        let help = help();
        for setting in LAWFUL {
            let name = setting.split_once('=').unwrap().0;
            assert!(help.iter().any(|(known, _)| *known == name), "{name}");
        }
        for (name, text) in &help {
            let defaults: Vec<_> =
                text.split("default: ").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
            assert!(!defaults.is_empty() || *name == "missing", "{name}");
            for default in defaults {
                let mut config = Config::default();
                assert_eq!(apply(&mut config, &format!("{name}={default}")), Ok(()), "{name}");
                assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()), "{name}={default}");
            }
        }
    }
}
