//! The page's origin: its files, and the answers to its questions.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::against::compare_with;
use super::desk::Desk;
use super::edits::{Refusal, edits};
use super::generation::Generation;
use super::json;
use super::options;
use super::page;
use super::state::Source;
use super::store::Store;
use super::studio::Studio;
use super::tell;
use super::write;
use rebadge_art::color::Scheme;
use rebadge_bundle::Entry as Output;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::output_path::OutputPath;
use rebadge_stage::access::{self, Access};
use rebadge_stage::guard::{self, From, Guard};
use rebadge_stage::media::media_type;
use rebadge_stage::server::Answer;
use rebadge_stage::stage::{self, Guest, Stage};
use rebadge_stage::wire::{Body, Request, Response};

/// The most stages that are open at once; the page has a slot for each of its frames.
const STAGES: usize = 48;

/// What answers on the page's origin.
pub(super) struct Site {
    studio: Arc<Studio>,
    guard: Guard,
    address: SocketAddr,
    host: String,
    access: Arc<Access>,
    page: Option<PathBuf>,
    /// Slot → its stage.
    stages: Mutex<BTreeMap<String, Stage>>,
}

/// Why there is no answer.
type Refused = Response;

impl Site {
    pub(super) fn new(
        studio: Arc<Studio>,
        options: &Options,
        address: SocketAddr,
        access: Arc<Access>,
    ) -> Arc<Site> {
        let host = options.host.clone();
        Arc::new(Site {
            studio,
            guard: Guard::new(&host, address),
            address,
            host,
            access,
            page: options.page.clone(),
            stages: Mutex::default(),
        })
    }

    /// What answers requests.
    pub(super) fn answer(self: Arc<Self>) -> Answer {
        Arc::new(move |request: &Request| match self.respond(request) {
            Ok(response) | Err(response) => response,
        })
    }

    fn respond(&self, request: &Request) -> Result<Response, Refused> {
        self.guard.check_name(request)?;
        if let Some(response) = self.access.exchange(request) {
            return Ok(response);
        }
        if !self.access.allows(request) {
            return Err(access::refusal());
        }
        self.guard.check(request, From::Itself)?;
        let parts = request.parts().ok_or_else(|| missing("this is no path"))?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET" | "HEAD", parts) => self.get(request, parts),
            ("POST", ["api", name]) => self.post(request, name),
            _ => Err(Response::refusal(405, "only `GET` and `POST` are answered here")),
        }
    }

    fn get(&self, request: &Request, parts: &[&str]) -> Result<Response, Refused> {
        match parts {
            [""] => self.page(),
            ["page", name @ ..] => {
                let name = name.join("/");
                let bytes = page::file(&name, self.page.as_deref());
                let bytes = bytes.ok_or_else(|| missing("the page has no such file"))?;
                Ok(Response::bytes(200, media_type(&name), bytes))
            }
            ["api", "events"] => Ok(self.events()),
            ["api", "tenants"] => Ok(Response::json(200, &self.tenants())),
            ["api", "tenants", id] => self.tenant(id),
            ["api", "compare", id] => {
                let source = source(request.asked("source").or(Some("saved".into())).as_deref())?;
                let compared = self.studio.compare(id, source);
                let compared =
                    compared.ok_or_else(|| missing("there is nothing to compare with"))?;
                compared.map(|value| Response::json(200, &value)).map_err(|message| unfit(&message))
            }
            ["api", "store"] => Ok(Response::json(200, &tell::counts(&self.studio.store))),
            ["pictures", id, "layers", name] => {
                let made = self.generation(request, id)?.layer(name, &self.studio.store);
                file(&output_path(&[name])?, made.ok_or_else(|| missing("there is no such layer"))?)
            }
            ["pictures", id, set, path @ ..] if request.asked("as").as_deref() == Some("png") => {
                let generation = self.generation(request, id)?;
                let made = generation.as_png(set, &output_path(path)?, &self.studio.store);
                let made = made.ok_or_else(|| missing("this is no picture"))?;
                file(&output_path(&["picture.png"])?, made)
            }
            ["pictures", id, set, path @ ..] => {
                let generation = self.generation(request, id)?;
                let path = output_path(path)?;
                let made = generation.picture(set, &path, &self.studio.store);
                file(&path, made.ok_or_else(|| missing("the set has no such picture"))?)
            }
            ["outputs", id, target, path @ ..] => {
                let path = output_path(path)?;
                if request.asked("source").as_deref() == Some("against")
                    && let Some(bytes) = self.studio.packaged(id, &path)
                {
                    let bytes = bytes.map_err(|message| Response::refusal(500, &message))?;
                    return Ok(shown(&path, bytes));
                }
                let generation = self.generation(request, id)?;
                let made = generation.output(target, &path, &self.studio.store);
                file(&path, made.ok_or_else(|| missing("the package has no such file"))?)
            }
            ["logos", id, scheme] => {
                let scheme = Scheme::ALL.into_iter().find(|known| known.name() == *scheme);
                let scheme = scheme.ok_or_else(|| missing("there is no such scheme"))?;
                let generation = self.generation(request, id)?;
                let (ending, made) = generation.logo(scheme, &self.studio.store);
                file(&output_path(&[&format!("logo.{ending}")])?, made)
            }
            ["options", id, scheme, section, path @ ..] => {
                let scheme = Scheme::ALL.into_iter().find(|known| known.name() == *scheme);
                let scheme = scheme.ok_or_else(|| missing("there is no such scheme"))?;
                let generation = self.generation(request, id)?;
                let drawn = options::picture(&generation, (section, &path.join("/")), scheme);
                let drawn = drawn.ok_or_else(|| missing("the section has no such drawing"))?;
                let bytes = drawn.map_err(|error| Response::refusal(500, &error.to_string()))?;
                Ok(shown(&output_path(&["option.png"])?, Arc::new(bytes)))
            }
            _ => Err(missing("there is nothing here")),
        }
    }

    fn generation(
        &self,
        request: &Request,
        id: &str,
    ) -> Result<Arc<super::generation::Generation>, Refused> {
        let source = source(request.asked("source").as_deref())?;
        let generation = self.studio.generation(id, source);
        generation.ok_or_else(|| missing("there is no such tenant, or it never was without errors"))
    }

    fn page(&self) -> Result<Response, Refused> {
        let bytes = page::file("index.html", self.page.as_deref());
        let bytes = bytes.ok_or_else(|| missing("the page is not there"))?;
        let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob: http://*:*; frame-src http://*:*; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
        let response = Response::bytes(200, "text/html; charset=utf-8", bytes);
        Ok(response.with("Content-Security-Policy", policy))
    }

    fn events(&self) -> Response {
        let hello = json!({ "revision": self.studio.state().revision });
        let blocks = self.studio.hub().listen(&hello);
        let body = Body::Stream(blocks);
        Response { status: 200, kind: "text/event-stream", fields: Vec::new(), body }
    }

    /// Does some work at the desk.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let done = self.studio.ask(work);
        done.ok_or_else(|| {
            Response::refusal(500, "the preview has a defect; its terminal says which")
        })
    }

    fn tenants(&self) -> Value {
        tell::tenants(self.studio.places.only.as_ref(), &self.studio.state())
    }

    fn tenant(&self, id: &str) -> Result<Response, Refused> {
        let now = self.studio.generation(id, Source::Now);
        let state = self.studio.state();
        let tenant = state.tenant(id).ok_or_else(|| missing("there is no such tenant"))?;
        let told = tell::tenant(&state, tenant, now.as_deref(), &self.studio.store);
        Ok(Response::json(200, &told))
    }

    fn post(&self, request: &Request, name: &str) -> Result<Response, Refused> {
        if !self.guard.is_from_itself(request) {
            return Err(Response::refusal(403, "only the preview's own page may do that"));
        }
        if !request.field("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
            return Err(Response::refusal(415, "send JSON"));
        }
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|error| Response::refusal(400, &format!("the body is no JSON: {error}")))?;
        match name {
            "stages" => self.stage(request, &body),
            "try" => {
                let edits = edits(&body["changes"]).map_err(refused)?;
                let id = tenant_of(&body)?.to_owned();
                self.ask(move |desk| write::attempt(desk, &id, edits))?.map_err(refused)?;
                Ok(Response::done())
            }
            "write" => {
                let edits = edits(&body["changes"]).map_err(refused)?;
                let id = tenant_of(&body)?.to_owned();
                self.ask(move |desk| write::write(desk, &id, &edits))?.map_err(refused)?;
                Ok(Response::done())
            }
            "against" => {
                let (id, what) = (tenant_of(&body)?.to_owned(), body["what"].as_str());
                let what = what.map(str::to_owned);
                let compared = self.ask(move |desk| compare_with(desk, &id, what.as_deref()))?;
                compared.map(|()| Response::done()).map_err(|message| unfit(&message))
            }
            _ => Err(missing("there is nothing here")),
        }
    }

    /// Opens the stage of a slot, or shows something else on it.
    fn stage(&self, request: &Request, body: &Value) -> Result<Response, Refused> {
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let wanted = |key: &str| text(key).ok_or_else(|| unfit(&format!("`{key}` is missing")));
        let (id, target, slot) = (wanted("tenant")?, wanted("target")?, wanted("slot")?);
        let source = source(text("source"))?;
        if self.studio.state().tenant(id).is_none() {
            return Err(missing("there is no such tenant"));
        }
        let files = match text("language") {
            None => self.files(id, target, source),
            Some(language) => self.files_in(id, target, (source, language))?,
        };
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        if !stages.contains_key(slot) {
            if stages.len() >= STAGES {
                return Err(Response::refusal(503, "too many frames are open"));
            }
            let guest = Guest::Page {
                port: self.address.port(),
                access: Arc::clone(&self.access),
                script: page::FRAME,
            };
            let stage = stage::open(self.address.ip(), &self.host, Arc::clone(&files), guest);
            let stage = stage.map_err(|error| Response::refusal(500, &error.to_string()))?;
            stages.insert(slot.to_owned(), stage);
        }
        let stage = &stages[slot];
        stage.show(files);
        // Under the name by which the page was asked for, both are of one site.
        let host = request.field("host").unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let nonce = guard::secret().map_err(|error| Response::refusal(500, &error.to_string()))?;
        Ok(Response::json(
            200,
            &json!({ "origin": format!("http://{name}:{}", stage.address.port()), "nonce": nonce }),
        ))
    }

    /// The same in another language; refused if the theme does not have it.
    fn files_in(
        &self,
        id: &str,
        target: &str,
        (source, language): (Source, &str),
    ) -> Result<Arc<stage::Files>, Refused> {
        self.studio.in_language(id, source, language).map_err(refused)?;
        let studio = Arc::clone(&self.studio);
        let (id, target, language) = (id.to_owned(), target.to_owned(), language.to_owned());
        Ok(Arc::new(move |path: &OutputPath| {
            let generation = studio.in_language(&id, source, &language).ok()?;
            sent(&generation, &target, path, &studio.store)
        }))
    }

    fn files(&self, id: &str, target: &str, source: Source) -> Arc<stage::Files> {
        let studio = Arc::clone(&self.studio);
        let (id, target) = (id.to_owned(), target.to_owned());
        Arc::new(move |path: &OutputPath| {
            if source == Source::Against
                && let Some(bytes) = studio.packaged(&id, path)
            {
                return Some(bytes);
            }
            let generation = studio.generation(&id, source)?;
            sent(&generation, &target, path, &studio.store)
        })
    }
}

/// What the client's server sends for a path.
fn sent(
    generation: &Generation,
    target: &str,
    path: &OutputPath,
    store: &Store,
) -> Option<Result<Arc<Vec<u8>>, String>> {
    let targets = generation.client.base.targets.iter();
    let own = targets.filter(|own| own.name == target);
    let foreign = own.filter_map(|own| own.foreign.as_ref()).next();
    let read = |path: &OutputPath| Some(bytes(generation.output(target, path, store)?));
    match foreign {
        Some(foreign) => foreign.server.answer(path, read),
        None => read(path),
    }
}

/// The bytes of a file of a theme, or what went wrong, in a sentence.
fn bytes(made: Result<Output, Vec<Diagnostic>>) -> Result<Arc<Vec<u8>>, String> {
    let output = made.map_err(|problems| said(&problems))?;
    output.read().map_err(|error| error.to_string())
}

fn tenant_of(body: &Value) -> Result<&str, Refused> {
    body["tenant"].as_str().ok_or_else(|| unfit("`tenant` is missing"))
}

fn refused(refusal: Refusal) -> Refused {
    match refusal {
        Refusal::NoTenant => missing("there is no such tenant"),
        Refusal::Overtaken => Response::refusal(409, "the file was changed by somebody else"),
        Refusal::Unfit(message) => unfit(&message),
        Refusal::Breaks(problems) => {
            let diagnostics: Vec<Value> = problems.iter().map(json::diagnostic).collect();
            Response::json(422, &json!({ "message": said(&problems), "diagnostics": diagnostics }))
        }
    }
}

fn source(name: Option<&str>) -> Result<Source, Refused> {
    Source::from_name(name.unwrap_or("now")).ok_or_else(|| unfit("there is no such source"))
}

fn output_path(parts: &[&str]) -> Result<OutputPath, Refused> {
    OutputPath::new(&parts.join("/")).map_err(|_| missing("this is no path"))
}

/// A file of a theme.
fn file(path: &OutputPath, made: Result<Output, Vec<Diagnostic>>) -> Result<Response, Refused> {
    let bytes = bytes(made).map_err(|message| Response::refusal(500, &message))?;
    Ok(shown(path, bytes))
}

/// Bytes that are shown, never run: here they would be a part of the page.
fn shown(path: &OutputPath, bytes: Arc<Vec<u8>>) -> Response {
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox";
    let response = Response::bytes(200, media_type(path.file_name()), bytes);
    response.with("Content-Security-Policy", policy)
}

fn said(problems: &[Diagnostic]) -> String {
    let messages: Vec<&str> = problems.iter().take(5).map(|one| one.message.as_str()).collect();
    messages.join("; ")
}

fn missing(message: &str) -> Refused {
    Response::refusal(404, message)
}

fn unfit(message: &str) -> Refused {
    Response::refusal(422, message)
}
