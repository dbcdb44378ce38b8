//! What `object_store` says of a failure, as a [`Fault`]. Its own text is never printed: it has addresses in it, which may
//! carry a signature.

use object_store::Error;

use crate::fault::Fault;

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let text = error.to_string();
        let code = between(&text, "<Code>", "</Code>");
        match (&error, code) {
            (_, Some(code @ ("NoSuchBucket" | "ContainerNotFound"))) => {
                told(format!("there is no such bucket ({code})"), "make it, or name another one")
            }
            (Error::NotFound { .. }, _) => Fault::Missing,
            (Error::PermissionDenied { .. } | Error::Unauthenticated { .. }, code) => {
                let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
                told(
                    format!("the credentials are refused{code}"),
                    "set those of this store by the environment: `docs/scale.md` names the variables",
                )
            }
            (_, Some(code)) => Fault::other(format!("the store answers {code}")),
            _ => unknown(&error, &text),
        }
    }
}

fn told(reason: String, help: &'static str) -> Fault {
    Fault::Store { reason, help: Some(help) }
}

/// Says of a failure without a code what its status or its innermost cause is.
fn unknown(error: &Error, text: &str) -> Fault {
    if let Some((_, rest)) = text.split_once("status code: ") {
        let status: String = rest.chars().take_while(char::is_ascii_digit).collect();
        return Fault::other(format!("the store answers with the status {status}"));
    }
    if text.contains("URL scheme is not allowed") {
        return told(
            "its address is not encrypted".to_owned(),
            "set `AWS_ALLOW_HTTP=true` for a server in a network that you trust",
        );
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let inner = cause.to_string();
    let words = inner.split(" (os error").next().unwrap_or_default();
    if words.contains("://") {
        Fault::other("it does not answer")
    } else {
        Fault::other(format!("it does not answer: {}", words.to_lowercase()))
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    let (inner, _) = rest.split_once(end)?;
    let is_word = inner.len() < 64 && inner.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(inner)
}
