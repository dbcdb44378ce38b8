//! Parses style sheets into one flat list of rules with nesting resolved. What is invalid is dropped as CSS Syntax 3
//! has it, and nothing else. Source: CSS Syntax 3, CSS Cascade 5, CSS Nesting 1.

use std::rc::Rc;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};

use crate::vector::cascade::at_rules::{self, Reason, Unapplied};
use crate::vector::cascade::container::{self, Query, Read};
use crate::vector::cascade::declaration::{
    Declaration, Failure, declaration, descriptors, invalid,
};
use crate::vector::cascade::items::{self, Item};
use crate::vector::cascade::media;
use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::registered::{Registered, Registry};
use crate::vector::cascade::selector::{Scope, Selector, selectors};
use crate::vector::source::SVG;

/// Declarations for what some selectors select.
#[derive(Debug)]
pub(super) struct Rule {
    /// Any of them.
    pub(super) selectors: Rc<[Selector]>,
    /// At least one.
    pub(super) declarations: Vec<Declaration>,
    /// What the element around must answer: the queries of every `@container` around the rule.
    pub(super) containers: Vec<Rc<Query>>,
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
    /// The properties of all `@property`.
    pub(super) registry: Registry,
    /// At-rules to report.
    pub(super) unapplied: Vec<Unapplied>,
    layers: Vec<Layer>,
}

impl Sheets {
    /// No sheet yet.
    pub(super) fn new() -> Sheets {
        Sheets {
            rules: Vec::new(),
            keyframes: Vec::new(),
            registry: Registry::new(),
            unapplied: Vec::new(),
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
        containers: Vec::new(),
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
    containers: Vec<Rc<Query>>,
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
                containers: self.containers.clone(),
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
    /// A query that holds for what is within a container.
    Container(Query),
    /// What registers a custom property.
    Property(String),
    /// The order of layers: no block may follow.
    Order,
    /// What holds no rule for a picture, or does not hold.
    Skipped,
    /// What is reported: the name of the rule ends at this byte.
    Unapplied { name: String, reason: Reason, end: usize },
}

impl<'i> AtRuleParser<'i> for Reader<'_> {
    type Prelude = At;
    type AtRule = ();
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<At, Failure> {
        let name = name.to_ascii_lowercase();
        let end = input.position().byte_index();
        let items = items::read(input, 0);
        // What cannot be read is passed over.
        while input.next().is_ok() {}
        let at = self.at(&name, items.as_deref());
        Ok(at.unwrap_or_else(|reason| At::Unapplied { name: format!("@{name}"), reason, end }))
    }

    fn rule_without_block(&mut self, at: At, start: &ParserState) -> Result<(), ()> {
        match at {
            At::Unapplied { name, reason, end } => self.report(name, reason, start, end),
            At::Property(_) => self.invalid("@property", start),
            At::Holds(_) | At::Container(_) | At::Order | At::Skipped => {}
        }
        Ok(())
    }

    fn parse_block(
        &mut self,
        at: At,
        start: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Failure> {
        match at {
            At::Holds(layer) => {
                let outer = std::mem::replace(&mut self.layer, layer);
                self.group(input);
                self.layer = outer;
            }
            At::Container(query) => {
                self.flush();
                self.containers.push(Rc::new(query));
                self.group(input);
                self.containers.pop();
            }
            At::Property(name) => match Registered::read(&descriptors(input)) {
                Some(registered) => drop(self.sheets.registry.insert(name, registered)),
                None => self.invalid("@property", start),
            },
            At::Order => self.invalid("@layer", start),
            At::Skipped => {}
            At::Unapplied { name, reason, end } => self.report(name, reason, start, end),
        }
        while input.next().is_ok() {}
        Ok(())
    }
}

impl Reader<'_> {
    /// What an at-rule is; why it is not applied, where that is to be said.
    fn at(&mut self, name: &str, items: Option<&[Item]>) -> Result<At, Reason> {
        let holds = |holds: bool, layer| if holds { At::Holds(layer) } else { At::Skipped };
        Ok(match (name, items) {
            ("media" | "supports" | "layer" | "container", None) => At::Skipped,
            ("media", Some(items)) => holds(media::holds(items, self.viewport), self.layer),
            ("supports", Some(items)) => holds(self.supports(items) == Some(true), self.layer),
            ("layer", Some(items)) => self.layers(items),
            ("container", Some(items)) => match container::read(items, self.viewport) {
                Read::Holds(query) => At::Container(query),
                Read::Fails => At::Skipped,
                Read::Style => return Err(Reason::Undrawable),
            },
            ("property", Some([Item::Word(property)]))
                if property.starts_with("--") && self.scope.parent.is_none() =>
            {
                At::Property(property.clone())
            }
            ("namespace", Some(items)) if self.namespace(items) => At::Skipped,
            ("property" | "namespace", _) => return Err(Reason::Invalid),
            _ => {
                if let (true, Some([Item::Word(own) | Item::Text(own)])) =
                    (name.ends_with("keyframes"), items)
                {
                    self.sheets.keyframes.push(own.clone());
                }
                at_rules::reason(name).map_or(Ok(At::Skipped), Err)?
            }
        })
    }

    /// Rules that hold on a condition.
    fn group(&mut self, input: &mut Parser<'_>) {
        self.has_rules = true;
        self.flush();
        self.body(input);
    }

    /// Keeps an at-rule that browsers ignore.
    fn invalid(&mut self, name: &str, start: &ParserState) {
        let end = start.position().byte_index() + name.len();
        self.report(name.to_owned(), Reason::Invalid, start, end);
    }

    /// Keeps an at-rule that is not applied, from its start to the end of its name.
    fn report(&mut self, name: String, reason: Reason, start: &ParserState, end: usize) {
        let span = start.position().byte_index()..end;
        self.sheets.unapplied.push(Unapplied { name, reason, sheet: self.sheet, span });
    }
}

impl Reader<'_> {
    /// The names behind `@layer`: `a, b.c`.
    fn layers(&mut self, items: &[Item]) -> At {
        let mut last = self.layer;
        let names = items::commas(items);
        let is_order = names.len() > 1;
        for name in names {
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
        if is_order { At::Order } else { At::Holds(last) }
    }

    /// Takes a namespace; false where browsers ignore the rule.
    fn namespace(&mut self, items: &[Item]) -> bool {
        let (prefix, url) = match items {
            [Item::Url(url) | Item::Text(url)] => (String::new(), url),
            [Item::Word(prefix), Item::Url(url) | Item::Text(url)] => (prefix.clone(), url),
            _ => return false,
        };
        if !self.has_rules {
            self.scope.namespaces.push((prefix, url == SVG));
        }
        !self.has_rules
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
