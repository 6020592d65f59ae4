//! onedrive-api and opendal, unchanged, against the simulator.
//!
//! Both know the service's hosts alone, and take a client of reqwest: it goes to Graph by a proxy (see common/way.py),
//! and trusts the simulator. The findings are those of common/findings.mjs.

mod dal;
mod onedrive;

use std::env;
use std::error::Error;
use std::fs;

type Outcome = Result<(), Box<dyn Error>>;

/// What the script says.
struct Setting {
    client: reqwest::Client,
    token: String,
    files: String,
}

impl Setting {
    fn read() -> Result<Setting, Box<dyn Error>> {
        let way = reqwest::Url::parse(&env::var("WAY")?)?;
        let to_graph =
            move |url: &reqwest::Url| (url.host_str() == Some("graph.microsoft.com")).then(|| way.clone());
        let trusted = reqwest::Certificate::from_pem_bundle(&fs::read(env::var("CAS")?)?)?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .proxy(reqwest::Proxy::custom(to_graph))
            .tls_certs_only(trusted)
            .build()?;
        Ok(Setting { client, token: env::var("TOKEN")?, files: env::var("FILES")? })
    }

    fn bytes(&self, name: &str) -> std::io::Result<Vec<u8>> {
        fs::read(format!("{}/{name}", self.files))
    }
}

fn say(text: &str, outcome: Outcome) {
    match outcome {
        Ok(()) => println!("pass {text}"),
        Err(error) => println!("fail {text}: {}", format!("{error:?}").replace('\n', " ")),
    }
}

/// The bytes stored at a path must be those of a file.
fn same(path: &str, name: &str) {
    println!("same {path} {name}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a provider is set already")?;
    let setting = Setting::read()?;
    for case in env::var("CASES")?.split(' ') {
        match case {
            "onedrive-api" => onedrive::all(&setting).await,
            "opendal" => dal::all(&setting).await,
            _ => return Err(format!("no such case: {case}").into()),
        }
    }
    Ok(())
}
