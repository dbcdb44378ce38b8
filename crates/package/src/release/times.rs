//! How long each tenant took in an earlier run: from its JUnit report, or from its events.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use serde::Deserialize;

use rebadge_core::error::Error;
use rebadge_remote as remote;

/// Tenant → milliseconds.
pub type Times = BTreeMap<String, u64>;

/// The largest report, in bytes.
const LIMIT: u64 = 256 << 20;

/// The times in a report: JUnit's XML, or the lines of `--format json`.
///
/// # Errors
/// [`Error::Read`]; [`Error::NoTimes`] for a file that holds none.
pub fn times(path: &Path) -> Result<Times, Error> {
    let fault = |reason: String| Error::NoTimes { path: path.to_owned(), reason };
    let bytes = remote::read(path, LIMIT)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| fault("it is not text".to_owned()))?;
    let times = if text.trim_start().starts_with('<') { of_junit(text) } else { of_events(text) };
    match times.map_err(fault)? {
        times if times.is_empty() => Err(fault("no tenant in it has a time".to_owned())),
        times => Ok(times),
    }
}

fn of_junit(text: &str) -> Result<Times, String> {
    let mut times = Times::new();
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let (Event::Start(tag) | Event::Empty(tag)) = event else {
            if event == Event::Eof {
                return Ok(times);
            }
            continue;
        };
        if tag.name().as_ref() != "testcase" {
            continue;
        }
        let attribute = |name: &str| {
            let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
            let value = found
                .map(|value| value.normalized_value(XmlVersion::Implicit1_0).map(Cow::into_owned));
            value.transpose().map_err(|error| error.to_string())
        };
        if let (Some(name), Some(time)) = (attribute("name")?, attribute("time")?) {
            let seconds: f64 = time.parse().map_err(|_| format!("`{time}` is not a time"))?;
            times.insert(name, (seconds.clamp(0.0, 1e9) * 1000.0) as u64);
        }
    }
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    tenant: Option<String>,
    milliseconds: Option<u64>,
}

fn of_events(text: &str) -> Result<Times, String> {
    let mut times = Times::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line)
            .map_err(|_| "it is neither JUnit nor lines of `--format json`".to_owned())?;
        if let ("tenant-finished", Some(tenant), Some(time)) =
            (line.reason.as_str(), line.tenant, line.milliseconds)
        {
            times.insert(tenant, time);
        }
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(times: Result<Times, String>, expect: &[(&str, u64)]) {
        let expect = expect.iter().map(|(id, time)| ((*id).to_owned(), *time)).collect();
        assert_eq!(times, Ok(expect));
    }

    #[test]
    fn times_of_junit() {
        let text = "<testsuite time=\"9\"><testcase name=\"a&amp;b\" time=\"1.250\"/>\
                    <testcase name=\"c\" time=\"0.010\"><failure/></testcase>\
                    <testcase name=\"(between tenants)\"/></testsuite>";
        check(of_junit(text), &[("a&b", 1250), ("c", 10)]);
        assert!(of_junit("<testcase name=\"a\" time=\"soon\"/>").is_err());
        assert!(of_junit("<a></b>").is_err());
    }

    #[test]
    fn times_of_events() {
        let text = "{\"reason\":\"artifact\",\"tenant\":\"a\"}\n\n\
                    {\"reason\":\"tenant-finished\",\"tenant\":\"a\",\"milliseconds\":7}\n";
        check(of_events(text), &[("a", 7)]);
        assert!(of_events("a,b\n").is_err());
    }
}
