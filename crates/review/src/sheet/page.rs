//! The contact sheet as an HTML page.

use std::sync::LazyLock;

use serde_json::{Value, json};
use tera::Context;

use super::{Cut, Entry, Guide, On, Section};
use rebadge_package::package::size;
use rebadge_render::render::escape::Escape;
use rebadge_render::render::scalable::base64;
use rebadge_render::render::template::{Engine, Template};
use rebadge_render::render::{Effort, png};

const NAME: &str = "sheet.html";

/// The page's template: a constant, so that one engine serves every run.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let text = include_str!("sheet.html.tera").to_owned();
    let template = Template { name: NAME.to_owned(), text, escape: Escape::Html };
    Engine::new(vec![template]).unwrap_or_else(|faults| unreachable!("a test: {faults:?}"))
});

/// Writes the page. Its pictures are named by set and path, as they stand beside it.
pub fn page(title: &str, sections: &[Section]) -> String {
    let mut context = Context::new();
    context.insert("title", title);
    context.insert("sections", &sections.iter().map(section).collect::<Vec<_>>());
    ENGINE
        .render(NAME, &context)
        .unwrap_or_else(|fault| unreachable!("titles are checked: {}", fault.message))
}

fn section(section: &Section) -> Value {
    let entries: Vec<Value> =
        section.entries.iter().map(|shown| entry(section.name, shown)).collect();
    json!({ "name": section.name, "summary": section.summary, "entries": entries })
}

fn entry(set: &str, entry: &Entry) -> Value {
    let (width, height) = entry.shown();
    let frames: Vec<Value> = entry
        .frames()
        .iter()
        .map(|frame| {
            let on = match frame.on {
                On::Light => "light",
                On::Dark => "dark",
                On::Checker => "checker",
            };
            let cut = match frame.cut {
                Cut::None => "",
                Cut::Circle => "circle",
                Cut::Rounded => "rounded",
            };
            let zone = match frame.guide {
                Guide::None => 0,
                Guide::Circle(diameter) => diameter,
            };
            json!({ "on": on, "cut": cut, "zone": zone })
        })
        .collect();
    let path = match entry.file.as_str() {
        "" => embedded(entry),
        file => format!("{set}/{file}"),
    };
    json!({
        // A line may end behind a slash.
        "name": entry.name.split_inclusive('/').collect::<Vec<_>>(),
        "path": path,
        "own_width": entry.size.0,
        "own_height": entry.size.1,
        "width": width,
        "height": height,
        "bytes": if entry.bytes == 0 { String::new() } else { size(entry.bytes as u64) },
        "look": entry.look.map_or_else(|| "screenshot".to_owned(), |look| look.name()),
        "frames": frames,
    })
}

/// A picture that is no file, within the page.
fn embedded(entry: &Entry) -> String {
    let bytes = png::encode(&entry.pixels, Effort::Default).unwrap_or_default();
    format!("data:image/png;base64,{}", base64(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        let page = page("<script>alert(1)</script>", &[]);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
    }
}
