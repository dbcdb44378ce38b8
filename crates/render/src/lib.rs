//! Recipes and what runs them: drawing, templates, containers of pictures.
//!
//! It owns how each file is made from plain values, and the key that those values have. It cannot know a theme or a base
//! client: what they want is lowered into recipes before, and Cargo holds that direction.
//!
//! | module | what it is |
//! |---|---|
//! | [`recipes`] | the graph: how each file is made, as plain data with a key; the store; the table of kinds |
//! | [`render`] | draws, and renders templates: values in, bytes out |

pub mod recipes;
pub mod render;
