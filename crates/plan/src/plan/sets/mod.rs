//! The sets of icons and launch screens as data, one table per platform. The planner, the documentation and the tests
//! read the same rows.

mod android;
mod apple;
mod linux;
mod projects;
mod row;
mod startup;
mod web;
mod windows;

pub use android::{BACKGROUND, FOREGROUND, THEMED};
pub use row::{Format, Icon, Limit, Part, Row, Set, Size, When, icons};

/// The platforms, each with its sets.
const PLATFORMS: &[&[Set]] = &[
    web::SETS,
    startup::SETS,
    android::SETS,
    apple::SETS,
    windows::SETS,
    linux::SETS,
    projects::SETS,
];

/// Every set.
pub fn sets() -> impl Iterator<Item = &'static Set> + Clone {
    PLATFORMS.iter().copied().flatten()
}

/// The set of a name.
pub fn set(name: &str) -> Option<&'static Set> {
    sets().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_files_of_a_set_have_one_name() {
        for set in sets() {
            let mut seen = BTreeMap::new();
            for icon in icons(set, "example.app") {
                let other = seen.insert(icon.name.to_lowercase(), icon.name.clone());
                assert_eq!(other, None, "{}", set.name);
                assert!(!icon.name.contains(['{', '}']), "{}: {}", set.name, icon.name);
            }
        }
    }

    #[test]
    fn sizes_are_whole_pixels() {
        for icon in sets().flat_map(|set| icons(set, "app")) {
            if let Some(size) = icon.size {
                let exact = |tenths: u32| tenths * size.factor % 1000;
                let is_rounded = exact(size.units.0) != 0 || exact(size.units.1) != 0;
                // Windows rounds: 71 at 125 %.
                assert!(!is_rounded || icon.set == "windows", "{}", icon.name);
            }
        }
    }

    #[test]
    fn what_is_asked_for_opaque_is_opaque() {
        for icon in sets().flat_map(|set| icons(set, "app")) {
            // App Store Connect refuses a large icon with an alpha channel.
            if icon.purpose == "ios-marketing" || icon.name.starts_with("play-store/feature") {
                assert!(icon.look.is_opaque(), "{}", icon.name);
            }
        }
    }

    #[test]
    fn sizes_are_written_as_browsers_read_them() {
        let all = icons(set("web").expect("the set"), "app");
        let sizes = |name: &str| all.iter().find(|icon| icon.name == name).map(Icon::sizes);
        assert_eq!(sizes("favicon.ico").as_deref(), Some("16x16 32x32 48x48"));
        assert_eq!(sizes("link-preview.png").as_deref(), Some("1200x630"));
        assert_eq!(sizes("favicon.svg").as_deref(), Some("any"));
    }
}
