//! Options by name, for programs that have them as text: configuration files, command lines,
//! untyped languages.

use crate::client::limits::TimeLimit;
use crate::client::options::Options;
use crate::credentials::{TokenSource, check_token};
use crate::net::IpVersion;
use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::Cloud;
use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::kinds::values::{number, pair, word, yes_or_no};

/// A named option. The typed setter validates its value.
pub struct Named {
    /// Its name: that of the C API's setter without `gu_options_` and the verb.
    pub name: &'static str,
    /// The C API's setter.
    pub setter: &'static str,
    set: fn(&mut Options, &str) -> Result<(), Error>,
}

impl Named {
    /// Finds an option by its name.
    pub fn find(name: &str) -> Result<&'static Self, Error> {
        NAMED.iter().find(|named| named.name == name).ok_or_else(|| {
            let known = NAMED.iter().map(|named| named.name).collect::<Vec<_>>().join(", ");
            Error::argument(format!("option {name}: no such option; known: {known}"))
        })
    }

    /// Sets the option. Errors name it.
    pub fn set(&self, options: &mut Options, value: &str) -> Result<(), Error> {
        (self.set)(options, value).map_err(|error| {
            let message = format!("option {}: {error}", self.name);
            error.with(|details| details.message = message)
        })
    }
}

macro_rules! named {
    ($($name:literal $setter:literal => $set:expr;)*) => {
        &[$(Named { name: $name, setter: $setter, set: $set }),*]
    };
}

/// All named options.
pub static NAMED: &[Named] = named! {
    "token" "gu_options_set_token" => |options, value| {
        options.set_token(TokenSource::Fixed(check_token(value)?));
        Ok(())
    };
    "base_url" "gu_options_set_base_url" => Options::set_base_url;
    "cloud" "gu_options_set_cloud" => |options, value| {
        options.set_cloud(word(value, &CLOUDS)?);
        Ok(())
    };
    "upload_host" "gu_options_add_upload_host" => Options::add_upload_host;
    "api_version" "gu_options_set_api_version" => |options, value| {
        options.set_version(word(value, &[("v1.0", Version::V1), ("beta", Version::Beta)])?);
        Ok(())
    };
    "immutable_ids" "gu_options_set_immutable_ids" => |options, value| {
        options.set_immutable_ids(yes_or_no(value)?);
        Ok(())
    };
    "user_agent" "gu_options_set_user_agent" => Options::set_user_agent;
    "ca_pem" "gu_options_add_ca_pem" => |options, value| options.add_ca_pem(value.as_bytes());
    "ca_file" "gu_options_add_ca_file" => Options::add_ca_file;
    "platform_roots" "gu_options_set_platform_roots" => |options, value| {
        options.set_platform_roots(yes_or_no(value)?);
        Ok(())
    };
    "loopback" "gu_options_allow_loopback" => |options, value| {
        options.set_loopback(yes_or_no(value)?);
        Ok(())
    };
    "connect_timeout_ms" "gu_options_set_connect_timeout_ms" => |options, value| {
        options.set_time_limit(TimeLimit::Connect, number(value)?)
    };
    "stall_timeout_ms" "gu_options_set_stall_timeout_ms" => |options, value| {
        options.set_time_limit(TimeLimit::Stall, number(value)?)
    };
    "response_timeout_ms" "gu_options_set_response_timeout_ms" => |options, value| {
        options.set_time_limit(TimeLimit::Response, number(value)?)
    };
    "commit_response_timeout_ms" "gu_options_set_commit_response_timeout_ms" => |options, value| {
        options.set_time_limit(TimeLimit::CommitResponse, number(value)?)
    };
    "retry_budget" "gu_options_set_retry_budget" => |options, value| {
        let (attempts, ms) = pair(value)?;
        // Saturates, so that a value too large for u32 exceeds the limit and is reported.
        options.set_retry_budget(u32::try_from(number(attempts)?).unwrap_or(u32::MAX), number(ms)?)
    };
    "backoff_ms" "gu_options_set_backoff_ms" => |options, value| {
        let (first, longest) = pair(value)?;
        options.set_backoff(number(first)?, number(longest)?)
    };
    "locked_policy" "gu_options_set_locked_policy" => |options, value| {
        options.set_waits_for_locks(word(value, &[("wait", true), ("fail", false)])?);
        Ok(())
    };
    "settle_ms" "gu_options_set_settle_ms" => |options, value| options.set_settle_time(number(value)?);
    "baseline" "gu_options_set_baseline" => |options, value| {
        options.set_quick(word(value, &[("careful", false), ("quick", true)])?);
        Ok(())
    };
    "one_request_bytes" "gu_options_set_one_request_bytes" => |options, value| {
        options.set_one_request(number(value)?)
    };
    "piece_bytes" "gu_options_set_piece_bytes" => |options, value| {
        options.set_piece(Some(number(value)?).filter(|bytes| *bytes > 0))
    };
    "proxy" "gu_options_set_proxy" => |options, value| {
        options.set_proxy(Some(value).filter(|value| !value.is_empty()))
    };
    "no_proxy" "gu_options_set_no_proxy" => |options, value| options.set_no_proxy(Some(value));
    "client_certificate_files" "gu_options_set_client_certificate_files" => |options, value| {
        let (chain, key) = pair(value)?;
        options.set_client_certificate_files(chain, key)
    };
    "ip_version" "gu_options_set_ip_version" => |options, value| {
        options.set_ip_version(word(
            value,
            &[("any", IpVersion::Any), ("4", IpVersion::V4), ("6", IpVersion::V6)],
        )?);
        Ok(())
    };
    "rate_limit" "gu_options_set_rate_limit" => |options, value| {
        options.set_rate_limit(Some(number(value)?).filter(|rate| *rate > 0))
    };
};

const CLOUDS: [(&str, Cloud); 6] = [
    ("global", Cloud::Global),
    ("us-gov-l4", Cloud::UsGovL4),
    ("us-gov-l5", Cloud::UsGovL5),
    ("china", Cloud::China),
    ("bleu", Cloud::Bleu),
    ("delos", Cloud::Delos),
];

#[cfg(test)]
mod tests {
    use super::*;
    use graph_upload_core::error::Status;

    /// A valid value of each option.
    fn good(name: &str) -> &'static str {
        match name {
            "token" => "eyJ0",
            "base_url" => "https://graph.microsoft.us",
            "cloud" => "china",
            "upload_host" => "files.example.com",
            "api_version" => "beta",
            "user_agent" => "App/1",
            "retry_budget" => "3,5000",
            "backoff_ms" => "10,100",
            "locked_policy" => "fail",
            "baseline" => "quick",
            "piece_bytes" => "327680",
            "proxy" => "http://proxy:3128",
            "no_proxy" => "localhost",
            "ip_version" => "4",
            "rate_limit" => "1000000",
            name if name.ends_with("_ms") => "1000",
            _ => "1",
        }
    }

    #[test]
    fn every_option_takes_its_value_and_names_itself_when_it_does_not() {
        for named in NAMED {
            // Files and certificates have their own tests.
            let is_pem = named.name.starts_with("ca_") || named.name == "client_certificate_files";
            let mut options = Options::new();
            let good = named.set(&mut options, good(named.name));
            assert_eq!(good.is_ok(), !is_pem, "{}: {good:?}", named.name);
            let bad = if named.name == "no_proxy" { "a/b/c" } else { "\u{7}" };
            let error = named.set(&mut options, bad).expect_err(named.name);
            assert_eq!(error.status(), Status::Argument);
            assert!(error.to_string().starts_with(&format!("option {}: ", named.name)), "{error}");
        }
    }

    #[test]
    fn the_limits_are_those_of_the_typed_setters() {
        for (name, value, words) in [
            ("connect_timeout_ms", "0", "time limit in ms"),
            ("connect_timeout_ms", "-1", "is not a number"),
            ("retry_budget", "8", "two values"),
            ("retry_budget", "4294967296,1", "retry attempts"),
            ("piece_bytes", "62586881", "62586880"),
            ("one_request_bytes", "250000001", "250000000"),
            ("baseline", "fast", "careful, quick"),
            ("cloud", "mars", "global, us-gov-l4"),
            ("immutable_ids", "perhaps", "1, 0, true"),
        ] {
            let error = Named::find(name).and_then(|named| named.set(&mut Options::new(), value));
            let error = error.expect_err(name).to_string();
            assert!(error.contains(words), "{name}={value}: {error}");
        }
        let unknown = Named::find("conect_timeout_ms").err().expect("there is none").to_string();
        assert!(
            unknown.contains("conect_timeout_ms") && unknown.contains("connect_timeout_ms, "),
            "{unknown}"
        );
    }
}
