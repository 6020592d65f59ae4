//! Tokens in upload URLs. Each is valid for the URL before it only.
//!
//! The payload contains a hash of that URL: base64 of the SHA-256 of its text, unescaped and in
//! lower case. This was verified with published traces of business drives
//! (`abraunegg/onedrive:issues/815`) and one of Outlook. So another casing and other escapes before
//! the token do no harm, while the token itself is compared byte for byte.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The markers before tokens; what a token covers ends there. In 2017 two came in a row, and the
/// second has the hash.
const MARKERS: [&str; 3] = ["&tempauth=", "&access_token=", "?authtoken="];

/// The form of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenForm {
    /// A readable JSON Web Token: drives.
    Jwt,
    /// The same, with a signature: Outlook.
    Exchange,
    /// `v1e.`, a readable payload, and an opaque one.
    Sealed,
}

/// The content of a token.
pub struct Claims<'a> {
    /// The upload URL up to the marker.
    pub url: &'a str,
    /// Its audience.
    pub audience: &'a str,
    /// When it was issued.
    pub from_ms: u64,
    /// When it expires.
    pub until_ms: u64,
    /// The unguessable part.
    pub secret: &'a str,
}

/// How a requested upload URL relates to an issued one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same text.
    Same,
    /// Written differently, and covered by the token.
    Covered,
    /// Not covered by the token, or with another token.
    None,
}

/// Compares two upload URLs.
pub fn compare(given: &str, asked: &str) -> Relation {
    if given == asked {
        return Relation::Same;
    }
    match (split(given), split(asked)) {
        (Some((_, given)), Some((url, asked))) if given == asked => {
            if covers(asked, url) {
                Relation::Covered
            } else {
                Relation::None
            }
        }
        _ => Relation::None,
    }
}

/// Whether an upload URL has a token.
pub fn has_token(url: &str) -> bool {
    split(url).is_some()
}

/// Makes a token.
pub fn issue(form: TokenForm, claims: &Claims) -> String {
    let text = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let (from, until) = ((claims.from_ms / 1000).to_string(), (claims.until_ms / 1000).to_string());
    match form {
        TokenForm::Jwt | TokenForm::Exchange => {
            let algorithm = if form == TokenForm::Jwt { "none" } else { "RS256" };
            let header = text(json!({ "typ": "JWT", "alg": algorithm }));
            let payload = text(json!({
                "aud": claims.audience,
                "iss": "00000003-0000-0ff1-ce00-000000000000",
                "nbf": from,
                "exp": until,
                "endpointurl": STANDARD.encode(hash(claims.url)),
                "endpointurlLength": plain(claims.url).chars().count().to_string(),
                "isloopback": "True",
                "ver": "hashedprooftoken",
            }));
            format!("{header}.{payload}.{}", claims.secret)
        }
        TokenForm::Sealed => {
            let payload = text(json!({ "aud": claims.audience, "exp": until }));
            let sealed = [hash(claims.url).as_slice(), claims.secret.as_bytes()].concat();
            format!("v1e.{payload}.{}", URL_SAFE_NO_PAD.encode(sealed))
        }
    }
}

/// The URL up to its token's marker, and the rest, which belongs to the token.
fn split(url: &str) -> Option<(&str, &str)> {
    MARKERS.iter().find_map(|marker| url.find(marker)).map(|at| url.split_at(at))
}

/// Whether the token at the end of a URL is valid for the part before it.
fn covers(token: &str, url: &str) -> bool {
    let token = token.rsplit('=').next().unwrap_or_default();
    covered(token).is_some_and(|covered| covered == hash(url))
}

/// The hash in a token.
fn covered(token: &str) -> Option<Vec<u8>> {
    if let Some(rest) = token.strip_prefix("v1e.") {
        let sealed = URL_SAFE_NO_PAD.decode(rest.split('.').nth(1)?).ok()?;
        return sealed.get(..32).map(<[u8]>::to_vec);
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let payload: Value = serde_json::from_slice(&payload).ok()?;
    STANDARD.decode(payload["endpointurl"].as_str()?).ok()
}

fn hash(url: &str) -> Vec<u8> {
    Sha256::digest(plain(url).as_bytes()).to_vec()
}

/// A URL without escapes, in lower case. What is not an escape stays, such as `%u00e4`.
fn plain(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_covers_other_spellings_of_its_url() {
        let url = "https://contoso.sharepoint.com/_api/uploadSession?guid='a'&path='~tmp57_\u{e4}'";
        for form in [TokenForm::Jwt, TokenForm::Sealed] {
            let claims = Claims { url, audience: "a", from_ms: 0, until_ms: 1000, secret: "00ff" };
            let given = format!("{url}&tempauth={}", issue(form, &claims));
            let altered = |from: &str, to: &str| compare(&given, &given.replacen(from, to, 1));
            assert_eq!(compare(&given, &given), Relation::Same);
            assert_eq!(altered("'", "%27"), Relation::Covered);
            assert_eq!(altered("\u{e4}", "%C3%A4"), Relation::Covered);
            assert_eq!(altered("Contoso", "contoso"), Relation::Same);
            assert_eq!(altered("uploadSession", "uploadsession"), Relation::Covered);
            assert_eq!(altered("tmp57", "tmp58"), Relation::None);
            assert_eq!(altered("&tempauth", "&dc=0&tempauth"), Relation::None);
            assert_eq!(altered("tempauth=", "tempauth=%65"), Relation::None);
            assert_eq!(altered("&tempauth=", "&token="), Relation::None);
        }
    }

    #[test]
    fn the_payload_names_the_url() {
        let claims =
            Claims { url: "HTTP://h/%C3%A4", audience: "a", from_ms: 1000, until_ms: 2000, secret: "s" };
        let token = issue(TokenForm::Jwt, &claims);
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let payload: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(payload["endpointurl"], STANDARD.encode(Sha256::digest("http://h/\u{e4}")));
        assert_eq!([&payload["endpointurlLength"], &payload["nbf"], &payload["exp"]], ["10", "1", "2"]);
    }
}
