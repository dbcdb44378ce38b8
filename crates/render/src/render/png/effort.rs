//! How hard a PNG is compressed, and the name of each level in manifests.

/// How hard to try for a small file, and whether it may lose colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// The most bytes saved per millisecond.
    Default,
    /// The smallest file that a patient encoder finds: for a release.
    Smallest,
    /// At most 256 colors, and no more than a quality from 1 to 100 needs.
    Reduced(u8),
    /// Both.
    SmallestReduced(u8),
}

/// The quality that takes all the colors of a palette.
pub const FULL: u8 = 100;

impl Effort {
    /// As keys and messages name it.
    pub fn name(self) -> String {
        match self {
            Effort::Default => "default".to_owned(),
            Effort::Smallest => "smallest".to_owned(),
            Effort::Reduced(FULL) => "reduced".to_owned(),
            Effort::Reduced(quality) => format!("reduced-{quality}"),
            Effort::SmallestReduced(quality) => {
                format!("smallest-{}", Effort::Reduced(quality).name())
            }
        }
    }

    /// What a name stands for.
    pub fn named(name: &str) -> Option<Effort> {
        let quality = |name: &str| match name.strip_prefix("reduced")? {
            "" => Some(FULL),
            rest => rest.strip_prefix('-')?.parse().ok().filter(|own| (1..FULL).contains(own)),
        };
        match name {
            "default" => Some(Effort::Default),
            "smallest" => Some(Effort::Smallest),
            _ => match name.strip_prefix("smallest-") {
                Some(name) => quality(name).map(Effort::SmallestReduced),
                None => quality(name).map(Effort::Reduced),
            },
        }
    }

    /// The same without a loss of colors.
    pub(crate) fn lossless(self) -> Effort {
        match self {
            Effort::Default | Effort::Reduced(_) => Effort::Default,
            Effort::Smallest | Effort::SmallestReduced(_) => Effort::Smallest,
        }
    }

    /// Whether an encoder takes its time for it: some hundred milliseconds.
    pub(crate) fn is_patient(self) -> bool {
        matches!(self, Effort::Smallest | Effort::SmallestReduced(_))
    }

    pub(super) fn quality(self) -> Option<u8> {
        match self {
            Effort::Default | Effort::Smallest => None,
            Effort::Reduced(quality) | Effort::SmallestReduced(quality) => Some(quality),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efforts_have_names() {
        for (effort, name) in [
            (Effort::Default, "default"),
            (Effort::Smallest, "smallest"),
            (Effort::Reduced(FULL), "reduced"),
            (Effort::Reduced(60), "reduced-60"),
            (Effort::SmallestReduced(FULL), "smallest-reduced"),
            (Effort::SmallestReduced(1), "smallest-reduced-1"),
        ] {
            assert_eq!((effort.name().as_str(), Effort::named(name)), (name, Some(effort)));
        }
        for name in ["", "reduced-0", "reduced-100", "reduced-999", "reduced60", "smallest-default"]
        {
            assert_eq!(Effort::named(name), None, "{name}");
        }
    }
}
