//! Colors with a fixed meaning, such as error or success. A base client can protect one with all four of its roles.

use crate::color::Role;

/// The meaning of a color, the same in every client.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Meaning {
    /// It failed, or it destroys.
    Error,
    /// It went well.
    Success,
    /// It needs care.
    Warning,
    /// A microphone, a camera or a screen is being recorded.
    Recording,
}

impl Meaning {
    /// All meanings, in the order in which their colors are derived.
    pub const ALL: [Self; 4] = [Self::Error, Self::Success, Self::Warning, Self::Recording];

    /// Its fill, the text on that, its container, and the text on that.
    #[must_use]
    #[rustfmt::skip]
    pub const fn roles(self) -> [Role; 4] {
        match self {
            Self::Error => [Role::Error, Role::OnError, Role::ErrorContainer, Role::OnErrorContainer],
            Self::Success => [Role::Success, Role::OnSuccess, Role::SuccessContainer, Role::OnSuccessContainer],
            Self::Warning => [Role::Warning, Role::OnWarning, Role::WarningContainer, Role::OnWarningContainer],
            Self::Recording => [Role::Recording, Role::OnRecording, Role::RecordingContainer, Role::OnRecordingContainer],
        }
    }

    /// The name in a contract: that of its fill.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.roles()[0].name()
    }

    /// The meaning of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.name() == name)
    }

    /// The meaning that a role belongs to.
    #[must_use]
    pub fn of(role: Role) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.roles().contains(&role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<Meaning>) {
        assert_eq!(Role::from_name(name).and_then(Meaning::of), expect, "{name}");
    }

    #[test]
    fn four_roles_have_each_meaning() {
        check("error", Some(Meaning::Error));
        check("on-warning", Some(Meaning::Warning));
        check("recording-container", Some(Meaning::Recording));
        check("on-success-container", Some(Meaning::Success));
        check("primary", None);
        check("inverse-surface", None);
        assert_eq!(Role::ALL.into_iter().filter(|role| Meaning::of(*role).is_some()).count(), 16);
    }

    #[test]
    fn a_name_leads_back() {
        for meaning in Meaning::ALL {
            assert_eq!(Meaning::from_name(meaning.name()), Some(meaning));
        }
        assert_eq!(Meaning::from_name("on-error"), None);
    }
}
