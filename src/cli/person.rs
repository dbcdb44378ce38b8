//! People, as `explain --as` names them.

use crate::rules::Person;

/// Reads `role=inspector,department=dairy/north,person=lin`.
pub(super) fn person(text: &str) -> Result<Person, String> {
    let mut person = Person::default();
    for part in text.split(',') {
        match part.split_once('=').filter(|(_, name)| !name.is_empty()) {
            Some(("role", name)) => person.roles.push(name.to_owned()),
            Some(("department", name)) => person.departments.push(name.to_owned()),
            Some(("person", name)) if person.id.is_empty() => name.clone_into(&mut person.id),
            _ => {
                let all = "`role=…`, `department=…`, and one `person=…`";
                return Err(format!("`{part}` is none of {all}"));
            }
        }
    }
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a person, or what is wrong.
    fn check(text: &str, expect: Result<(&str, &[&str], &[&str]), &str>) {
        match (person(text), expect) {
            (Ok(found), Ok((id, roles, departments))) => {
                assert_eq!(
                    (found.id.as_str(), found.roles.as_slice()),
                    (id, strings(roles).as_slice())
                );
                assert_eq!(found.departments, strings(departments), "{text}");
            }
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{text}: {found}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_person_is_what_the_log_in_says() {
        let all = "person=lin,role=inspector,role=member,department=dairy/north";
        check(all, Ok(("lin", &["inspector", "member"], &["dairy/north"])));
        check("role=guest", Ok(("", &["guest"], &[])));
        check("person=", Err("none of"));
        check("person=a,person=b", Err("`person=b`"));
        check("inspector", Err("`inspector`"));
        check("", Err("none of"));
    }
}
