use super::*;
use crate::graph::response::BodyEnd;

fn problem(status: u16, body: &str) -> Problem {
    let response = Response {
        status,
        headers: vec![],
        body: body.as_bytes().to_vec(),
        end: BodyEnd::Whole,
        early: false,
    };
    Problem::of(&response)
}

#[test]
fn every_documented_error_shape() {
    let cases: [(&str, &[&str], &str); 9] = [
        (
            r#"{"error":{"code":"badRequest","message":"No.","innerError":{"date":"d","request-id":"r"}}}"#,
            &["badRequest"],
            "No.",
        ),
        (
            r#"{"error":{"code":"invalidRange","message":"m","innererror":{"code":"fragmentOverlap"}}}"#,
            &["invalidRange", "fragmentOverlap"],
            "m",
        ),
        (
            r#"{"error":{"innerError":{"code":"expiredToken"},"code":"unauthenticated","message":"m"}}"#,
            &["unauthenticated", "expiredToken"],
            "m",
        ),
        (
            r#"{"error":{"code":"activityLimitReached","innerError":{"code":"throttledRequest","innerError":{"code":"quota"}}}}"#,
            &["activityLimitReached", "throttledRequest", "quota"],
            "",
        ),
        (r#"{"error":{"code":"ErrorXxx","message":"m"}}"#, &["ErrorXxx"], "m"),
        (
            r#"{"odata.error":{"code":"-1, X","message":{"lang":"en-US","value":"The value."}}}"#,
            &["-1, X"],
            "The value.",
        ),
        (r#"{"error":"range not satisfiable"}"#, &[], "range not satisfiable"),
        ("<!DOCTYPE HTML><html>…", &[], ""),
        ("", &[], ""),
    ];
    for (body, codes, message) in cases {
        let problem = problem(400, body);
        assert_eq!(problem.codes, codes, "{body}");
        assert_eq!(problem.words, message, "{body}");
    }
}

#[test]
fn nothing_secret_is_repeated() {
    let body = r#"{"error":{"code":"x","message":"see https://h/u?tempauth=abc\r\nok eyJhbGci"}}"#;
    assert_eq!(problem(400, body).words, "see […] ok […]");
}

#[test]
fn all_words_are_told_once() {
    for (body, words) in [
        (
            r#"{"error":{"code":"x","message":"Access denied","localizedMessage":"アクセスが拒否されました","innerError":{"message":"No role.","request-id":"r"}}}"#,
            "Access denied; No role.; アクセスが拒否されました",
        ),
        (r#"{"error":{"message":"Same.","localizedMessage":"Same."}}"#, "Same."),
        (r#"{"error":{"code":"UnknownError","message":"","innerError":{"message":"inner"}}}"#, "inner"),
        (
            r#"{"error":"invalid_token","error_description":"It has expired"}"#,
            "invalid_token; It has expired",
        ),
    ] {
        assert_eq!(problem(401, body).words, words, "{body}");
    }
}

#[test]
fn the_request_id_of_a_body_stands_in_for_a_header() {
    let body = r#"{"error":{"code":"x","innerError":{"request-id":"from-body"}}}"#;
    assert_eq!(problem(400, body).request_id, "from-body");
}

#[test]
fn claims_challenges_are_handed_on() {
    let response = |value: &str| Response {
        status: 401,
        headers: vec![("WWW-Authenticate".to_owned(), value.to_owned())],
        body: Vec::new(),
        end: BodyEnd::Whole,
        early: false,
    };
    for (value, claims) in [
        (r#"Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3MifQ==""#, "eyJhY2Nlc3MifQ=="),
        (r#"Bearer realm="", Claims="x""#, "x"),
        (r#"Bearer realm="""#, ""),
        ("Bearer claims=\"a\u{7f}b\"", ""),
        ("Bearer claims=\"cut", "cut"),
    ] {
        assert_eq!(Problem::of(&response(value)).claims, claims, "{value}");
    }
    assert_eq!(Problem::of(&response(&format!("claims=\"{}\"", "x".repeat(MAX_CLAIMS + 1)))).claims, "");
}

#[test]
fn who_has_answered() {
    for (body, origin) in [
        ("", Origin::Bare),
        (r#"{"error":{"code":"x"}}"#, Origin::Service),
        ("<html><title>Wi-Fi</title>", Origin::Page("Wi-Fi".into())),
        ("upstream connect error", Origin::Text("upstream connect error".into())),
        (r#"{"message":"forbidden"}"#, Origin::Text(String::new())),
    ] {
        assert_eq!(problem(403, body).origin, origin, "{body}");
    }
}

#[test]
fn endless_inner_errors_end() {
    let deep = (0..60)
        .fold(r#"{"code":"z"}"#.to_owned(), |inner, _| format!(r#"{{"code":"c","innerError":{inner}}}"#));
    assert_eq!(problem(400, &format!(r#"{{"error":{deep}}}"#)).codes.len(), MAX_INNER_ERRORS);
}
