//! The tree itself, from the contract of a base client. Apart, because it is a table: it reads as the theme's format
//! does, and a test holds it against what the theme's reader takes.

use serde_json::{Value, json};

use super::new::{
    any, choice, file, inherited, list, names, optional, required, shape, table, text,
};
use super::{Change, Field, Kind, Shape, Text};
use crate::base::{Base, MenuPlace};
use crate::color::{Role, Scheme};

/// The keys that speak of the file itself, and are not inherited.
pub const OWN: [&str; 4] = ["extends", "abstract", "lock", "unset"];

/// A theme's file: all that may stand in it.
pub fn theme(base: &Base) -> Shape {
    let mut shape = values(base);
    if let Kind::Table(fields) = &mut shape.kind {
        fields.splice(0..0, own());
    }
    shape
}

/// The keys that hold a tenant's wishes: what can be inherited, locked and forgotten.
pub fn values(base: &Base) -> Shape {
    let mut fields = vec![
        inherited("tenant", tenant(base)),
        optional("legal", legal()),
        inherited("brand", brand()),
        optional("colors", colors()),
        optional("icon", icon()),
        optional("launch", launch()),
        optional("fonts", list("fonts that the theme brings", font(), Change::Whole)),
        optional("menu", menu(base)),
        optional("strings", strings(base)),
        optional("features", features(base)),
    ];
    for (name, section) in &base.sections {
        let schema = section.schema();
        let summary = schema.get("description").or_else(|| schema.get("title"));
        let summary = summary.and_then(Value::as_str).unwrap_or_default();
        fields.push(optional(name, shape(summary, Kind::Section(schema.clone()))));
    }
    table(&format!("what one tenant wants of {}", base.name), fields)
}

fn own() -> Vec<Field> {
    let parent =
        || text("a theme folder, or a `.toml` file, from the folder of this file", Text::Theme);
    let pattern = || text("keys joined by dots; `*` is one key, `**` any number", Text::Pattern);
    let lock = table(
        "keys that themes below may not set, and why",
        vec![
            required("keys", list("which keys", pattern(), Change::Whole)),
            required("reason", text("why; themes below are told", Text::Any)),
        ],
    );
    vec![
        optional(
            "extends",
            any(
                "the theme that this one stands on, or several: later ones win",
                vec![parent(), list("several themes", parent(), Change::Whole)],
            )
            .example(json!("../industry/manufacturing")),
        ),
        optional(
            "abstract",
            shape(
                "a template for other themes: builds no package, need not be complete",
                Kind::Bool,
            )
            .default("false"),
        ),
        optional(
            "lock",
            list(
                "keys that themes below may not set",
                any("a pattern, or patterns with a reason", vec![pattern(), lock]),
                Change::Whole,
            )
            .example(json!(["legal.*"]))
            .example(json!([{ "keys": ["security.**"], "reason": "group policy" }])),
        ),
        optional(
            "unset",
            list("forget what is inherited for these keys", pattern(), Change::Whole)
                .example(json!(["colors.**", "legal.imprint"])),
        ),
    ]
}

fn tenant(base: &Base) -> Shape {
    let language = || choice("a language of the base client", &base.languages);
    let first = base.languages.first().cloned().unwrap_or_default();
    table(
        "who the theme is for",
        vec![
            inherited("id", text("the name of the package: a-z, 0-9 and hyphens", Text::Id))
                .example(json!("acme")),
            inherited("name", text("the name that people read, in any script", Text::Line(80)))
                .example(json!("Acme Logistics")),
            optional("short-name", text("for home screens: at most 12 characters", Text::Line(12)))
                .default("the leading words of the name that fit"),
            optional("description", text("one sentence", Text::Line(300))).default("the name"),
            optional("vendor", text("who publishes it", Text::Line(80))).default("the name"),
            optional("version", text("of the tenant's client", Text::Version))
                .default(&format!("the base client's version, `{}`", base.version)),
            optional("language", language().summary("the default language"))
                .default(&format!("the first of `languages`, or `{first}`")),
            optional("languages", list("the tenant's languages", language(), Change::Parts))
                .default("all that the base client knows"),
            optional("direction", names("the direction of text", &["ltr", "rtl"]))
                .default("from the language"),
            optional("domain", text("the host on which the client runs", Text::Domain))
                .example(json!("work.acme.example")),
            optional(
                "application-id",
                text("what systems know the client by: a reversed domain", Text::ApplicationId),
            )
            .default("the domain's labels, the last one first")
            .example(json!("example.acme.work")),
            optional(
                "start-url",
                text("a relative path, or https within the domain", Text::StartUrl),
            )
            .default("`./`"),
        ],
    )
}

fn legal() -> Shape {
    let link = |key: &str, summary: &str| {
        optional(key, text(summary, Text::Url))
            .example(json!(format!("https://acme.example/{key}")))
    };
    table(
        "links that the law or good manners want",
        vec![
            link("support", "where to find help"),
            link("terms", "the terms of use"),
            link("privacy", "the privacy policy"),
            link("imprint", "who is responsible"),
        ],
    )
}

const IMAGE: &[&str] = &["svg", "png"];

fn brand() -> Shape {
    table(
        "the brand: all colors come from it",
        vec![
            inherited("color", shape("the brand color: `primary` to the digit", Kind::Color))
                .example(json!("#0a66c2")),
            optional("accent", shape("the color of the secondary roles", Kind::Color))
                .default("derived from the color"),
            inherited(
                "logo",
                file("an SVG, or a PNG of at least 512 pixels on its longer side", IMAGE),
            )
            .example(json!("logo.svg")),
            optional("logo-dark", file("the logo for the dark scheme", IMAGE)).default("the logo"),
        ],
    )
}

fn colors() -> Shape {
    let scheme = |scheme: Scheme| {
        let roles = Role::ALL.iter().map(|role| {
            optional(role.name(), shape(role.summary(), Kind::Color)).default(role.rule(scheme))
        });
        let summary = format!("colors that are set by hand, in the {} scheme", scheme.name());
        optional(scheme.name(), table(&summary, roles.collect()))
    };
    let schemes = Scheme::ALL.into_iter().map(scheme).collect();
    table("color roles that are set by hand; the others follow", schemes)
}

fn icon() -> Shape {
    let angle = Kind::Number { min: None, max: None };
    let gradient = table(
        "a gradient",
        vec![
            required("from", shape("the color at the start", Kind::Color)),
            required("to", shape("the color at the end", Kind::Color)),
            optional("angle", shape("degrees as in CSS: 0 is upwards, 90 to the right", angle))
                .default("180"),
        ],
    );
    let color = shape("a color or a color role", Kind::ColorOrRole);
    let background = any(
        "what the mark stands on",
        vec![color, file("an SVG that covers all", &["svg"]), gradient],
    );
    let padding = Kind::Number { min: Some(0.0), max: Some(0.4) };
    table(
        "the app icon",
        vec![
            optional("mark", file("what is drawn; about square", IMAGE)).default("the logo"),
            optional("background", background)
                .default("the first of primary, surface, inverse-surface on which most of the mark stands out")
                .example(json!({ "from": "#ff8a30", "to": "#e55a00", "angle": 160 })),
            optional("padding", shape("the share of the side left free on each side", padding))
                .default("0.16"),
            optional("monochrome", file("the mark in one color", IMAGE))
                .default("the mark's silhouette"),
        ],
    )
}

fn launch() -> Shape {
    let background = |scheme: &str| {
        shape(&format!("a color or a color role, in the {scheme} scheme"), Kind::ColorOrRole)
    };
    table(
        "the launch screen",
        vec![
            optional("background", background("light")).default("`surface`"),
            optional("background-dark", background("dark")).default("`surface`"),
            optional("image", names("what it shows", &["logo", "icon"])).default("`logo`"),
        ],
    )
}

fn font() -> Shape {
    let uses = names("what the family is for", &["body", "heading"]);
    table(
        "a family",
        vec![
            required("family", text("its name, as the files say it", Text::Line(80))),
            required("license", text("an SPDX expression", Text::Line(80)))
                .example(json!("OFL-1.1")),
            required(
                "files",
                list("its faces", file("a font file", &["ttf", "otf"]), Change::Whole),
            ),
            optional("use", list("what the family is for", uses, Change::Whole)).default("both"),
        ],
    )
}

fn menu(base: &Base) -> Shape {
    let place = |(name, place): (&String, &MenuPlace)| {
        let entry = text("the id of an entry", Text::Any);
        optional(name, list(&place_summary(name, place), entry, Change::Parts))
            .default("the base client's list")
    };
    table(
        "the menu",
        vec![
            optional(
                "layout",
                table(
                    "which entries each place shows, in order",
                    base.places.iter().map(place).collect(),
                ),
            ),
            optional(
                "entries",
                shape(
                    "new entries, or what changes in one of the base client's",
                    Kind::ById(entry(base)),
                ),
            ),
            optional(
                "groups",
                shape("headings of groups", Kind::Map(Box::new(label("a heading", base)))),
            ),
        ],
    )
}

fn place_summary(name: &str, place: &MenuPlace) -> String {
    let max = place.max.map(|max| format!("; at most {max} entries"));
    let label = place.label_max.map(|max| format!("; labels of at most {max} columns"));
    format!("the entries of `{name}`{}{}", max.unwrap_or_default(), label.unwrap_or_default())
}

fn entry(base: &Base) -> Vec<Field> {
    let icons: Vec<String> = base.icons.keys().cloned().collect();
    let icon = vec![
        choice("an icon of the base client's set", &icons),
        file("a file of the theme", IMAGE),
    ];
    let views: Vec<String> = base.views.iter().map(|view| format!("view:{view}")).collect();
    let target = vec![choice("a view of the base client", &views), text("a link", Text::Url)];
    let role = choice("who", &base.roles);
    vec![
        required("id", text("its name in lists", Text::Any)),
        optional("label", label("what people read", base)),
        optional("icon", any("an icon of the base client's set, or a file of the theme", icon)),
        optional("badge", choice("a counter of the base client", &base.badges)),
        optional("target", any("what it opens: `view:<id>`, or a link", target)),
        optional("roles", list("who sees it", role, Change::Parts)).default("everybody"),
        optional("group", text("the group it stands in", Text::Any)),
    ]
}

fn label(summary: &str, base: &Base) -> Shape {
    let text_of = |language: &String| {
        optional(language, text(&format!("the text in `{language}`"), Text::Any))
    };
    let by_language =
        table("a text for each language", base.languages.iter().map(text_of).collect());
    any(summary, vec![text("one text for every language", Text::Any), by_language])
}

fn strings(base: &Base) -> Shape {
    let texts = |language: &String| {
        let texts = base.strings.get(language).into_iter().flatten();
        let mut all = Vec::new();
        for (key, original) in texts {
            insert(&mut all, key, original);
        }
        optional(language, table(&format!("texts in `{language}`"), all))
    };
    table("texts of the base client in other words", base.languages.iter().map(texts).collect())
}

/// Adds the text of a dotted key; its tables come to be where they are not there yet.
fn insert(fields: &mut Vec<Field>, key: &str, original: &str) {
    let Some((first, rest)) = key.split_once('.') else {
        let shape = text("a text of the base client", Text::Any);
        fields.push(optional(key, shape).default(original));
        return;
    };
    let is_table =
        |field: &&mut Field| field.key == first && matches!(field.shape.kind, Kind::Table(_));
    if fields.iter_mut().find(is_table).is_none() {
        fields.push(optional(first, table(&format!("texts of `{first}`"), Vec::new())));
    }
    if let Some(Kind::Table(inner)) =
        fields.iter_mut().find(is_table).map(|field| &mut field.shape.kind)
    {
        insert(inner, rest, original);
    }
}

fn features(base: &Base) -> Shape {
    let all = base.features.iter().map(|(name, feature)| {
        let switch = shape(&feature.summary, Kind::Bool);
        let preset = shape(&feature.summary, Kind::Preset(Box::new(switch)));
        optional(name, preset).default(&feature.default.to_string())
    });
    table("what the client can do, on or off", all.collect())
}
