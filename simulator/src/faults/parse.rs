//! Parsing faults.

use std::str::FromStr;

use super::{Action, Fault, FaultResponse, When};
use crate::model::kind::Kind;

/// The grammar, for `--help` and error messages.
pub const GRAMMAR: &str = "\
WHEN=WHAT: when a request matches WHEN, do WHAT. Sizes and offsets are in bytes, times (MS) in milliseconds.

WHEN  KIND[:N[xTIMES]][>BYTES][@PART]
      KIND   any, create, piece, last (piece), status, delete, inline, look-up, commit, other
      N      the Nth matching request, counted from 1; * means every one (default: 1)
      TIMES  number of matching requests in a row; * means all that follow (default: 1)
      BYTES  only requests whose body is longer than this
      PART   only requests whose method, a space and URL contain this text, such as @/content or @DELETE

WHAT  [delay:MS,]ACTION, or delay:MS alone
      RESPONSE           responds without handling the request, as in 503;retry-after: 1;body={\"error\":{}}
      after:RESPONSE     handles the request, then responds with RESPONSE
      early:RESPONSE     responds before reading the body, then closes the connection
      hold:RESPONSE      responds before reading the body, then keeps the connection open and never reads
      lose            handles the request, then closes the connection without a response
      cut:BYTES       closes the connection after BYTES of the body; stores nothing
      cut-keep:BYTES  the same, but stores the bytes read
      stall:BYTES     stops reading after BYTES of the body, never responds, and keeps the connection open
      keep:BYTES      stores the first BYTES of the piece, ignores the rest, and says so
      keep-then:BYTES:RESPONSE  the same, but responds with RESPONSE
      commit-later:MS:RESPONSE  stores the piece and responds with RESPONSE, but the commit takes MS; until then the
                      session reports no missing range
      ranges:A,B      handles the request, then reports these missing ranges; ranges: alone reports an empty list
      truncate:BYTES  handles the request, then closes the connection after BYTES of the response body
      forget          first forgets the session, as if it had expired
      forget-then:RESPONSE  forgets the session, then responds with RESPONSE
      rewind:OFFSET   first discards the bytes of the session from OFFSET on
      rotate-token    first replaces the token
      other-writes:BYTES:ADDRESS  first, another client stores a file of BYTES, at an address such as
                      me/drive/root:/a/b.txt or me/messages/M/attachments/NAME
      other-removes:ADDRESS  first, another client removes that file
      quota:BYTES     limits the capacity of drives from now on; quota:none lifts the limit
      shift-date:MS   shifts the Date headers from now on; MS may be negative
      throttle:MS[:STATUS]  refuses this request and all that follow for MS, with STATUS (default: 429) and Retry-After;
                      requests to the same host and mailbox (or tenant) during that time are violations

RESPONSE STATUS[;NAME: VALUE]…[;error=CODE[,MESSAGE]] or [;body=TEXT]; STATUS from 200 to 999
      error=CODE,MESSAGE is short for a body in the service's error format, as in 504;error=UnknownError
      {base} in a value or body is replaced by the base URL of the Graph host; {outlook}, {sharepoint}, {personal}
      and {print} by those of the upload hosts";

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Fault, String> {
        // The part after @ may contain an equals sign, the action's name never does.
        let (when, what) = split_at_action(text).ok_or_else(|| format!("must be WHEN=WHAT, not {text:?}"))?;
        let when = parse_when(when)?;
        match what.strip_prefix("delay:").map(|rest| rest.split_once(',').unwrap_or((rest, ""))) {
            None => Ok(when.act(parse_action(what)?)),
            Some((delay, "")) => Ok(when.delay_ms(number(delay)?)),
            Some((delay, action)) => Ok(when.act(parse_action(action)?).delayed_ms(number(delay)?)),
        }
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<When, String> {
        parse_when(text)
    }
}

fn split_at_action(text: &str) -> Option<(&str, &str)> {
    let known = |what: &str| {
        let name = what.split([':', ';', ',']).next().unwrap_or_default();
        name.parse::<u16>().is_ok() || NAMES.contains(&name)
    };
    let mut splits = text.match_indices('=').map(|(i, _)| (&text[..i], &text[i + 1..]));
    splits.find(|(_, what)| known(what)).or_else(|| text.split_once('='))
}

const NAMES: [&str; 22] = [
    "delay",
    "after",
    "early",
    "hold",
    "lose",
    "cut",
    "cut-keep",
    "stall",
    "keep",
    "keep-then",
    "commit-later",
    "ranges",
    "truncate",
    "forget",
    "forget-then",
    "rewind",
    "rotate-token",
    "other-writes",
    "other-removes",
    "quota",
    "shift-date",
    "throttle",
];

fn parse_when(text: &str) -> Result<When, String> {
    let (text, part) = text.split_once('@').map_or((text, None), |(text, part)| (text, Some(part)));
    let (text, longer_than) = text.split_once('>').map_or((text, None), |(text, bytes)| (text, Some(bytes)));
    let (name, count) = text.split_once(':').map_or((text, None), |(name, count)| (name, Some(count)));
    let mut when = match name {
        "any" => Fault::any(),
        "last" => Fault::on_last_piece(),
        name => match Kind::ALL.iter().find(|kind| kind.name() == name) {
            Some(kind) => Fault::on(*kind),
            None => return Err(format!("no such kind of request: {name:?}; known: {}", kinds().join(", "))),
        },
    };
    when.part = part.map(str::to_owned);
    when.longer_than = longer_than.map(number).transpose()?;
    match count.map(|count| count.split_once('x').unwrap_or((count, "1"))) {
        None => Ok(when),
        Some(("*", _)) if count == Some("*") => Ok(when.always()),
        Some(("*", _)) => Err("* means every request, so xTIMES cannot follow it".to_owned()),
        Some((nth, "*")) => Ok(when.nth(counted(nth)?).always()),
        Some((nth, times)) => Ok(when.nth(counted(nth)?).times(counted(times)?)),
    }
}

fn kinds() -> Vec<&'static str> {
    ["any", "last"].into_iter().chain(Kind::ALL.iter().map(|kind| kind.name())).collect()
}

fn parse_action(text: &str) -> Result<Action, String> {
    let (name, rest) = text.split_once(':').unwrap_or((text, ""));
    Ok(match name {
        "after" => Action::After(parse_response(rest)?),
        "early" => Action::Early { response: parse_response(rest)?, hold: false },
        "hold" => Action::Early { response: parse_response(rest)?, hold: true },
        "lose" => Action::LoseResponse,
        "cut" => Action::Cut { after: number(rest)?, keep: false },
        "cut-keep" => Action::Cut { after: number(rest)?, keep: true },
        "stall" => Action::Stall(number(rest)?),
        "keep" => Action::Keep(number(rest)?),
        "keep-then" => {
            let (bytes, response) = number_and_response(rest)?;
            Action::KeepThen(bytes, response)
        }
        "commit-later" => {
            let (ms, response) = number_and_response(rest)?;
            Action::CommitLater(ms, response)
        }
        "ranges" if rest.is_empty() => Action::Ranges(Vec::new()),
        "ranges" => Action::Ranges(rest.split(',').map(str::to_owned).collect()),
        "truncate" => Action::Truncate(number(rest)?),
        "forget" => Action::Forget,
        "forget-then" => Action::ForgetThen(parse_response(rest)?),
        "rewind" => Action::Rewind(number(rest)?),
        "rotate-token" => Action::RotateToken,
        "other-writes" => {
            let (bytes, address) =
                rest.split_once(':').ok_or_else(|| format!("must be BYTES:ADDRESS, not {rest:?}"))?;
            Action::OtherWrites(number(bytes)?, address.to_owned())
        }
        "other-removes" => Action::OtherRemoves(rest.to_owned()),
        "quota" if rest == "none" => Action::Quota(None),
        "quota" => Action::Quota(Some(number(rest)?)),
        "shift-date" => Action::ShiftDate(number(rest)?),
        "throttle" => {
            let (ms, status) = rest.split_once(':').unwrap_or((rest, "429"));
            Action::Throttle(number(ms)?, number(status)?)
        }
        _ => Action::Instead(parse_response(text)?),
    })
}

fn number_and_response(text: &str) -> Result<(u64, FaultResponse), String> {
    let (count, response) =
        text.split_once(':').ok_or_else(|| format!("must be NUMBER:RESPONSE, not {text:?}"))?;
    Ok((number(count)?, parse_response(response)?))
}

fn parse_response(text: &str) -> Result<FaultResponse, String> {
    let (text, body) = text.split_once(";body=").unwrap_or((text, ""));
    let (text, error) = match text.split_once(";error=") {
        Some((text, error)) if body.is_empty() => (text, Some(error)),
        Some(_) => return Err(format!("either error= or body=, not both: {text:?}")),
        None => (text, None),
    };
    let mut parts = text.split(';');
    let status = parts.next().unwrap_or_default();
    let status = status.parse().ok().filter(|status| (200..1000).contains(status));
    let mut response = FaultResponse::new(
        status.ok_or_else(|| format!("neither an action nor a status from 200 to 999: {text:?}"))?,
    )
    .body(body);
    for header in parts {
        let (name, value) = header
            .split_once([':', '='])
            .ok_or_else(|| format!("a header must be NAME: VALUE, not {header:?}"))?;
        response = response.with(name.trim(), value.trim());
    }
    let Some(error) = error else { return Ok(response) };
    let (code, message) = error.split_once(',').unwrap_or((error, ""));
    Ok(response.error(code, message))
}

fn counted(text: &str) -> Result<u64, String> {
    number(text).ok().filter(|count| *count > 0).ok_or_else(|| format!("not a number from 1 on: {text:?}"))
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("not a number: {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_what_the_builder_means() {
        let busy = FaultResponse::new(503).with("retry-after", "1");
        for (text, fault) in [
            ("piece:2=503;retry-after=1", Fault::on(Kind::Piece).nth(2).instead(busy.clone())),
            ("piece:2=503;retry-after: 1", Fault::on(Kind::Piece).nth(2).instead(busy.clone())),
            (
                "create=504;retry-after: 1;error=UnknownError",
                Fault::on(Kind::Create)
                    .instead(FaultResponse::new(504).with("retry-after", "1").error("UnknownError", "")),
            ),
            (
                "last=after:503;error=serviceNotAvailable,Busy; later",
                Fault::on_last_piece()
                    .after(FaultResponse::new(503).error("serviceNotAvailable", "Busy; later")),
            ),
            ("last=lose", Fault::on_last_piece().lose_response()),
            ("any:*@a=b=cut:10", Fault::any().always().containing("a=b").cut(10, false)),
            (
                "status:3x2=delay:250,truncate:4",
                Fault::on(Kind::Status).nth(3).times(2).act(Action::Truncate(4)).delayed_ms(250),
            ),
            ("create=delay:5", Fault::on(Kind::Create).delay_ms(5)),
            (
                "create=200;body={\"uploadUrl\":\"{base}/a;b=1\"}",
                Fault::on(Kind::Create)
                    .instead(FaultResponse::new(200).body("{\"uploadUrl\":\"{base}/a;b=1\"}")),
            ),
            (
                "piece=ranges:0-,5-9",
                Fault::on(Kind::Piece).act(Action::Ranges(vec!["0-".into(), "5-9".into()])),
            ),
            ("piece=ranges:", Fault::on(Kind::Piece).act(Action::Ranges(Vec::new()))),
            ("piece=hold:429", Fault::on(Kind::Piece).early(FaultResponse::new(429), true)),
            (
                "piece=keep-then:9:503;retry-after=1",
                Fault::on(Kind::Piece).act(Action::KeepThen(9, busy.clone())),
            ),
            (
                "last=commit-later:5000:503;retry-after=1",
                Fault::on_last_piece().act(Action::CommitLater(5000, busy.clone())),
            ),
            (
                "look-up@a=other-writes:9:me/drive/root:/a",
                Fault::on(Kind::LookUp)
                    .containing("a")
                    .act(Action::OtherWrites(9, "me/drive/root:/a".into())),
            ),
            ("look-up=other-removes:x:y", Fault::on(Kind::LookUp).act(Action::OtherRemoves("x:y".into()))),
            ("piece=quota:none", Fault::on(Kind::Piece).act(Action::Quota(None))),
            ("piece=shift-date:-5", Fault::on(Kind::Piece).act(Action::ShiftDate(-5))),
            ("piece=throttle:2000", Fault::on(Kind::Piece).act(Action::Throttle(2000, 429))),
            ("piece=throttle:2000:503", Fault::on(Kind::Piece).act(Action::Throttle(2000, 503))),
            ("piece=stall:9", Fault::on(Kind::Piece).act(Action::Stall(9))),
            (
                "piece:*>9@a=503",
                Fault::on(Kind::Piece)
                    .always()
                    .longer_than(9)
                    .containing("a")
                    .instead(FaultResponse::new(503)),
            ),
            ("piece:3x*=rotate-token", Fault::on(Kind::Piece).nth(3).always().act(Action::RotateToken)),
            ("piece=truncate:0", Fault::on(Kind::Piece).act(Action::Truncate(0))),
            ("status=rewind:5", Fault::on(Kind::Status).act(Action::Rewind(5))),
            ("status=forget", Fault::on(Kind::Status).act(Action::Forget)),
            ("piece=quota:5", Fault::on(Kind::Piece).act(Action::Quota(Some(5)))),
            ("piece=keep:5", Fault::on(Kind::Piece).act(Action::Keep(5))),
            ("piece=after:504", Fault::on(Kind::Piece).after(FaultResponse::new(504))),
            ("piece=early:504", Fault::on(Kind::Piece).early(FaultResponse::new(504), false)),
            (
                "status=forget-then:400",
                Fault::on(Kind::Status).act(Action::ForgetThen(FaultResponse::new(400))),
            ),
            ("look-up=cut-keep:7", Fault::on(Kind::LookUp).cut(7, true)),
        ] {
            // Written and parsed again, a fault stays the same.
            assert_eq!(fault.to_string().parse(), Ok(fault.clone()), "{fault}");
            assert_eq!(text.parse(), Ok(fault), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "piece",
            "piece=",
            "pieces=503",
            "piece:x=503",
            "piece:0=503",
            "piece:1x0=503",
            "piece:*x2=503",
            "piece=99",
            "piece=503;x",
            "piece=503;error=x;body=y",
            "piece=cut:",
            "piece=explode",
            "piece>x=503",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
