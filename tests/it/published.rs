//! The published schemas that documents are held against are those that packages carry, byte for byte.

use std::fs;

use crate::project::root;

#[test]
fn schemas_are_as_their_packages_have_them() {
    let all = [
        (
            "openapi-3.0.json",
            "formats/-seriousme-openapi-schema-validator-2.11.0/schemas/v3.0/schema.json",
        ),
        (
            "openapi-3.1.json",
            "formats/-seriousme-openapi-schema-validator-2.11.0/schemas/v3.1/schema.json",
        ),
        (
            "arazzo-1.0.json",
            "formats/-stoplight-spectral-rulesets-1.23.1/dist/arazzo/schemas/arazzo/v1.0/index.json",
        ),
        ("adaptive-card-1.5.json", "card-schema/adaptive_cards/schemas/schema-1.5.json"),
        // Of 1.6 they are the same.
        ("adaptive-card-1.5.json", "card-schema/adaptive_cards/schemas/schema-1.6.json"),
    ];
    for (own, theirs) in all {
        let own = root().join("crates/theme/src/documents/published").join(own);
        let theirs = root().join("target/test-tools").join(theirs);
        let expect = fs::read(&theirs);
        let expect = expect
            .unwrap_or_else(|error| panic!("{error}: `tests/setup` fetches {}", theirs.display()));
        assert!(fs::read(&own).unwrap() == expect, "{} is not {}", own.display(), theirs.display());
    }
}
