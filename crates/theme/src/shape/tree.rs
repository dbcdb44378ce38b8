//! The tree of keys, from the contract of a base client. A test compares it with the keys that the theme's reader
//! takes.

use serde_json::{Value, json};

use super::new::{
    always, any, choice, file, inherited, list, names, optional, own, shape, table, text,
};
use super::{Change, Field, Hand, Kind, Need, Shape, Text};
use crate::base::{Base, MenuPlace};
use rebadge_art::color::{Meaning, Role, Scheme};

/// The keys that speak of the file itself, and are not inherited.
pub const OWN: [&str; 7] = ["extends", "abstract", "demo", "extendable", "lock", "unset", "ignore"];

/// Who may extend a theme, in words; a list of paths says it too.
pub const EXTENDABLE: [&str; 3] = ["nobody", "below", "anyone"];

/// The tables that can be understood without a base client.
pub const BRAND: [&str; 8] =
    ["tenant", "legal", "brand", "colors", "icon", "launch", "fonts", "screenshots"];

/// A theme's file: all that may stand in it.
pub fn theme(base: &Base) -> Shape {
    let mut shape = values(base);
    if let Kind::Table(fields) = &mut shape.kind {
        fields.splice(0..0, of_the_file());
    }
    shape
}

/// The keys that hold a tenant's wishes: what can be inherited, locked and forgotten.
pub fn values(base: &Base) -> Shape {
    let mut fields = vec![
        own("tenant", tenant(base)),
        optional("legal", legal()),
        inherited("brand", brand()),
        optional("colors", colors(base)),
        optional("icon", icon()),
        optional("launch", launch()),
        optional("fonts", list("fonts that the theme brings", font(), Change::Whole)),
        optional("screenshots", screenshots(base)),
        optional("menu", menu(base)),
        optional("strings", strings(base)),
        optional("features", features(base)),
    ];
    for (name, section) in &base.sections {
        let schema = section.schema();
        let summary = schema.get("description").or_else(|| schema.get("title"));
        let summary = summary.and_then(Value::as_str).unwrap_or_default();
        let adjustable = base.adjustable.iter().filter_map(|key| key.strip_prefix(name));
        let adjustable = adjustable.filter_map(|key| Some(key.strip_prefix('.')?.to_owned()));
        let kind = Kind::Section { schema: schema.clone(), adjustable: adjustable.collect() };
        fields.push(optional(name, shape(summary, kind)));
    }
    lock_away(&mut fields, &mut Vec::new(), base);
    table(&format!("what one tenant wants of {}", base.name), fields)
}

/// What the base client has locked can be named, but not set.
fn lock_away(fields: &mut [Field], path: &mut Vec<String>, base: &Base) {
    for field in fields {
        path.push(field.key.clone());
        if base.locks.iter().any(|lock| lock.pattern.matches(path)) {
            field.need = Need::Never;
        }
        if let Kind::Table(inner) = &mut field.shape.kind {
            lock_away(inner, path, base);
        }
        path.pop();
    }
}

fn of_the_file() -> Vec<Field> {
    let parent =
        || text("a theme folder, or a `.toml` file, from the folder of this file", Text::Theme);
    let pattern = || text("keys joined by dots; `*` is one key, `**` any number", Text::Pattern);
    let reasoned = vec![
        always(
            "keys",
            any("which keys", vec![pattern(), list("several", pattern(), Change::Whole)]),
        ),
        always("reason", text("why; themes below are told", Text::Any)),
    ];
    let lock = table("patterns with a reason", reasoned);
    let parents = list("several themes", parent(), Change::Whole);
    let is_abstract = "a template for other themes: it builds no package and need not be complete";
    let extends = any(
        "the theme that this one stands on, or several: later ones win",
        vec![parent(), parents],
    );
    let child = text("a theme, or a folder of themes, from the folder of this file", Text::Theme);
    let extendable = any(
        "who may extend this theme: nobody, the themes in folders below its own, anyone, or those in a list",
        vec![names("in a word", &EXTENDABLE), list("these", child, Change::Whole)],
    );
    let extendable = extendable.or_by("`anyone` for a template, `nobody` for a tenant");
    let locks = any("a pattern, or patterns with a reason", vec![pattern(), lock]);
    let locks = list("keys that themes below may not set", locks, Change::Whole);
    let unset = list("forget what is inherited for these keys", pattern(), Change::Whole);
    let file = text("a path, a name, a folder, or a pattern such as `*.pdf`", Text::Any);
    let ignored = list("files in the theme's folder that are not for Rebadge", file, Change::Whole);
    vec![
        optional("extends", extends.example(json!("../industry/manufacturing"))),
        optional("abstract", shape(is_abstract, Kind::Bool).or(false)),
        optional(
            "demo",
            shape("show data that is made up, where the base client has some", Kind::Bool)
                .or(false),
        ),
        optional("extendable", extendable),
        optional(
            "lock",
            locks
                .example(json!(["legal.*"]))
                .example(json!([{ "keys": ["security.**"], "reason": "group policy" }])),
        ),
        optional("unset", unset.example(json!(["colors.**", "legal.imprint"]))),
        optional("ignore", ignored.example(json!(["*.pdf", "briefing"]))),
    ]
}

#[rustfmt::skip]
fn tenant(base: &Base) -> Shape {
    let language = |summary: &str| choice(summary, &base.languages);
    let languages = list("the languages that people can choose", language("a language of the base client"), Change::Parts);
    table("who the theme is for", vec![
        own("id", text("the name of the package: a-z, 0-9 and hyphens", Text::Id).example(json!("acme"))),
        own("name", text("the name that people read, in any script", Text::Line(80)).example(json!("Acme Logistics"))),
        optional("short-name", text("for home screens: at most 12 characters", Text::Line(12)).or_by("the leading words of the name that fit")),
        optional("description", text("one sentence", Text::Line(300)).or_by("the name")),
        optional("vendor", text("who publishes it", Text::Line(80)).or_by("the name")),
        optional("version", text("of the tenant's client", Text::Version).or(base.version.as_str())),
        optional("language", language("the default language").or_by("the first of `languages`")),
        optional("languages", languages.or(base.languages.clone())),
        optional("direction", names("the direction of text", &["ltr", "rtl"]).or_by("from the language")),
        optional("domain", text("the host on which the client runs", Text::Domain).example(json!("work.acme.example"))),
        optional("application-id", text("what systems know the client by: a reversed domain", Text::ApplicationId)
            .or_by("the domain's labels, the last one first").example(json!("example.acme.work"))),
        optional("start-url", text("a relative path, or https within the domain", Text::StartUrl).or("./")),
    ])
}

fn legal() -> Shape {
    let link = |key: &str, summary: &str| {
        let example = json!(format!("https://acme.example/{key}"));
        optional(key, text(summary, Text::Url).example(example))
    };
    let links = vec![
        link("support", "where to find help"),
        link("terms", "the terms of use"),
        link("privacy", "the privacy policy"),
        link("imprint", "who is responsible"),
    ];
    table("links that the law or good manners want", links)
}

const IMAGE: &[&str] = &["svg", "png"];

#[rustfmt::skip]
fn brand() -> Shape {
    let color = shape("the brand color: `primary` of the light scheme, to the digit", Kind::Color);
    let logo = file("the logo: an SVG, or a PNG of at least 512 pixels on its longer side", IMAGE);
    table("the brand: all colors come from it", vec![
        inherited("color", color.example(json!("#0a66c2"))),
        optional("accent", shape("the color of the secondary roles", Kind::Color).or_by("from the brand color")),
        inherited("logo", logo.example(json!("logo.svg"))),
        optional("logo-dark", file("the logo for the dark scheme", IMAGE).or_by("the logo")),
    ])
}

fn colors(base: &Base) -> Shape {
    let need = |role: Role| match Meaning::of(role) {
        Some(meaning) if base.protected.contains_key(&meaning) => Need::Never,
        _ => Need::Optional,
    };
    let scheme = |scheme: Scheme| {
        let color = |role: Role| shape(role.summary(), Kind::Color).or_by(role.rule(scheme));
        let roles =
            Role::ALL.into_iter().map(|role| optional(role.name(), color(role)).need(need(role)));
        let summary = format!("colors that are set by hand, in the {} scheme", scheme.name());
        optional(scheme.name(), table(&summary, roles.collect()))
    };
    let schemes = Scheme::ALL.into_iter().map(scheme).collect();
    table("color roles that are set by hand; the others follow", schemes)
}

#[rustfmt::skip]
fn icon() -> Shape {
    let angle = shape("degrees as in CSS: 0 is upwards, 90 to the right", Kind::Number { min: None, max: None });
    let gradient = table("a gradient", vec![
        always("from", shape("the color at the start", Kind::Color)),
        always("to", shape("the color at the end", Kind::Color)),
        optional("angle", angle.or(180)),
    ]);
    let color = shape("a color or a color role", Kind::ColorOrRole);
    let drawing = file("an SVG that covers all", &["svg"]);
    let background = any("what the mark stands on: a color, a color role, an SVG file, or a gradient", vec![color, drawing, gradient]);
    let padding = shape("the share of the side left free on each side", Kind::Number { min: Some(0.0), max: Some(0.4) });
    let drawing = table("a drawing of the mark", vec![
        always("file", file("what is drawn", IMAGE)),
        optional("min-size", shape("the least side of an icon that it is for, in pixels", Kind::Number { min: Some(0.0), max: Some(1024.0) }).or(0)),
    ]);
    let drawings = list("drawings for sizes, each up to the next one's", drawing, Change::Whole)
        .example(json!([{ "file": "mark-small.svg" }, { "file": "mark.svg", "min-size": 33 }]));
    table("the app icon", vec![
        optional("mark", any("what is drawn; about square", vec![file("a drawing for all sizes", IMAGE), drawings]).or_by("the logo")),
        optional("background", background
            .or_by("the first of `primary`, `surface`, `inverse-surface` on which most of the mark stands out")
            .example(json!("primary"))
            .example(json!({ "from": "#ff8a30", "to": "#e55a00", "angle": 160 }))),
        optional("padding", padding.or(0.16)),
        optional("monochrome", file("the mark in one color", IMAGE).or_by("the mark, its tones as opacity")),
        optional("dark", file("the mark of iOS's dark icon", IMAGE).or_by("the mark, or the logo where only that can be seen on dark")),
        optional("tinted", file("the mark of iOS's tinted icon, in grays", IMAGE).or_by("the dark mark in grays")),
        optional("notification", file("the glyph of notifications, in one color", IMAGE).or_by("the mark in one color")),
    ])
}

fn launch() -> Shape {
    let background = |scheme: &str| {
        let summary = format!("a color or a color role, in the {scheme} scheme");
        shape(&summary, Kind::ColorOrRole).or("surface")
    };
    table(
        "the launch screen",
        vec![
            optional("background", background("light")),
            optional("background-dark", background("dark")),
            optional("image", names("what it shows", &["logo", "icon"]).or("logo")),
            optional(
                "branding",
                file("what Android shows below the icon", IMAGE)
                    .or_by("a word mark below the app icon, else nothing"),
            ),
        ],
    )
}

fn font() -> Shape {
    let uses = list("what the family is for", names("a use", &["body", "heading"]), Change::Whole);
    let files =
        list("its faces", file("a font file", &["ttf", "otf", "woff", "woff2"]), Change::Whole);
    let license = text("an SPDX expression", Text::Line(80));
    table(
        "a family",
        vec![
            always("family", text("its name, as the files say it", Text::Line(80))),
            always("license", license.example(json!("OFL-1.1"))),
            always("files", files.example(json!(["fonts/AcmeSans-Regular.ttf"]))),
            optional("use", uses.or(vec!["body", "heading"])),
        ],
    )
}

#[rustfmt::skip]
fn screenshots(base: &Base) -> Shape {
    let picture = table("a picture of the client at work", vec![
        always("file", file("a PNG or a JPEG", &["png", "jpg", "jpeg"]).example(json!("screenshots/messages-wide.png"))),
        always("form-factor", names("which screens it is for", &["wide", "narrow"])),
        optional("page", text("the page of the base client that `rebadge screenshots` took it of", Text::Any)),
        optional("label", label("what it shows", base).or_by("what the menu calls the page")),
    ]);
    list("pictures of the client, for the dialog that offers to install it", picture, Change::Whole)
}

fn menu(base: &Base) -> Shape {
    let ids = base.menu.entries.iter().map(|entry| entry.id.value.clone());
    let id = any(
        "the id of an entry",
        vec![
            choice("an entry of the base client", &ids.collect::<Vec<_>>()),
            text("an entry of a theme", Text::Any),
        ],
    );
    let place = |(name, place): (&String, &MenuPlace)| {
        let shape = list(&place_summary(name, place), id.clone(), Change::Parts);
        let own = base.menu.layout.get(name);
        let ids = own.into_iter().flat_map(|list| &list.ids).map(|id| id.value.clone());
        optional(name, shape.or(ids.collect::<Vec<_>>()))
    };
    let entries = "new entries, or what changes in one of the base client's";
    let layout = base.places.iter().map(place).collect();
    let heading = Box::new(label("a heading", base));
    table(
        "the menu",
        vec![
            optional("layout", table("which entries each place shows, in this order", layout)),
            optional("entries", shape(entries, Kind::ById(entry(base)))),
            optional("groups", shape("headings of groups", Kind::Map(heading))),
        ],
    )
}

fn place_summary(name: &str, place: &MenuPlace) -> String {
    let max = place.max.map(|max| format!("; at most {max} entries"));
    let label = place.label_max.map(|max| format!("; labels of at most {max} columns"));
    format!("the entries of `{name}`{}{}", max.unwrap_or_default(), label.unwrap_or_default())
}

#[rustfmt::skip]
fn entry(base: &Base) -> Vec<Field> {
    let icons: Vec<String> = base.icons.keys().cloned().collect();
    let icon = vec![choice("an icon of the base client's set", &icons), file("a file of the theme", IMAGE)];
    let views: Vec<String> = base.views.iter().map(|view| format!("view:{view}")).collect();
    let mut target = vec![choice("a view of the base client", &views), text("a link", Text::Url)];
    target.extend(base.opens.keys().map(|kind| text(&format!("`{kind}:<id>`"), Text::Any)));
    let groups: Vec<String> = base.menu.groups.keys().cloned().collect();
    let group = vec![choice("a group of the base client", &groups), text("a group of a theme", Text::Any)];
    let mut role = choice("a role of the base client", &base.roles);
    if base.security.is_some() {
        role = any("a role", vec![role, text("a role of a theme", Text::Any)]);
    }
    let roles = list("who sees it", role, Change::Parts);
    vec![
        always("id", text("its name in lists", Text::Any)),
        optional("label", label("what people read", base)),
        optional("icon", any("an icon of the base client's set, or a file of the theme", icon)),
        optional("badge", choice("a counter of the base client", &base.badges)),
        optional("target", any("what it opens: `view:<id>`, or a link", target)),
        optional("roles", roles.or_by("everybody")),
        optional("group", any("the group it stands in", group)),
    ]
}

fn label(summary: &str, base: &Base) -> Shape {
    let text_of = |language: &String| {
        optional(language, text(&format!("the text in `{language}`"), Text::Any))
    };
    let languages = base.languages.iter().map(text_of).collect();
    any(
        summary,
        vec![
            text("one text for every language", Text::Any),
            table("a text for each language", languages),
        ],
    )
}

fn strings(base: &Base) -> Shape {
    let texts = |language: &String| {
        let mut all = Vec::new();
        for (key, original) in base.strings.get(language).into_iter().flat_map(|texts| texts.iter())
        {
            insert(&mut all, key, original);
        }
        optional(language, table(&format!("texts in `{language}`"), all))
    };
    let languages = base.languages.iter().map(texts).collect();
    table("texts of the base client in other words; placeholders such as `{name}` stay", languages)
}

/// Adds the text of a dotted key; its tables come to be where they are not there yet.
fn insert(fields: &mut Vec<Field>, key: &str, original: &str) {
    let Some((first, rest)) = key.split_once('.') else {
        fields.push(optional(key, text("a text of the base client", Text::Lines).or(original)));
        return;
    };
    let is_it =
        |field: &&mut Field| field.key == first && matches!(field.shape.kind, Kind::Table(_));
    if fields.iter_mut().find(is_it).is_none() {
        fields.push(optional(first, table(&format!("texts of `{first}`"), Vec::new())));
    }
    let table = fields.iter_mut().find(is_it).map(|field| &mut field.shape.kind);
    if let Some(Kind::Table(inner)) = table {
        insert(inner, rest, original);
    }
}

fn features(base: &Base) -> Shape {
    let all = base.features.iter().map(|(name, feature)| {
        let switch = shape(&feature.summary, Kind::Bool);
        let of = Box::new(switch);
        let hand = if base.adjustable.iter().any(|key| *key == format!("features.{name}")) {
            Hand::Adjustable
        } else {
            Hand::Fixed
        };
        let preset = shape(&feature.summary, Kind::Preset { of, hand });
        optional(name, preset.or(feature.default))
    });
    table("what the client can do, on or off", all.collect())
}
