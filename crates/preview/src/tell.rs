//! What the page's API says of tenants.

use serde_json::{Map, Value, json};

use super::generation::{Generation, Planned};
use super::json;
use super::options;
use super::people;
use super::state::{State, Tenant};
use super::store::Store;
use rebadge_art::color::Scheme;
use rebadge_core::diagnostic::Level;
use rebadge_core::fs;
use rebadge_plan::plan::{self, Set, sets};
use rebadge_stage::media::media_type;
use rebadge_theme::base::Target;
use rebadge_theme::inherit::ThemeFile;

/// What is in a list for a theme that never was good.
const UNKNOWN: [&str; 7] =
    ["name", "short_name", "languages", "direction", "version", "extends", "colors"];

/// One line of the list of tenants.
fn line(tenant: &Tenant) -> Map<String, Value> {
    let count = |level: Level| {
        tenant.diagnostics.iter().filter(|problem| problem.code.level() == level).count()
    };
    let mut line = Map::from_iter([
        ("id".to_owned(), tenant.id.as_str().into()),
        ("theme".to_owned(), tenant.location.name().into()),
        ("file".to_owned(), tenant.location.file.display().to_string().into()),
        ("abstract".to_owned(), tenant.is_abstract.into()),
        ("stale".to_owned(), tenant.is_stale.into()),
        ("loaded".to_owned(), tenant.is_loaded.into()),
        ("errors".to_owned(), count(Level::Error).into()),
        ("warnings".to_owned(), count(Level::Warning).into()),
    ]);
    match &tenant.summary {
        Some(summary) => line.extend(summary.values().clone()),
        None => line.extend(UNKNOWN.map(|key| (key.to_owned(), Value::Null))),
    }
    line
}

/// The list of all tenants.
pub(super) fn tenants(only: Option<&ThemeFile>, state: &State) -> Value {
    let base = state.client.as_ref().map(|client| &client.base);
    let only = only.and_then(|only| state.tenants.get(&only.file));
    json!({
        "revision": state.revision,
        "base": {
            "id": base.map(|base| base.id.as_str()),
            "name": base.map(|base| base.name.as_str()),
            "version": base.map(|base| base.version.as_str()),
            "target": base.and_then(|base| base.targets.first()).map(|target| target.name.as_str()),
            "diagnostics": state.faults.iter().chain(&state.blind).map(json::diagnostic).collect::<Vec<_>>(),
        },
        "tenants": state.tenants.values().map(|tenant| line(tenant)).collect::<Vec<_>>(),
        "only": only.map(|tenant| tenant.id.as_str()),
        "against": only.and_then(|tenant| Some(tenant.against.as_ref()?.name.as_str())),
    })
}

/// All of one tenant. What is of the last good state is null where there never was one.
pub(super) fn tenant(
    state: &State,
    tenant: &Tenant,
    now: Option<&Generation>,
    store: &Store,
) -> Value {
    let mut all = line(tenant);
    // What is wrong with the contract stops every tenant: it is told once.
    let own = tenant.diagnostics.iter().filter(|own| !state.faults.contains(own));
    let faults = state.faults.iter().chain(own);
    all.extend([
        ("revision".to_owned(), state.revision.into()),
        ("stale".to_owned(), (tenant.is_stale || !state.faults.is_empty()).into()),
        ("diagnostics".to_owned(), faults.map(json::diagnostic).collect::<Vec<_>>().into()),
        ("against".to_owned(), tenant.against.as_ref().map(|against| against.name.as_str()).into()),
        (
            "tried".to_owned(),
            tenant
                .tried
                .iter()
                .map(|edit| json!({ "key": edit.key, "value": edit.value }))
                .collect::<Vec<_>>()
                .into(),
        ),
    ]);
    let of_theme = now.map(|now| of_theme(now, store)).unwrap_or_default();
    for key in
        ["brand", "targets", "palette", "strings", "menu", "values", "sets", "options", "people"]
    {
        all.insert(key.to_owned(), of_theme.get(key).cloned().unwrap_or_default());
    }
    all.into()
}

fn of_theme(now: &Generation, store: &Store) -> Value {
    let (theme, base) = (&*now.theme, &now.client.base);
    let palette = |scheme| json::roles(theme, base, scheme);
    json!({
        "brand": {
            "color": theme.brand_color.value.to_string(),
            "accent": theme.accent.as_ref().map(|accent| accent.value.to_string()),
        },
        "targets": now.targets.iter().map(|planned| target(now, planned, store)).collect::<Vec<_>>(),
        "palette": { "light": palette(Scheme::Light), "dark": palette(Scheme::Dark) },
        "strings": theme.strings.iter().map(|(language, texts)| {
            let texts = texts.iter().map(|(key, text)| (key.to_owned(), Value::from(text.to_string())));
            (language.clone(), Value::Object(texts.collect()))
        }).collect::<Map<_, _>>(),
        "menu": json::menu(theme),
        "values": json::values(theme, base),
        "options": options::sections(now),
        "people": people::people(theme, base),
        "sets": sets().filter_map(|set| one_set(now, set)).collect::<Vec<_>>(),
    })
}

fn target(now: &Generation, planned: &Planned, store: &Store) -> Value {
    let plan = &planned.plan;
    let base = now.client.base.targets.iter().find(|target| target.name == plan.target);
    let outputs = planned.graph.all().map(|(path, source)| {
        json!({
            "path": path.as_str(),
            "kind": source.describe(),
            "from": plan::origin(source, base, path),
            "type": media_type(path.file_name()),
            "sha256": planned.digest(path, store),
        })
    });
    json!({
        "name": plan.target,
        "sets": base.map(|base| base.icons.iter().map(|place| place.set.value.as_str()).collect::<Vec<_>>()),
        "pages": base.map(|base| pages(base, planned)).unwrap_or_default(),
        "outputs": outputs.collect::<Vec<_>>(),
    })
}

/// The pages to show; where the contract names none, the start page.
fn pages(target: &Target, planned: &Planned) -> Vec<Value> {
    let server = target.foreign.as_ref().map(|foreign| foreign.server.clone()).unwrap_or_default();
    let page = |name: &str, url: &str| json!({ "name": name, "url": server.address(url) });
    if !target.pages.is_empty() {
        return target.pages.iter().map(|own| page(&own.name, &own.url)).collect();
    }
    let has_start = planned.graph.all().any(|(path, _)| path.as_str() == "index.html");
    if has_start { vec![page("index", "index.html")] } else { Vec::new() }
}

fn one_set(now: &Generation, set: &'static Set) -> Option<Value> {
    let planned = now.set(set).ok()?;
    let files = planned.plan.names.icons.iter().map(|(path, icon)| json::icon(path, icon));
    Some(json!({
        "name": set.name,
        "summary": set.summary,
        "files": files.collect::<Vec<_>>(),
    }))
}

/// Where an editor finds a file.
pub(super) fn absolute(path: &std::path::Path) -> String {
    fs::real(path).unwrap_or_else(|| path.to_owned()).display().to_string()
}

/// What is kept, and what was ever made.
pub(super) fn counts(store: &Store) -> Value {
    let counts = store.made().counts();
    json!({ "kept": counts.kept, "bytes": counts.bytes, "made": counts.made })
}
