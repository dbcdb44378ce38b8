//! From a theme to recipes: which files a tenant gets, what each is made of, and all that is wrong with them.
//!
//! It owns the table of icon and splash sets, the plan, its lowering into a graph of recipes, and the table of all checks. Here
//! every verb begins, with [`prepare`]. It must not know how a tree of files is packed, or who reads what was found.
//!
//! | module | what it is |
//! |---|---|
//! | [`client`] | a base client with its templates parsed |
//! | [`plan`] | which files there are, and each as a recipe: the theme ends here; icon sets as data |
//! | [`checks`] | one table of all checks: of a theme, of its plans, texts and pictures, between themes |
//! | [`prepare`] | a theme's file → theme, plans and all that is wrong |
//! | [`explain`] | where each value, and each output, comes from |

pub mod checks;
pub mod client;
pub mod explain;
pub mod plan;
pub mod prepare;
mod shared_lists;
