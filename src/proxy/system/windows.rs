//! Asks WinHTTP, which knows both the user's settings and those of `netsh winhttp`.

use std::ptr;

use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NAMED_PROXY, WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO,
    WinHttpGetDefaultProxyConfiguration, WinHttpGetIEProxyConfigForCurrentUser,
};
use windows_sys::core::PWSTR;

use super::Settings;

pub(super) fn of_the_user() -> Option<Settings> {
    let mut config = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG {
        fAutoDetect: 0,
        lpszAutoConfigUrl: ptr::null_mut(),
        lpszProxy: ptr::null_mut(),
        lpszProxyBypass: ptr::null_mut(),
    };
    // SAFETY: the place lives until the call returns.
    let known = unsafe { WinHttpGetIEProxyConfigForCurrentUser(&mut config) } != 0;
    let texts = [config.lpszAutoConfigUrl, config.lpszProxy, config.lpszProxyBypass].map(Text);
    let [_, proxies, direct] = &texts;
    known.then(|| settings(proxies, direct)).flatten()
}

pub(super) fn of_the_machine() -> Option<Settings> {
    let mut info =
        WINHTTP_PROXY_INFO { dwAccessType: 0, lpszProxy: ptr::null_mut(), lpszProxyBypass: ptr::null_mut() };
    // SAFETY: as above.
    let known = unsafe { WinHttpGetDefaultProxyConfiguration(&mut info) } != 0;
    let (proxies, direct) = (Text(info.lpszProxy), Text(info.lpszProxyBypass));
    let named = known && info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY;
    named.then(|| settings(&proxies, &direct)).flatten()
}

fn settings(proxies: &Text, direct: &Text) -> Option<Settings> {
    Some(Settings::new(proxies.read()?, direct.read().unwrap_or_default()))
}

/// A text that WinHTTP has allocated for its caller; NULL if there is none.
struct Text(PWSTR);

impl Text {
    fn read(&self) -> Option<String> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: not NULL, and ends with a zero, up to which it can be read.
        let units = unsafe {
            let length = (0..).take_while(|&at| *self.0.add(at) != 0).count();
            std::slice::from_raw_parts(self.0, length)
        };
        String::from_utf16(units).ok()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // SAFETY: WinHTTP's own allocation, or NULL, which GlobalFree ignores; freed nowhere else.
        unsafe { GlobalFree(self.0.cast()) };
    }
}
