//! HTTP/1.1 messages: reads requests, with a limit on every part, and writes responses.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// The longest head of a request, in bytes: line and fields.
const HEAD: usize = 16 << 10;
/// The most fields of a head.
const FIELDS: usize = 64;
/// The longest body, in bytes.
const BODY: usize = 256 << 10;
/// How long a request may take to come in whole.
const SLOW: Duration = Duration::from_secs(10);
/// How long a connection may wait for its next request.
const IDLE: Duration = Duration::from_secs(60);

/// A request.
#[derive(Debug, Default)]
pub struct Request {
    /// `GET`, as sent.
    pub method: String,
    /// As sent, without the query: still percent-encoded, so that an encoded slash differs from a plain one.
    pub path: String,
    /// What follows `?`, still percent-encoded; empty where there is none.
    pub query: String,
    /// Names and values of the head, in their order.
    pub fields: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a field; none where it is absent. Two of one name are as bad as a wrong one.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut all = self.fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        match (all.next(), all.next()) {
            (None, _) => None,
            (Some((_, value)), None) => Some(value),
            (Some(_), Some(_)) => Some(""),
        }
    }

    /// A value of the query, decoded.
    pub fn asked(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| decoded(value))
    }

    /// The parts of the path, decoded; none where one is not text.
    pub fn parts(&self) -> Option<Vec<String>> {
        self.path.trim_start_matches('/').split('/').map(decoded).collect()
    }

    fn keeps_open(&self) -> bool {
        !self.field("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

/// Percent-decoded text; none where it is not UTF-8 or a `%` is not followed by two digits.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
        bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

/// What is answered.
#[derive(Debug)]
pub struct Response {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// The media type; empty for none.
    pub kind: &'static str,
    /// Further fields of the head.
    pub fields: Vec<(&'static str, String)>,
    /// What follows the head.
    pub body: Body,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// All of it at once.
    Bytes(Arc<Vec<u8>>),
    /// Blocks of text that come over time, until either side goes away.
    Stream(Receiver<Arc<str>>),
}

impl Response {
    /// Bytes of a media type.
    pub fn bytes(status: u16, kind: &'static str, bytes: impl Into<Arc<Vec<u8>>>) -> Response {
        Response { status, kind, fields: Vec::new(), body: Body::Bytes(bytes.into()) }
    }

    /// JSON.
    pub fn json(status: u16, value: &serde_json::Value) -> Response {
        Response::bytes(status, "application/json", value.to_string().into_bytes())
    }

    /// Why there is no better answer.
    pub fn refusal(status: u16, message: &str) -> Response {
        Response::json(status, &serde_json::json!({ "message": message }))
    }

    /// That it was done.
    pub fn done() -> Response {
        Response::bytes(204, "", Vec::new())
    }

    /// With another field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.fields.push((name, value.into()));
        self
    }
}

/// One connection, with what came in of the next request.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came in.
pub(crate) enum Incoming {
    Request(Request),
    /// What is wrong with it; the connection cannot go on.
    Broken(Response),
    /// The client went away, or is too slow.
    Gone,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Connection> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(SLOW))?;
        Ok(Connection { stream, buffer: Vec::new() })
    }

    /// Waits for the next request.
    pub(crate) fn next(&mut self) -> Incoming {
        match self.read() {
            Ok(incoming) => incoming,
            Err(_) => Incoming::Gone,
        }
    }

    fn read(&mut self) -> io::Result<Incoming> {
        let mut until = Instant::now() + if self.buffer.is_empty() { IDLE } else { SLOW };
        let (request, length) = loop {
            match head(&self.buffer) {
                Ok(Some((request, length))) => {
                    self.buffer.drain(..length);
                    break match body_length(&request) {
                        Ok(length) => (request, length),
                        Err(refusal) => return Ok(Incoming::Broken(refusal)),
                    };
                }
                Ok(None) => {}
                Err(refusal) => return Ok(Incoming::Broken(refusal)),
            }
            if self.buffer.is_empty() {
                self.fill(until)?;
                until = Instant::now() + SLOW;
            } else {
                self.fill(until)?;
            }
        };
        while self.buffer.len() < length {
            self.fill(until)?;
        }
        let body = self.buffer.drain(..length).collect();
        Ok(Incoming::Request(Request { body, ..request }))
    }

    fn fill(&mut self, until: Instant) -> io::Result<()> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut part = [0; 4096];
        match self.stream.read(&mut part)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffer.extend_from_slice(&part[..count]);
                Ok(())
            }
        }
    }

    /// Answers; gives whether the connection stays open.
    pub(crate) fn answer(&mut self, request: &Request, response: &Response) -> io::Result<bool> {
        let keeps_open = request.keeps_open();
        match &response.body {
            Body::Bytes(bytes) => {
                let mut message = head_of(response, Some(bytes.len()), keeps_open);
                if request.method != "HEAD" {
                    message.extend_from_slice(bytes);
                }
                self.stream.write_all(&message)?;
                Ok(keeps_open)
            }
            Body::Stream(blocks) => {
                self.stream.write_all(&head_of(response, None, false))?;
                for block in blocks {
                    self.stream.write_all(block.as_bytes())?;
                }
                Ok(false)
            }
        }
    }
}

/// The first request of the buffer without its body, and the length of its head.
fn head(buffer: &[u8]) -> Result<Option<(Request, usize)>, Response> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    let length = match parsed.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if buffer.len() > HEAD => return Err(too_large()),
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(too_large()),
        Err(error) => return Err(Response::refusal(400, &format!("this is no request: {error}"))),
    };
    if length > HEAD {
        return Err(too_large());
    }
    let target = parsed.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let field = |field: &httparse::Header<'_>| {
        (field.name.to_owned(), String::from_utf8_lossy(field.value).trim().to_owned())
    };
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        fields: parsed.headers.iter().map(field).collect(),
        body: Vec::new(),
    };
    Ok(Some((request, length)))
}

fn too_large() -> Response {
    Response::refusal(431, "the head of the request is too large")
}

fn body_length(request: &Request) -> Result<usize, Response> {
    if request.field("transfer-encoding").is_some() {
        return Err(Response::refusal(501, "send the length of the body with `Content-Length`"));
    }
    match request.field("content-length") {
        None => Ok(0),
        Some(text) => match text.parse() {
            Ok(length) if length <= BODY => Ok(length),
            Ok(_) => Err(Response::refusal(413, "the body of the request is too large")),
            Err(_) => Err(Response::refusal(400, "`Content-Length` is no number")),
        },
    }
}

fn head_of(response: &Response, length: Option<usize>, keeps_open: bool) -> Vec<u8> {
    let status = response.status;
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    let mut field = |name: &str, value: &str| {
        // A line break in a value would begin another field.
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        head.push_str(&format!("{name}: {value}\r\n"));
    };
    if !response.kind.is_empty() {
        field("Content-Type", response.kind);
    }
    if let Some(length) = length.filter(|_| status != 204) {
        field("Content-Length", &length.to_string());
    }
    field("Cache-Control", "no-store");
    field("X-Content-Type-Options", "nosniff");
    field("Referrer-Policy", "no-referrer");
    for (name, value) in &response.fields {
        field(name, value);
    }
    field("Connection", if keeps_open { "keep-alive" } else { "close" });
    head.push_str("\r\n");
    head.into_bytes()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        303 => "See Other",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(decoded(text).as_deref(), expect, "{text}");
    }

    #[test]
    fn text_is_decoded_or_refused() {
        check("a%20b", Some("a b"));
        check("%e7%a4%ba", Some("示"));
        check("%2e%2e", Some(".."));
        check("%zz", None);
        check("%2", None);
        check("%ff", None);
    }

    #[test]
    fn a_field_that_comes_twice_is_no_field_of_ours() {
        let fields = vec![("Host".into(), "a".into()), ("host".into(), "b".into())];
        let request = Request { fields, ..Request::default() };
        assert_eq!(request.field("Host"), Some(""));
        assert_eq!(request.field("Origin"), None);
    }

    #[test]
    fn a_value_cannot_begin_a_field_of_its_own() {
        let response = Response::json(200, &true.into()).with("X-Name", "a\r\nSet-Cookie: b");
        let head = String::from_utf8(head_of(&response, None, true)).expect("text");
        assert!(head.contains("X-Name: aSet-Cookie: b\r\n"), "{head}");
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let status = |text: &str| head(text.as_bytes()).err().map(|response| response.status);
        assert_eq!(status(&format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(HEAD))), Some(431));
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65))), Some(431));
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(status("nonsense\r\n\r\n"), Some(400));
        let length = |value: &str| {
            let fields = vec![("Content-Length".to_owned(), value.to_owned())];
            body_length(&Request { fields, ..Request::default() }).map_err(|refused| refused.status)
        };
        assert_eq!(length("7").ok(), Some(7));
        assert_eq!(length("99999999").err(), Some(413));
        assert_eq!(length("-1").err(), Some(400));
    }
}
