//! What a proxy requires of its user (RFC 9110, section 11.7.1).

/// The authentication schemes that are named: those that proxies are known to offer, and those of the
/// registry of HTTP Authentication Schemes. Any other text can be the password that the proxy was sent.
const KNOWN: [&str; 12] = [
    "Basic",
    "Bearer",
    "Digest",
    "DPoP",
    "HOBA",
    "Kerberos",
    "Mutual",
    "Negotiate",
    "NTLM",
    "OAuth",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
];

/// Stands for the others.
const UNKNOWN: &str = "an unknown scheme";

/// Explains a 407 from a proxy. `told` says whether it was sent a name and password.
pub(super) fn refusal(headers: &[(String, String)], told: bool) -> String {
    let offered = offered(headers);
    let basic = offered.contains(&"Basic");
    match offered.split_last() {
        Some((last, before)) if !basic => {
            let list = match before {
                [] => (*last).to_owned(),
                _ => format!("{} and {last}", before.join(", ")),
            };
            format!("it offers {list}, and only Basic is supported")
        }
        _ if told => "it rejected the name and password".to_owned(),
        _ => "it requires a name and password".to_owned(),
    }
}

/// The names of the authentication schemes, each once.
fn offered(headers: &[(String, String)]) -> Vec<&'static str> {
    // Proxies that send 401 instead of 407 name the header accordingly.
    let challenges = headers.iter().filter(|(name, _)| {
        name.eq_ignore_ascii_case("Proxy-Authenticate") || name.eq_ignore_ascii_case("WWW-Authenticate")
    });
    let mut names = Vec::new();
    for name in challenges.flat_map(|(_, value)| unquoted_parts(value)).filter_map(scheme) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The parts between commas outside of quoted strings.
fn unquoted_parts(value: &str) -> Vec<&str> {
    let (mut parts, mut begin) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                parts.push(&value[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&value[begin..]);
    parts
}

/// The scheme that a part begins with; a parameter of the scheme before has "=" after its name.
fn scheme(part: &str) -> Option<&'static str> {
    let part = part.trim();
    let name = part.split([' ', '\t']).next()?;
    if name.is_empty() || name.contains('=') || part[name.len()..].trim_start().starts_with('=') {
        return None;
    }
    Some(KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(UNKNOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> Vec<(String, String)> {
        values.iter().map(|value| ("proxy-authenticate".to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn schemes_are_found_in_whatever_form() {
        for (values, names) in [
            (&["NTLM"][..], &["NTLM"][..]),
            (&["Negotiate", "NTLM", "negotiate"], &["Negotiate", "NTLM"]),
            (&["Negotiate, NTLM TlRMTVNTUAACAAAA==,Kerberos"], &["Negotiate", "NTLM", "Kerberos"]),
            (
                &["Digest realm=\"a, Basic b\", qop = \"auth\", nonce=x, Basic realm=\"\\\", NTLM\""],
                &["Digest", "Basic"],
            ),
            (&["", ",,", "=x", "a=b"], &[]),
            (&["czNjcmV0, NTLM, s3cret s3cret"], &[UNKNOWN, "NTLM"]),
        ] {
            assert_eq!(offered(&headers(values)), names, "{values:?}");
        }
        assert!(offered(&[("X".to_owned(), "NTLM".to_owned())]).is_empty());
    }

    #[test]
    fn only_a_proxy_that_takes_them_refuses_name_and_password() {
        for told in [false, true] {
            let said = refusal(&headers(&["NTLM", "Negotiate", "Digest realm=\"s3cret\""]), told);
            assert!(said.starts_with("it offers NTLM, Negotiate and Digest, and"), "{said}");
            assert!(refusal(&headers(&["NTLM"]), told).starts_with("it offers NTLM, and"));
        }
        for values in [&["NTLM", "basic realm=x"][..], &[]] {
            assert_eq!(refusal(&headers(values), true), "it rejected the name and password");
            assert_eq!(refusal(&headers(values), false), "it requires a name and password");
        }
    }
}
