//! Cleans foreign text for messages: keeps words in any language, removes what could be a secret.

/// Longest run of ASCII characters that is repeated. Tokens and the secret parts of URLs are
/// longer.
pub const MAX_WORD: usize = 64;

/// Longest foreign text that is repeated, in characters.
const MAX_MESSAGE: usize = 300;

/// Stands for an omitted part.
pub const MASK: &str = "[…]";

/// Prefixes and markers of secrets: `tempauth=`, `authtoken=`, `access_token=`, URLs, and JSON Web
/// Tokens.
const SECRET_NAMES: [&str; 4] = ["token=", "auth=", "://", "eyj"];

/// Cleans a foreign text for a message: no control characters, no URL, and no run of ASCII long
/// enough to be a token. Truncated by characters, so that no script is broken.
pub(crate) fn printable(text: &str) -> String {
    let ends_word = |c: char| c.is_control() || c.is_whitespace();
    let words = text.split(ends_word).filter(|word| !word.is_empty()).map(without_secrets);
    let masked = words.collect::<Vec<_>>().join(" ");
    // Truncated last: half of a secret word is still half a secret.
    masked.chars().take(MAX_MESSAGE).collect()
}

/// A word whose secret part is masked. Scripts without spaces may have a URL in the middle of a
/// word, and a URL may contain any script: the rest of the word is omitted from the run of ASCII
/// that starts it.
fn without_secrets(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let named = SECRET_NAMES.iter().filter_map(|name| lower.find(name)).min();
    let long = runs(word).find(|(_, run)| run.len() > MAX_WORD).map(|(at, _)| at);
    if opens_share(word) {
        return MASK.to_owned();
    }
    let first = named.map(|at| start_of_run(word, at)).into_iter().chain(long).min();
    match first {
        Some(at) => format!("{}{MASK}", &word[..at]),
        None => word.to_owned(),
    }
}

/// A path for people, without the token of a share.
pub(crate) fn without_token(path: &str) -> String {
    match path.strip_prefix("/shares/") {
        Some(rest) => format!("/shares/…{}", &rest[rest.find('/').unwrap_or(rest.len())..]),
        None => path.to_owned(),
    }
}

/// Whether a word of a foreign text contains the token of a share: `u!…`, `s!…`, or the text after
/// `/shares/`.
pub(crate) fn opens_share(word: &str) -> bool {
    let parts = word.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.~!".contains(c)));
    let is_token = |part: &str| part.len() > 2 && (part.starts_with("u!") || part.starts_with("s!"));
    word.contains("/shares/") || parts.into_iter().any(is_token)
}

/// The runs of ASCII in a word, with their positions.
fn runs(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    word.split(|c: char| !c.is_ascii()).map(move |run| {
        let begin = at + word[at..].find(run).unwrap_or_default();
        at = begin + run.len();
        (begin, run)
    })
}

fn start_of_run(word: &str, at: usize) -> usize {
    word[..at]
        .rfind(|c: char| !c.is_ascii())
        .map_or(0, |before| before + word[before..].chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_language_are_repeated() {
        let japanese = "この操作を実行するために必要なアクセス許可がありません。".repeat(4);
        assert_eq!(printable(&japanese), japanese);
        let chinese = "访问被拒绝。您没有执行此操作或访问此资源的权限。";
        assert_eq!(printable(chinese), chinese);
        let long = "長".repeat(1_000);
        assert_eq!(printable(&long).chars().count(), MAX_MESSAGE);
    }

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let token = "k".repeat(MAX_WORD + 1);
        for (text, shown) in [
            ("see https://h/u?tempauth=abc\r\nand more".to_owned(), "see […] and more".to_owned()),
            (format!("a {token} b"), "a […] b".to_owned()),
            ("詳細はhttps://h/größe?x=sECRETを参照".to_owned(), "詳細は[…]".to_owned()),
            (format!("令牌{token}无效"), "令牌[…]".to_owned()),
            ("uploadSession?tempauth=abc failed".to_owned(), "[…] failed".to_owned()),
            ("令牌eyJhbGci无效 ok".to_owned(), "令牌[…] ok".to_owned()),
            ("Access_Token=x".to_owned(), "[…]".to_owned()),
            ("HTTPS://H/X".to_owned(), "[…]".to_owned()),
        ] {
            assert_eq!(printable(&text), shown, "{text}");
        }
    }

    #[test]
    fn what_opens_a_share_is_not_repeated() {
        for word in
            ["s!AkijuZglD5hRjNJD", "'u!aHR0cHM'", "/v1.0/shares/abc/driveItem", "(s!a)", "x/u!b:/n.txt"]
        {
            assert_eq!(printable(&format!("no {word} there")), "no […] there");
        }
        let plain = "Thank you! It's s! b!x Files!";
        assert_eq!(printable(plain), plain);
    }

    #[test]
    fn words_as_long_as_may_be_are_repeated() {
        for (length, masked) in [(MAX_WORD, false), (MAX_WORD + 1, true)] {
            let word = "k".repeat(length);
            assert_eq!(printable(&word), if masked { MASK } else { word.as_str() });
        }
    }

    #[test]
    fn nothing_unprintable_is_repeated() {
        assert_eq!(printable("\u{1b}[31mred\u{7}\n\tx"), "[31mred x");
        assert_eq!(printable(""), "");
    }
}
