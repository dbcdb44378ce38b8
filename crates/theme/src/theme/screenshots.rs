//! `[[screenshots]]`: pictures of the client at work, shipped unchanged.

use std::collections::BTreeMap;
use std::path::Path;

use super::assets::Assets;
use super::text::{check_language, check_text, say};
use super::{FormFactor, Menu, Screenshot, Target, Tenant};
use crate::base::Base;
use crate::menu::{Label, LabelTexts, label_of};
use rebadge_art::vector::{Header, HeaderError, Stripped, header, stripped};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::digest::sha256;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::fs;
use rebadge_core::source::{Place, Sourced};

/// The largest file, in bytes.
const LIMIT: u64 = 8 << 20;

/// The longest label, in characters: it is read out in place of the picture.
const LABEL: usize = 120;

/// What labels are resolved with.
pub(super) struct Context<'a> {
    pub(super) base: &'a Base,
    pub(super) tenant: &'a Tenant,
    pub(super) menu: &'a Menu,
    pub(super) assets: &'a Assets<'a>,
}

/// Reads the screenshots of a theme, in their order.
pub(super) fn screenshots(tables: Vec<Fields<'_>>, context: &Context<'_>) -> Vec<Screenshot> {
    tables.into_iter().filter_map(|fields| context.screenshot(fields)).collect()
}

impl Context<'_> {
    fn screenshot(&self, fields: Fields<'_>) -> Option<Screenshot> {
        let findings = fields.findings();
        let (name, form) = (fields.required_text("file"), fields.required_text("form-factor"));
        let form = form.and_then(|form| form_factor(&form, findings));
        let page = fields.text("page").map(|page| page.value);
        let label = fields.node("label");
        let label = label.and_then(|node| label_of(node, &fields.name("label"), findings));
        let label = match label {
            Some(label) => self.texts(&label, findings),
            None => page.as_deref().map(|page| self.name_of(page)).unwrap_or_default(),
        };
        fields.finish();
        let (file, bytes, header) = self.assets.picture(&name?)?;
        let sha256 = sha256(&bytes);
        Some(Screenshot { file, sha256, bytes: bytes.into(), header, form: form?, page, label })
    }

    /// A label's texts: in the tenant's languages, or in all that are written where no base client says which there are.
    fn texts(&self, label: &Label, findings: &Findings) -> BTreeMap<String, Sourced<String>> {
        let written: Vec<(&str, &Sourced<String>)> = match &label.texts {
            LabelTexts::One(text) => vec![("", text)],
            LabelTexts::ByLanguage(all) => all.iter().map(|(name, text)| (&**name, text)).collect(),
        };
        for (language, text) in &written {
            check_text("label", text, LABEL, findings);
            if !language.is_empty() && !self.base.languages.is_empty() {
                check_language(language, text, self.base, findings);
            }
        }
        if self.base.languages.is_empty() {
            return written
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text.clone()))
                .collect();
        }
        let in_language = |language: &String| match label.text(language) {
            Some(text) => Some((language.clone(), text.clone())),
            None => {
                let message = format!("the label has no text in `{language}`");
                let problem = Diagnostic::at(Code::LabelMissing, &label.place, message);
                findings.add(problem.help(format!("add `{language} = \"…\"`")));
                None
            }
        };
        self.tenant.languages.iter().filter_map(in_language).collect()
    }

    /// What the menu calls the view of a page's name, or the base client's menu; nothing where neither has it.
    fn name_of(&self, page: &str) -> BTreeMap<String, Sourced<String>> {
        let view = Target::View(page.to_owned());
        let own = self.menu.entries.get(page).filter(|entry| entry.target == view);
        let entry = own.or_else(|| self.menu.entries.values().find(|entry| entry.target == view));
        if let Some(entry) = entry {
            return entry.label.clone();
        }
        let is_it = |target: &Sourced<String>| target.value.strip_prefix("view:") == Some(page);
        let mut of_base = self.base.menu.entries.iter();
        let entry = of_base.find(|entry| entry.target.as_ref().is_some_and(is_it));
        let label = entry.and_then(|entry| entry.label.as_ref());
        let text = |language: &String| Some((language.clone(), label?.text(language)?.clone()));
        self.tenant.languages.iter().filter_map(text).collect()
    }
}

fn form_factor(text: &Sourced<String>, findings: &Findings) -> Option<FormFactor> {
    let form = FormFactor::ALL.into_iter().find(|form| form.name() == text.value);
    if form.is_none() {
        let help = did_you_mean(&text.value, FormFactor::ALL.map(FormFactor::name));
        let message = format!("`{}` is no form factor", text.value);
        say(findings, Code::Value, text, message, &help.unwrap_or_default());
    }
    form
}

/// Reads a picture's file, which must be what its name says: all of it, and what of it is shipped.
pub(super) fn read(
    path: &Path,
    name: &str,
    place: &Place,
) -> Result<(Vec<u8>, Vec<u8>, Header), Diagnostic> {
    let bytes = fs::read(path, LIMIT)
        .map_err(|error| Diagnostic::at(Code::File, place, error.to_string()))?;
    let problem = |message: String| Diagnostic::at(Code::ImageFormat, place, message);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match header(&bytes) {
        Ok(header) if header.format.endings().contains(&ending.as_deref().unwrap_or_default()) => {
            match stripped(&bytes, header.format) {
                Some(Stripped { bytes: shipped, orientation: 1 }) => Ok((bytes, shipped, header)),
                Some(_) => {
                    let message =
                        format!("`{name}` lies on its side: its Exif data says how to turn it");
                    Err(problem(message).help("save it again upright: what it says is not shipped"))
                }
                None => {
                    let error = HeaderError::Damaged(header.format);
                    Err(problem(format!("`{name}`: {error}")).help(WHOLE))
                }
            }
        }
        Ok(header) => {
            let message = format!("`{name}` is {} by another name", header.format.name());
            Err(problem(message)
                .help(format!("let its name end in `.{}`", header.format.endings()[0])))
        }
        Err(HeaderError::Other(Some(kind))) => {
            let message = format!("`{name}` is {kind}, and neither a PNG nor a JPEG in RGB");
            Err(problem(message).help("save it as PNG or JPEG: install dialogs show nothing else"))
        }
        Err(HeaderError::Other(None)) => {
            let message = format!("`{name}` is neither a PNG nor a JPEG");
            Err(problem(message).help("save it as PNG or JPEG: install dialogs show nothing else"))
        }
        Err(error) => {
            let message = format!("`{name}`: {error}");
            Err(problem(message).help(WHOLE))
        }
    }
}

/// What to do with a file that is cut off.
const WHOLE: &str = "save it again, as one whole picture";
