//! The page, `/`, and its files, `/_control/page/FILE`. Its scripts use only the documented resources.

use hyper::header::{CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY};
use hyper::{Method, Response};

use super::answer::{self, Answer, Refusal};
use crate::http::Body;

/// Allows only resources of the simulator, no inline scripts or styles, and no framing, because the page shows data from
/// clients. `blob:` is for image previews, `data:` for the empty icon.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! script {
    ($name:literal) => {
        ($name, SCRIPT, include_str!(concat!("../../page/", $name)))
    };
}

/// Name, media type and text of each file.
const FILES: [(&str, &str, &str); 18] = [
    ("page.css", STYLE, include_str!("../../page/page.css")),
    script!("api.js"),
    script!("bar.js"),
    script!("client.js"),
    script!("dom.js"),
    script!("faults.js"),
    script!("feed.js"),
    script!("files.js"),
    script!("form.js"),
    script!("page.js"),
    script!("preview.js"),
    script!("ranges.js"),
    script!("requests.js"),
    script!("sessions.js"),
    script!("settings.js"),
    script!("text.js"),
    script!("uploads.js"),
    script!("violations.js"),
];

/// The page.
pub fn index(method: &Method) -> Answer {
    if method != Method::GET {
        return Err(Refusal::new(405, format!("{method} is not allowed on the page; use GET")).allow("GET"));
    }
    Ok(document(HTML, include_str!("../../page/index.html")))
}

/// A file of the page.
pub fn part(name: &str) -> Answer {
    let file = FILES.iter().find(|(known, _, _)| *known == name);
    let (_, content_type, text) =
        file.ok_or_else(|| Refusal::new(404, format!("the page has no file {name:?}")))?;
    Ok(document(content_type, text))
}

fn document(content_type: &'static str, text: &'static str) -> Response<Body> {
    let mut response = answer::bytes(content_type, text.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a script imports: the text between `from "./` and the quotation mark.
    fn imports(text: &str) -> impl Iterator<Item = &str> {
        text.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next())
    }

    #[test]
    fn every_part_is_there_and_used() {
        let index = include_str!("../../page/index.html");
        let scripts = FILES.iter().map(|(_, _, text)| *text);
        let mut wanted: Vec<&str> = scripts.flat_map(imports).collect();
        wanted.extend(index.split("\"/_control/page/").skip(1).filter_map(|rest| rest.split('"').next()));
        wanted.sort_unstable();
        wanted.dedup();
        let mut known: Vec<&str> = FILES.iter().map(|(name, _, _)| *name).collect();
        known.sort_unstable();
        assert_eq!(wanted, known);
    }

    #[test]
    fn no_markup_is_made_of_text() {
        for (name, _, text) in FILES {
            for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc", "eval("] {
                assert!(!text.contains(way), "{name} uses {way}");
            }
        }
        let index = include_str!("../../page/index.html");
        assert!(!index.contains("<style") && !index.contains(" style=") && !index.contains("http"));
    }
}
