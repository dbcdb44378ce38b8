//! Finished bundles of other makers: what is in them, which edits brand them, and how all that is derived from their
//! contents stays true.
//!
//! It owns reading bundles and planning edits: an edit becomes [`splice`]s in files of the bundle, from which the bytes of a
//! tenant follow. It must not know themes, contracts or recipes.
//!
//! | module | what it is |
//! |---|---|
//! | [`paths`] | patterns of paths, and where the hash of a name is |
//! | [`digests`] | digests in texts, found by their value |
//! | [`facts`] | what the files of a bundle say of each other |
//! | [`siblings`] | compressed forms of files, beside them |
//! | [`spread`] | how far a change goes, and the new hashes of names |
//! | [`splice`] | a span of a file that a tenant's value replaces, and how the value is written there |

pub mod digests;
pub mod facts;
pub mod html;
pub mod paths;
pub mod siblings;
pub mod archive;
pub mod color;
pub mod html;
pub mod json;
pub mod marks;
pub mod notation;
pub mod pictures;
pub mod places;
pub mod ramp;
//! | [`language`] | the language of a file, by its path |
//! | [`leftovers`] | what is left of a brand in files |
//! | [`markup`] | the parts of HTML, XML and SVG |
//! | [`names`] | the edit `name`: the old names in all that people read |
//! | [`script`] | the literals of JavaScript and JSON, with what each is used as |
//! | [`splice`] | a span of a file that a tenant's value replaces, and how the value is written there |
//! | [`texts`] | the texts of a file of any kind |
//! | [`visible`] | what an occurrence of a name is: text, identifier, license, address |
//! | [`words`] | where words begin and end, in all scripts |

pub mod language;
pub mod leftovers;
pub mod markup;
pub mod names;
pub mod script;
pub mod splice;
pub mod spread;
mod tame;
pub mod text;
pub mod texts;
pub mod visible;
pub mod words;
