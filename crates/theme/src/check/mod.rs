//! What must hold of a theme that was read, by subject. Separate from reading, because a check looks at the whole: colors
//! against colors, labels against places. Which of them are run, and when, is a table of the program.

pub mod colors;
mod family;
pub mod fonts;
pub mod icons;
pub mod images;
pub mod menu;
pub mod screenshots;
