//! The proxy of a connection, from the options, the environment or the system.
//!
//! The environment is read as by curl (curl(1), "ENVIRONMENT"): `https_proxy` and `all_proxy` name
//! the proxy, `no_proxy` the hosts reached without it, each also in upper case, with lower
//! priority; an empty one counts as unset. Two things differ: loopback hosts never use a proxy of
//! the environment, which is meant for other hosts, and an unusable proxy is an error, because
//! ignoring it would bypass it. If the environment names none, the system may (`system_proxy`).

use std::ffi::OsString;

use zeroize::Zeroizing;

use crate::proxy::bypass::Bypass;
use crate::proxy::server::Proxy;
use crate::proxy::system::Settings;
use graph_upload_core::graph::url::Host;

/// Which connections go through a proxy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    proxy: Option<Proxy>,
    bypass: Bypass,
    /// Whether loopback hosts bypass it, listed or not.
    spares_loopback: bool,
}

impl Proxies {
    /// No proxy.
    pub fn none() -> Self {
        Self::default()
    }

    /// One proxy for all hosts but some.
    pub fn through(proxy: Proxy, bypass: Bypass) -> Self {
        Self { proxy: Some(proxy), bypass, spares_loopback: false }
    }

    /// The proxy of the environment now, or else of the system; `bypass` replaces their lists. The
    /// error names the variable.
    pub fn from_environment(bypass: Option<Bypass>) -> Result<Self, String> {
        match Self::from_variables(|name| std::env::var_os(name), bypass.clone())? {
            Some(proxies) => Ok(proxies),
            None => {
                Settings::read().map_or_else(|| Ok(Self::none()), |said| Self::from_system(&said, bypass))
            }
        }
    }

    fn from_system(settings: &Settings, bypass: Option<Bypass>) -> Result<Self, String> {
        let Some(text) = settings.proxy() else { return Ok(Self::none()) };
        let proxy = Proxy::parse(text).map_err(|error| format!("proxy settings of the system: {error}"))?;
        let bypass = bypass.unwrap_or_else(|| settings.bypass());
        Ok(Self { proxy: Some(proxy), bypass, spares_loopback: true })
    }

    fn from_variables(
        get: impl Fn(&str) -> Option<OsString>,
        bypass: Option<Bypass>,
    ) -> Result<Option<Self>, String> {
        let first = |names: &[&'static str]| {
            let mut set = names.iter().map(|&name| (name, get(name).unwrap_or_default()));
            set.find(|(_, value)| !value.is_empty())
        };
        let Some((name, value)) = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]) else {
            return Ok(None);
        };
        let told = |what: &str| format!("environment variable {name}: {what}");
        let value = value.into_string().map(Zeroizing::new).map_err(|_| told("it is not UTF-8"))?;
        let proxy = Proxy::parse(&value).map_err(|error| told(&error))?;
        let listed = || {
            let list = first(&["no_proxy", "NO_PROXY"]).map(|(_, list)| list).unwrap_or_default();
            Bypass::parse_shared(&list.to_string_lossy())
        };
        let bypass = bypass.unwrap_or_else(listed);
        Ok(Some(Self { proxy: Some(proxy), bypass, spares_loopback: true }))
    }

    /// The proxy for a host, if there is one.
    pub(super) fn on_the_way_to(&self, host: &Host<'_>, port: u16) -> Option<&Proxy> {
        let direct = (self.spares_loopback && host.is_local()) || self.bypass.covers(host, port);
        self.proxy.as_ref().filter(|_| !direct)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy for a host with these variables.
    fn way(variables: &[(&str, &str)], host: &str) -> Option<String> {
        let get = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into());
        let proxies = Proxies::from_variables(get, None).unwrap()?;
        proxies.on_the_way_to(&Host::parse(host).unwrap(), 443).map(|proxy| proxy.host.clone())
    }

    #[test]
    fn the_environment_names_the_proxy() {
        let found = Some("a".to_owned());
        assert_eq!(way(&[], "graph"), None);
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            assert_eq!(way(&[(name, "a")], "graph"), found);
            assert_eq!(way(&[(name, "")], "graph"), None);
            for direct in ["localhost", "x.localhost", "127.0.0.1", "[::1]"] {
                assert_eq!(way(&[(name, "a")], direct), None);
            }
        }
        assert_eq!(way(&[("http_proxy", "a"), ("HTTP_PROXY", "a")], "graph"), None);
        assert_eq!(way(&[("HTTPS_PROXY", "b"), ("https_proxy", "a"), ("all_proxy", "c")], "graph"), found);
        assert_eq!(way(&[("HTTPS_PROXY", "a"), ("https_proxy", "")], "graph"), found);
        assert_eq!(way(&[("ALL_PROXY", "a"), ("no_proxy", "graph")], "graph"), None);
        assert_eq!(way(&[("ALL_PROXY", "a"), ("NO_PROXY", "graph"), ("no_proxy", "x")], "graph"), found);
    }

    #[test]
    fn a_useless_variable_is_named_and_not_quoted() {
        let get = |name: &str| (name == "ALL_PROXY").then(|| "https://u:s3cret@h".into());
        let told = Proxies::from_variables(get, None).unwrap_err();
        assert!(told.contains("ALL_PROXY") && !told.contains("s3cret"), "{told}");
    }

    #[test]
    fn a_list_of_the_callers_takes_the_place_of_the_environments() {
        let get = |name: &str| (name != "no_proxy").then(|| "a".into());
        let proxies = Proxies::from_variables(get, Some(Bypass::default())).unwrap().unwrap();
        assert!(proxies.on_the_way_to(&Host::Name("a"), 443).is_some());
    }

    #[test]
    fn the_system_names_the_proxy() {
        let way = |settings: &Settings, bypass, host| {
            let proxies = Proxies::from_system(settings, bypass).unwrap();
            proxies.on_the_way_to(&Host::parse(host).unwrap(), 443).map(|proxy| proxy.host.clone())
        };
        let found = Some("a".to_owned());
        let settings = Settings::new("http=b:1;https=a:2", "<local>;*.example");
        assert_eq!(way(&settings, None, "graph.microsoft.com"), found);
        assert_eq!(way(&settings, None, "x.example"), None);
        assert_eq!(way(&settings, Some(Bypass::default()), "x.example"), found);
        assert_eq!(way(&settings, Some(Bypass::default()), "localhost"), None);
        assert_eq!(way(&Settings::new("http=b:1", ""), None, "graph.microsoft.com"), None);
        let told = Proxies::from_system(&Settings::new("https=https://a", ""), None).unwrap_err();
        assert!(told.starts_with("proxy settings of the system: TLS to the proxy"), "{told}");
    }
}
