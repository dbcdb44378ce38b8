//! Pictures of several sizes in one file, each drawn on its own: ICO and ICNS.

use std::sync::Arc;

use serde::Serialize;

use super::Recipe;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::container::{self, Encoding, Member};

/// The frames of a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Container {
    /// What kind of file.
    pub format: Format,
    /// In their order.
    pub frames: Vec<Frame>,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// ICO.
    Ico,
    /// ICNS.
    Icns,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// In pixels.
    pub side: u32,
    /// A PNG, or a picture that is stored pixel by pixel.
    pub of: Node,
    /// The member of an ICNS, and how it is stored.
    pub member: Option<(&'static str, Encoding)>,
}

pub(super) fn describe(own: &Container) -> String {
    let kind = match own.format {
        Format::Ico => "ico",
        Format::Icns => "icns",
    };
    let sides: Vec<String> = own.frames.iter().map(|frame| frame.side.to_string()).collect();
    format!("{kind} {}", sides.join(" "))
}

pub(super) fn run(own: &Container, with: &Run<'_>) -> Result<Value, Fault> {
    let frames: Result<Vec<_>, Fault> =
        own.frames.iter().map(|frame| stored(frame, with)).collect();
    let frames = frames?;
    Ok(Value::png(match own.format {
        Format::Ico => container::ico(&frames)?,
        Format::Icns => container::icns(&frames, &members(own))?,
    }))
}

fn stored(frame: &Frame, with: &Run<'_>) -> Result<container::Frame, Fault> {
    match frame.of.recipe() {
        Recipe::Picture(_) => {
            let framed = with.framed(&frame.of)?;
            let pixels = if framed.is_whole() {
                Arc::clone(&framed.inside)
            } else {
                Arc::new(framed.into_pixels())
            };
            Ok(container::Frame::Pixels(pixels))
        }
        _ => Ok(container::Frame::Png(frame.side, with.bytes(&frame.of)?.bytes)),
    }
}

fn members(own: &Container) -> Vec<Member> {
    let member = |frame: &Frame| {
        let (kind, encoding) = frame.member.unwrap_or(("", Encoding::Png));
        Member { kind, side: frame.side, encoding }
    };
    own.frames.iter().map(member).collect()
}
