//! People from a file, for `explain --people`: the answer of a SCIM server (RFC 7643, 4.1 and 4.3), or a table as CSV.

use std::path::Path;

use serde_json::Value;

use crate::diagnostic::nearest;
use crate::error::Error;
use crate::fs;
use crate::rules::Person;

/// The largest file, in bytes.
const LIMIT: u64 = 64 << 20;

/// The extension of SCIM's schema that has departments.
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Reads the people of a file.
///
/// # Errors
/// [`Error::Read`]; [`Error::NoPeople`] if it is neither of the two forms, or does not list all that it speaks of.
pub(super) fn read(path: &Path) -> Result<Vec<Person>, Error> {
    let bytes = fs::read(path, LIMIT)?;
    let is_json =
        bytes.trim_ascii_start().starts_with(b"{") || bytes.trim_ascii_start().starts_with(b"[");
    let people = if is_json { of_scim(&bytes) } else { of_csv(&bytes) };
    let people = people
        .and_then(|all| if all.is_empty() { Err("it lists nobody".to_owned()) } else { Ok(all) });
    people.map_err(|reason| Error::NoPeople { path: path.to_owned(), reason })
}

fn of_scim(bytes: &[u8]) -> Result<Vec<Person>, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let all = match (&value, value.get("Resources")) {
        (_, Some(all)) => all.as_array().ok_or("`Resources` is no list")?.as_slice(),
        (Value::Array(all), None) => all.as_slice(),
        // One user by itself.
        (_, None) => std::slice::from_ref(&value),
    };
    // A server answers page by page (RFC 7644, 3.4.2.4).
    let total = value.get("totalResults").and_then(Value::as_u64);
    match total.filter(|total| *total > all.len() as u64) {
        Some(total) => Err(format!(
            "it is a page with {} of {total} people: ask the server for all, with `count`",
            all.len()
        )),
        None => all.iter().map(user).collect(),
    }
}

fn user(user: &Value) -> Result<Person, String> {
    let id = user.get("userName").and_then(Value::as_str).ok_or("a user has no `userName`")?;
    let roles = user.get("roles").and_then(Value::as_array).into_iter().flatten();
    let role =
        |role: &Value| role.as_str().or_else(|| role.get("value")?.as_str()).map(str::to_owned);
    let department = user.get(ENTERPRISE).and_then(|more| more.get("department")?.as_str());
    Ok(Person {
        id: id.to_owned(),
        roles: roles.filter_map(role).collect(),
        departments: department.map(str::to_owned).into_iter().collect(),
    })
}

/// A table with a line of names: `person`, `roles`, `departments`; several in one cell are apart by `;`. Between its columns are
/// commas, or semicolons or tabs, as spreadsheets of some languages write them.
fn of_csv(bytes: &[u8]) -> Result<Vec<Person>, String> {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().find(|byte| first.contains(byte)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.trim(csv::Trim::All).delimiter(delimiter).from_reader(bytes);
    let names = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |all: [&str; 2]| {
        names.iter().position(|own| all.iter().any(|name| own.eq_ignore_ascii_case(name)))
    };
    let known = [["person", "person"], ["roles", "role"], ["departments", "department"]];
    let [person, roles, departments] = known.map(column);
    // What is nearly the name of a column that counts is no column of something else.
    let is_meant = |name: &&str| {
        let name = name.to_lowercase();
        nearest(&name, known.concat()).is_some() && !known.concat().contains(&name.as_str())
    };
    if let Some(name) = names.iter().find(is_meant) {
        let help = nearest(&name.to_lowercase(), known.concat()).unwrap_or_default();
        return Err(format!(
            "its column `{name}` is none of `person`, `roles`, `departments`: did you mean `{help}`?"
        ));
    }
    let person = person.ok_or("its first line has no column `person`")?;
    let rows = reader.records().map(|row| {
        let row = row.map_err(|error| error.to_string())?;
        let list = |column: Option<usize>| {
            let cell = column.and_then(|at| row.get(at)).unwrap_or_default();
            let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let id = row.get(person).unwrap_or_default().to_owned();
        if id.is_empty() {
            let line = row.position().map_or(0, csv::Position::line);
            return Err(format!("line {line} names no person"));
        }
        Ok(Person { id, roles: list(roles), departments: list(departments) })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&[u8]) -> Result<Vec<Person>, String>, text: &str, expect: &str) {
        let found = match read(text.as_bytes()) {
            Ok(people) => {
                let one = |person: &Person| {
                    format!(
                        "{} {} {}",
                        person.id,
                        person.roles.join("+"),
                        person.departments.join("+")
                    )
                };
                people.iter().map(one).collect::<Vec<_>>().join("|")
            }
            Err(reason) => reason,
        };
        assert!(found.contains(expect), "{text}: {found}");
    }

    #[test]
    fn a_table_has_a_person_in_each_line() {
        check(
            of_csv,
            "person,roles,departments\nlin, a; b ,dairy/north\n\"o,k\",,\n",
            "lin a+b dairy/north|o,k  ",
        );
        check(of_csv, "Roles,Person\na,lin\n", "lin a ");
        check(of_csv, "person,role,Department,mail\nlin,a,dairy,x\n", "lin a dairy");
        check(of_csv, "\u{feff}person;roles\nlin;a\n", "lin a ");
        check(of_csv, "person\troles\nlin\ta;b\n", "lin a+b ");
        check(of_csv, "person,rolls\nlin,a\n", "its column `rolls` is none of");
        check(of_csv, "person,roles\nlin,a\n,b\n", "line 3 names no person");
        check(of_csv, "name\nlin\n", "no column `person`");
        check(of_csv, "person,roles\nlin\n", "record");
        check(of_csv, "", "no column `person`");
    }

    #[test]
    fn a_scim_server_lists_users() {
        let one = r#"{"userName":"lin","roles":[{"value":"a"},"b"],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"dairy"}}"#;
        check(of_scim, &format!("{{\"Resources\":[{one}]}}"), "lin a+b dairy");
        check(of_scim, one, "lin a+b dairy");
        check(of_scim, &format!("[{one}]"), "lin a+b dairy");
        check(
            of_scim,
            &format!("{{\"totalResults\":300,\"Resources\":[{one}]}}"),
            "a page with 1 of 300 people",
        );
        check(of_scim, "{\"Resources\":7}", "no list");
        check(of_scim, "{\"Resources\":[{}]}", "no `userName`");
        check(of_scim, "{", "EOF");
    }
}
