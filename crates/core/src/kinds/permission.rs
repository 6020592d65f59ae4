//! The permissions that tokens need, so that a refusal can name the missing one.

use std::fmt;

use serde::Serialize;

/// What a token needs, by the names of Microsoft's permissions reference. If several would do, the
/// least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// For the token of a signed-in user.
    pub delegated: &'static str,
    /// For the token of an application without a user; `None` if the service accepts no such token.
    pub application: Option<&'static str>,
}

impl Permission {
    /// One name for both kinds of tokens.
    pub const fn of_both(name: &'static str) -> Self {
        Self { delegated: name, application: Some(name) }
    }

    /// A permission of signed-in users; applications alone are refused.
    pub const fn delegated(name: &'static str) -> Self {
        Self { delegated: name, application: None }
    }

    /// The same below `/me`, which a token without a user does not have.
    pub fn of_owner(self, user: Option<&str>) -> Self {
        if user.is_none() { Self::delegated(self.delegated) } else { self }
    }
}

/// Completes the sentence "needs …".
impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { delegated, application } = self;
        match application {
            None => {
                write!(f, "the delegated permission {delegated}; application permissions do not work here")
            }
            Some(application) if application == delegated => write!(f, "the permission {delegated}"),
            Some(application) => {
                write!(f, "the delegated permission {delegated} or the application permission {application}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_messages_say() {
        for (permission, text) in [
            (Permission::of_both("A.B"), "the permission A.B"),
            (
                Permission::delegated("A.B"),
                "the delegated permission A.B; application permissions do not work here",
            ),
            (
                Permission { delegated: "A.B", application: Some("A.B.All") },
                "the delegated permission A.B or the application permission A.B.All",
            ),
        ] {
            assert_eq!(permission.to_string(), text);
        }
    }
}
