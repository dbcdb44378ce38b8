//! People from a file, for `explain --people`: the answer of a SCIM server (RFC 7643, 4.1 and 4.3), or a table as CSV.

use std::path::Path;

use serde_json::Value;

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
/// [`Error::Read`]; [`Error::NoPeople`] if it is neither of the two forms.
pub(super) fn read(path: &Path) -> Result<Vec<Person>, Error> {
    let bytes = fs::read(path, LIMIT)?;
    let is_json = bytes.trim_ascii_start().starts_with(b"{");
    let people = if is_json { of_scim(&bytes) } else { of_csv(&bytes) };
    people.map_err(|reason| Error::NoPeople { path: path.to_owned(), reason })
}

fn of_scim(bytes: &[u8]) -> Result<Vec<Person>, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let all = match value.get("Resources") {
        Some(all) => all.as_array().ok_or("`Resources` is no list")?.as_slice(),
        // One user by itself.
        None => std::slice::from_ref(&value),
    };
    all.iter().map(user).collect()
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

/// A table with a line of names: `person`, `roles`, `departments`; several in one cell are apart by `;`.
fn of_csv(bytes: &[u8]) -> Result<Vec<Person>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let names = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |name: &str| names.iter().position(|own| own.eq_ignore_ascii_case(name));
    let person = column("person").ok_or("its first line has no column `person`")?;
    let (roles, departments) = (column("roles"), column("departments"));
    let rows = reader.records().map(|row| {
        let row = row.map_err(|error| error.to_string())?;
        let list = |column: Option<usize>| {
            let cell = column.and_then(|at| row.get(at)).unwrap_or_default();
            let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let id = row.get(person).unwrap_or_default().to_owned();
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
        check(of_csv, "name\nlin\n", "no column `person`");
        check(of_csv, "person,roles\nlin\n", "record");
        check(of_csv, "", "no column `person`");
    }

    #[test]
    fn a_scim_server_lists_users() {
        let one = r#"{"userName":"lin","roles":[{"value":"a"},"b"],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"dairy"}}"#;
        check(of_scim, &format!("{{\"Resources\":[{one}]}}"), "lin a+b dairy");
        check(of_scim, one, "lin a+b dairy");
        check(of_scim, "{\"Resources\":7}", "no list");
        check(of_scim, "{\"Resources\":[{}]}", "no `userName`");
        check(of_scim, "{", "EOF");
    }
}
