//! What a client needs in order to use the simulator.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::model::config::Hosts;
use crate::model::message::Role;

/// What does not change while the simulator runs.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The hosts.
    pub hosts: Hosts,
    /// The certificate authority as PEM; `None` with plain HTTP.
    pub ca_pem: Option<String>,
    /// Where the certificate authority was written; absolute.
    pub ca_file: Option<PathBuf>,
    /// Whether the page is served.
    pub has_page: bool,
}

impl About {
    /// The base URL of the Graph host with its version.
    pub fn base_url(&self) -> String {
        format!("{}/v1.0", self.hosts.base(Role::Graph))
    }

    /// The base URL of the control API.
    pub fn control_url(&self) -> String {
        format!("{}/_control", self.hosts.base(Role::Graph))
    }

    /// The URL of the page; `None` when it is not served.
    pub fn page_url(&self) -> Option<String> {
        self.has_page.then(|| format!("{}/", self.hosts.base(Role::Graph)))
    }

    /// The base URL of each host, by its name.
    pub fn hosts(&self) -> Value {
        let host = |role: &Role| (role.name().to_owned(), Value::from(self.hosts.base(*role)));
        Role::ALL.iter().map(host).collect::<Map<_, _>>().into()
    }

    /// The ready line: all of it, for the program that started the simulator.
    pub fn ready(&self, token: &str) -> Value {
        json!({
            "baseUrl": self.base_url(),
            "hosts": self.hosts(),
            "caFile": self.ca_file,
            "caPem": self.ca_pem,
            "token": token,
            "controlUrl": self.control_url(),
            "pageUrl": self.page_url(),
            "pid": std::process::id(),
        })
    }
}
