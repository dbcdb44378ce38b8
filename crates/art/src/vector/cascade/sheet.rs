//! Style sheets, read: rules in one flat list, with what they mean where they stand. What is broken is dropped as
//! CSS Syntax 3 has it, and nothing else. Source: CSS Syntax 3, CSS Cascade 5, CSS Nesting 1.

use std::ops::Range;
use std::rc::Rc;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};

use crate::vector::cascade::declaration::{Declaration, Failure, declaration, invalid};
use crate::vector::cascade::items::{self, Item};
use crate::vector::cascade::media;
use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::selector::{Scope, Selector, selectors};
use crate::vector::source::SVG;

/// Declarations for what some selectors select.
#[derive(Debug)]
pub(super) struct Rule {
    /// Any of them.
    pub(super) selectors: Rc<[Selector]>,
    /// At least one.
    pub(super) declarations: Vec<Declaration>,
    /// The place of the layer in [`Sheets::layers`].
    pub(super) layer: usize,
    /// Which sheet the places of the declarations are in.
    pub(super) sheet: usize,
}

/// A cascade layer. The first is what is in no layer.
#[derive(Debug, Default)]
struct Layer {
    name: Option<String>,
    inner: Vec<usize>,
}

/// All sheets of a document.
#[derive(Debug)]
pub(super) struct Sheets {
    /// In the order of the document.
    pub(super) rules: Vec<Rule>,
    /// The names of all `@keyframes`.
    pub(super) keyframes: Vec<String>,
    /// Rules that load something or that are not read, by name: sheet and bytes in it.
    pub(super) refused: Vec<(&'static str, usize, Range<usize>)>,
    layers: Vec<Layer>,
}

impl Sheets {
    /// No sheet yet.
    pub(super) fn new() -> Sheets {
        Sheets {
            rules: Vec::new(),
            keyframes: Vec::new(),
            refused: Vec::new(),
            layers: vec![Layer::default()],
        }
    }

    /// The rank of each layer: of two rules the one of the higher rank wins.
    pub(super) fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.layers.len()];
        self.rank(0, &mut 0, &mut ranks);
        ranks
    }

    fn rank(&self, layer: usize, next: &mut usize, ranks: &mut [usize]) {
        for inner in &self.layers[layer].inner {
            self.rank(*inner, next, ranks);
        }
        ranks[layer] = *next;
        *next += 1;
    }

    /// The layer of a name within another; a new one where it has no name.
    fn layer(&mut self, outer: usize, name: Option<&str>) -> usize {
        let inner = self.layers[outer].inner.iter().copied();
        let known =
            inner.clone().find(|at| name.is_some() && self.layers[*at].name.as_deref() == name);
        known.unwrap_or_else(|| {
            self.layers.push(Layer { name: name.map(str::to_owned), inner: Vec::new() });
            let at = self.layers.len() - 1;
            self.layers[outer].inner.push(at);
            at
        })
    }
}

/// Adds a sheet.
pub(super) fn read(css: &str, sheet: usize, viewport: Viewport, sheets: &mut Sheets) {
    let mut parser = Parser::new(css);
    let mut reader = Reader {
        sheets,
        sheet,
        viewport,
        scope: Scope::default(),
        layer: 0,
        pending: Vec::new(),
        has_rules: false,
    };
    let rules = StyleSheetParser::new(&mut parser, &mut reader);
    // A rule that cannot be read is dropped, as CSS asks.
    rules.for_each(drop);
}

/// Reads rules, and what is within them.
struct Reader<'a> {
    sheets: &'a mut Sheets,
    sheet: usize,
    viewport: Viewport,
    scope: Scope,
    layer: usize,
    /// Declarations of the rule that is being read, up to a rule within it.
    pending: Vec<Declaration>,
    /// `@import` and `@namespace` count only before the first rule.
    has_rules: bool,
}

impl Reader<'_> {
    /// Ends a run of declarations: what comes after a nested rule goes over it.
    fn flush(&mut self) {
        let declarations = std::mem::take(&mut self.pending);
        if let (Some(parent), false) = (&self.scope.parent, declarations.is_empty()) {
            self.sheets.rules.push(Rule {
                selectors: Rc::clone(parent),
                declarations,
                layer: self.layer,
                sheet: self.sheet,
            });
        }
    }

    /// What is within the brackets of a rule.
    fn body(&mut self, input: &mut Parser<'_>) {
        RuleBodyParser::new(input, self).for_each(drop);
        self.flush();
    }

    fn supports(&self, items: &[Item]) -> Option<bool> {
        media::condition(items, &|leaf| supported(leaf))
    }
}

/// What is in the last brackets of `@supports`.
fn supported(leaf: &[Item]) -> Option<bool> {
    match leaf {
        [Item::Word(name), Item::Sign(':'), value @ ..] => {
            Some(super::value::is_valid(&name.to_ascii_lowercase(), &items::join(value)))
        }
        [Item::Word(name), Item::Sign('-'), ..] => Some(name.is_empty()),
        [Item::Function(name, inner)] => match name.as_str() {
            "selector" => Some(!items::join(inner).contains('!')),
            "font-tech" | "font-format" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// An at-rule, as far as the block behind it needs it.
enum At {
    /// What holds: its rules count, in this layer.
    Holds(usize),
    /// What holds no rule for a picture, or does not hold.
    Skipped,
    /// A statement without a block.
    Statement,
}

impl<'i> AtRuleParser<'i> for Reader<'_> {
    type Prelude = At;
    type AtRule = ();
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<At, Failure> {
        let name = name.to_ascii_lowercase();
        let start = input.position();
        let Some(items) = items::read(input, 0) else {
            // The rest of the prelude was read as far as it goes; its block is skipped.
            while input.next().is_ok() {}
            return Ok(At::Skipped);
        };
        let holds = |holds: bool, layer| if holds { At::Holds(layer) } else { At::Skipped };
        Ok(match name.as_str() {
            "media" => holds(media::holds(&items, self.viewport), self.layer),
            "supports" => holds(self.supports(&items) == Some(true), self.layer),
            "layer" => self.layers(&items),
            // Browsers take it only before all rules; who wrote it meant it anyway.
            "import" => {
                let end = start.byte_index();
                let span = end.saturating_sub("@import".len())..end;
                self.sheets.refused.push(("@import", self.sheet, span));
                At::Statement
            }
            "scope" => {
                let span = start.byte_index()..input.position().byte_index();
                self.sheets.refused.push(("@scope", self.sheet, span));
                At::Skipped
            }
            "namespace" => {
                self.namespace(&items);
                At::Statement
            }
            _ if name.ends_with("keyframes") => {
                if let [Item::Word(name) | Item::Text(name)] = items.as_slice() {
                    self.sheets.keyframes.push(name.clone());
                }
                At::Skipped
            }
            _ => At::Skipped,
        })
    }

    fn rule_without_block(&mut self, _: At, _: &ParserState) -> Result<(), ()> {
        Ok(())
    }

    fn parse_block(
        &mut self,
        at: At,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Failure> {
        match at {
            At::Holds(layer) => {
                self.has_rules = true;
                self.flush();
                let outer = std::mem::replace(&mut self.layer, layer);
                self.body(input);
                self.layer = outer;
            }
            At::Skipped | At::Statement => while input.next().is_ok() {},
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// The names behind `@layer`: `a, b.c`.
    fn layers(&mut self, items: &[Item]) -> At {
        let mut last = self.layer;
        for name in items::commas(items) {
            last = self.layer;
            let parts: Vec<&str> = name
                .iter()
                .filter_map(|item| match item {
                    Item::Word(word) => Some(word.as_str()),
                    _ => None,
                })
                .collect();
            for part in &parts {
                last = self.sheets.layer(last, Some(part));
            }
            if parts.is_empty() {
                last = self.sheets.layer(last, None);
            }
        }
        At::Holds(last)
    }

    fn namespace(&mut self, items: &[Item]) {
        let (prefix, url) = match items {
            [Item::Url(url) | Item::Text(url)] => (String::new(), url),
            [Item::Word(prefix), Item::Url(url) | Item::Text(url)] => (prefix.clone(), url),
            _ => return,
        };
        if !self.has_rules {
            self.scope.namespaces.push((prefix, url == SVG));
        }
    }
}

impl<'i> QualifiedRuleParser<'i> for Reader<'_> {
    type Prelude = Rc<[Selector]>;
    type QualifiedRule = ();
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Rc<[Selector]>, Failure> {
        self.has_rules = true;
        selectors(input, &self.scope).map(Rc::from).ok_or_else(invalid)
    }

    fn parse_block(
        &mut self,
        selectors: Rc<[Selector]>,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Failure> {
        self.flush();
        let outer = self.scope.parent.replace(selectors);
        self.body(input);
        self.scope.parent = outer;
        Ok(())
    }
}

impl<'i> DeclarationParser<'i> for Reader<'_> {
    type Declaration = ();
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<(), Failure> {
        self.pending.push(declaration(&name, input, start)?);
        Ok(())
    }
}

impl RuleBodyItemParser<'_, (), ()> for Reader<'_> {
    fn parse_declarations(&self) -> bool {
        self.scope.parent.is_some()
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}
