//! Finished bundles of other makers: what is in them, which edits brand them, and how all that is derived from their
//! contents stays true.
//!
//! It owns reading bundles and planning edits: an edit becomes [`splice`]s in files of the bundle, from which the bytes of a
//! tenant follow. It must not know themes, contracts or recipes.
//!
//! | module | what it is |
//! |---|---|
//! | [`archive`] | the archives that bundles come in, unpacked |
//! | [`catalogs`] | the files of a bundle that are of one language each, and who names them |
//! | [`changes`] | what edits do to the files of a bundle |
//! | [`charset`] | texts in other encodings than UTF-8
//! | [`code`] | whether a text is a piece of code
//! | [`color`] | a color in all its notations |
//! | [`digests`] | digests in texts, found by their value |
//! | [`edits`] | edits, as a contract asks for them |
//! | [`entries`] | entries of lists that are of one language each |
//! | [`facts`] | what the files of a bundle say of each other |
//! | `fit` | whether all that an edit says has an effect |
//! | [`hosts`] | the hosts that files name, and what else ties a client to its maker |
//! | [`html`] | edits of pages by CSS selectors; inline scripts and styles |
//! | [`inspect`] | what a bundle is, and a first contract for it |
//! | [`json`] | edits of JSON by pointers |
//! | [`language`] | the language of a file, by its path |
//! | [`leftovers`] | what is left of a brand in files |
//! | [`marks`] | the old mark, looked for by its pixels |
//! | [`markup`] | the parts of HTML, XML and SVG |
//! | [`names`] | the edit `name`: the old names in all that people read |
//! | [`needs`] | what a Content-Security-Policy must allow for files to run |
//! | [`notation`] | how a color is written |
//! | [`paths`] | patterns of paths, and where the hash of a name is |
//! | [`pictures`] | the old pictures: formats, sizes, ground and margins |
//! | [`places`] | where some edits go in a file |
//! | [`proof`] | what was true of a bundle is true of a package made of it |
//! | [`prose`] | words of prose that signs join without a space
//! | [`ramp`] | custom properties in other shades |
//! | [`remains`] | all that is left of a brand, less what is allowed |
//! | [`rewrite`] | the last change of a file's bytes: new hashes and digests |
//! | [`runs`] | whether a page can run from a server that has only its files |
//! | [`siblings`] | compressed forms of files, beside them |
//! | [`splice`] | a span of a file that a tenant's value replaces, and how the value is written there |
//! | [`spread`] | how far a change goes, and the new hashes of names |
//! | [`text`] | exact texts |
//! | [`texts`] | the texts of a file of any kind |
//! | [`visible`] | what an occurrence of a name is: text, identifier, license, address |
//! | [`words`] | where words begin and end, in all scripts |

pub mod archive;
pub mod bundle_file;
pub mod catalogs;
pub mod changes;
pub mod charset;
pub mod code;
pub mod color;
pub mod digests;
pub mod edits;
pub mod entries;
pub mod facts;
mod fit;
pub mod hosts;
pub mod html;
pub mod inspect;
pub mod json;
pub mod language;
pub mod leftovers;
mod lists;
pub mod marks;
pub mod markup;
mod matching;
pub mod names;
pub mod needs;
pub mod notation;
pub mod path_data;
pub mod paths;
pub mod pictures;
pub mod placeholders;
pub mod places;
pub mod proof;
pub mod prose;
pub mod ramp;
pub mod remains;
pub mod rewrite;
pub mod runs;
pub mod siblings;
pub mod splice;
pub mod spread;
mod tame;
pub mod text;
pub mod texts;
pub mod visible;
pub mod words;
