//! Upload URLs of drives.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{Config, DriveRules};
use graph_upload_simulator::model::drive::rules::{BusinessUrl, Flavour, PersonalUrl};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::common::drive::*;
use crate::common::{codes, request, text};

fn business_url(form: BusinessUrl) -> Model {
    model(DriveRules { business_url: form, ..DriveRules::default() })
}

fn personal_url(form: PersonalUrl) -> Model {
    model(DriveRules { flavour: Flavour::Personal, personal_url: form, ..DriveRules::default() })
}

#[test]
fn s10_the_token_covers_the_hash_of_the_url() {
    let model = &mut business();
    let url = create(model, &wish("replace", false));
    let (covered, token) = url.split_once("&tempauth=").unwrap();
    let part = |nth| -> Value {
        let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(nth).unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    assert_eq!(part(0)["alg"], "none");
    // There is no escape and no capital in it that the hash would not see through.
    let plain = covered.to_lowercase();
    assert_eq!(part(1)["endpointurl"], STANDARD.encode(Sha256::digest(&plain)));
    assert_eq!(part(1)["endpointurlLength"], plain.len().to_string());
    assert_eq!(part(1)["ver"], "hashedprooftoken");
}

#[test]
fn s10_other_spellings_of_what_the_token_covers_are_taken() {
    for form in [BusinessUrl::Drives, BusinessUrl::Sealed, BusinessUrl::ProofToken] {
        let model = &mut business_url(form);
        let url = create(model, &wish("fail", false));
        for altered in [
            url.replacen('\'', "%27", 1),
            url.replace('\'', "%27"),
            url.replacen("/_api/", "/_API/", 1),
            url.replacen("uploadSession", "upload%53ession", 1),
        ] {
            assert_ne!(altered, url);
            assert_eq!(request("GET", &altered).send(model).status, 200, "{altered}");
        }
        assert!(model.violations().is_empty());
        let (covered, token) = url.rsplit_once('.').unwrap();
        for altered in [
            url.replacen("overwrite=False", "overwrite=True", 1),
            url.replacen("path='", "path='x", 1),
            url.replacen("guid", "x=1&guid", 1),
            format!("{covered}.{}", token.to_uppercase()),
            format!("{url}&x=1"),
        ] {
            assert_ne!(altered, url);
            let response = request("GET", &altered).send(model);
            assert_eq!(codes(&response), "401 unauthenticated/invalidToken", "{altered}");
            assert!(response.header("x-ms-diagnostics").unwrap().starts_with("3000001;"));
            assert!(response.header("WWW-Authenticate").unwrap().starts_with("Bearer realm="));
        }
        assert_eq!(model.violations().len(), 5);
        assert_eq!(put(model, &url, 0, 10, 10).status, 201);
    }
}

#[test]
fn s10_another_spelling_is_a_violation_when_strict() {
    let model = &mut Model::new(Config::strict());
    let url = create(model, &wish("replace", false));
    assert_eq!(put(model, &url.replace('\'', "%27"), 0, PIECE, PIECE + 1).status, 202);
    assert_eq!(model.violations(), ["PUT with an upload URL that is not written as it was given out"]);
    assert_eq!(put(model, &url, PIECE, PIECE + 1, PIECE + 1).status, 201);
    assert_eq!(model.violations().len(), 1);
}

#[test]
fn urls_of_business_drives_in_every_form() {
    const HOST: &str = "https://contoso-my.sharepoint.com/";
    for (form, start, parts) in [
        (BusinessUrl::Drives, "personal/megan/_api/v2.0/drives/b!", ["/items/01", "&dc=0&tempauth=eyJ"]),
        (BusinessUrl::Drive, "personal/megan/_api/v2.0/drive/items/01", ["~tmp", "&dc=0&tempauth=eyJ"]),
        (BusinessUrl::DoubleSlash, "/personal/megan/_api/v2.0/drives/b!", ["~tmp", "&dc=0&tempauth=eyJ"]),
        (BusinessUrl::Unicode, "personal/megan/_api/v2.0/drives/b!", ["_%u00e4.bin'", "&dc=0&tempauth=eyJ"]),
        (
            BusinessUrl::Sealed,
            "personal/megan/_api/v2.0/drives/b!",
            ["_%C3%A4.bin'", "&dc=0&tempauth=v1e.eyJ"],
        ),
        (
            BusinessUrl::ProofToken,
            "personal/megan/_api/v2.0/drives/b!",
            ["&access_token=eyJ", "&prooftoken=eyJ"],
        ),
    ] {
        let model = &mut business_url(form);
        let url = text(
            &open(model, "/v1.0/me/drive/root:/%C3%A4.bin", &wish("rename", false)).value()["uploadUrl"],
        );
        assert!(url.starts_with(&format!("{HOST}{start}")), "{url}");
        assert!(
            url.contains("/uploadSession?guid='") && parts.iter().all(|part| url.contains(part)),
            "{url}"
        );
        assert!(url.contains("&overwrite=False&rename=True&"), "{url}");
        assert_eq!(put(model, &url, 0, PIECE, PIECE + 1).status, 202);
        assert_eq!(request("GET", &url).send(model).status, 200);
        assert_eq!(put(model, &url, PIECE, PIECE + 1, PIECE + 1).value()["name"], "ä.bin");
    }
    // A file that is addressed by its id needs no name.
    let model = &mut business();
    let id = existing(model);
    let file = format!("/v1.0/me/drive/items/{id}/createUploadSession");
    let url = text(&request("POST", &file).token().json("{}").send(model).value()["uploadUrl"]);
    assert!(url.contains(&format!("/items/{id}/uploadSession?guid='")) && !url.contains("path="), "{url}");
    assert!(url.contains("&overwrite=True&rename=False&"), "{url}");
}

#[test]
fn urls_of_personal_drives_in_every_form() {
    for (form, start) in
        [(PersonalUrl::Content, "/personal/"), (PersonalUrl::Rup, "/rup/"), (PersonalUrl::Up, "/up/")]
    {
        let model = &mut personal_url(form);
        let url = create(model, "{}");
        let path = url.strip_prefix("https://my.microsoftpersonalcontent.com").unwrap();
        assert!(path.starts_with(start), "{url}");
        match form {
            PersonalUrl::Content => {
                assert!(path.contains("/_api/v2.0/drives/b!") && path.contains("/items/01"), "{url}");
                assert!(
                    path.contains("/uploadSession?guid='") && path.contains("'&dc=0&tempauth=v1e."),
                    "{url}"
                );
                assert_eq!(request("GET", &url.replace('\'', "%27")).send(model).status, 200);
            }
            PersonalUrl::Rup => {
                assert!(url.len() > 1000 && path.contains("/4m") && path.contains("/4w"), "{url}");
            }
            PersonalUrl::Up => {}
        }
        assert_eq!(
            codes(&request("GET", &format!("{url}x")).send(model)).split(' ').next(),
            match form {
                PersonalUrl::Content => Some("401"),
                _ => Some("404"),
            }
        );
        assert_eq!(put(model, &url, 0, 10, 10).status, 201);
    }
}
