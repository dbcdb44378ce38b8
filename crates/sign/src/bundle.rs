//! A signed text: a DSSE envelope (<https://github.com/secure-systems-lab/dsse>, protocol 1) in a Sigstore bundle
//! (`dev.sigstore.bundle.v0.3`), with a key that the reader must know. There is no certificate, no log and no time in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Flaw, PublicKey, SecretKey};

/// The media type of a bundle.
pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// The type of a signed text: an in-toto statement.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    media_type: String,
    verification_material: Material,
    dsse_envelope: Envelope,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Material {
    public_key: Key,
}

#[derive(Serialize, Deserialize)]
struct Key {
    hint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    sig: String,
    keyid: String,
}

/// The text of a bundle that holds a statement.
pub fn sign(key: &SecretKey, statement: &[u8]) -> String {
    let hint = key.public().hint();
    let signature = key.sign(&signed(statement));
    let bundle = Bundle {
        media_type: MEDIA_TYPE.to_owned(),
        verification_material: Material { public_key: Key { hint: hint.clone() } },
        dsse_envelope: Envelope {
            payload: STANDARD.encode(statement),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: vec![Signature { sig: STANDARD.encode(signature), keyid: hint }],
        },
    };
    let mut text = serde_json::to_string(&bundle).unwrap_or_default();
    text.push('\n');
    text
}

/// The statement in a bundle, if this key signed it.
///
/// # Errors
/// Why it does not count.
pub fn open(key: &PublicKey, bundle: &[u8]) -> Result<Vec<u8>, Flaw> {
    let unreadable = |reason: &str| Flaw::Unreadable(reason.to_owned());
    let Bundle { media_type, verification_material, dsse_envelope } =
        serde_json::from_slice(bundle)
            .map_err(|_| unreadable("it is not a Sigstore bundle with a signed statement"))?;
    if media_type != MEDIA_TYPE {
        return Err(unreadable("it is a Sigstore bundle of another version"));
    }
    if dsse_envelope.payload_type != PAYLOAD_TYPE {
        return Err(unreadable("what it holds is not an in-toto statement"));
    }
    let decode = |text: &str| STANDARD.decode(text).map_err(|_| unreadable("it is damaged"));
    let statement = decode(&dsse_envelope.payload)?;
    let bytes = signed(&statement);
    for Signature { sig, .. } in &dsse_envelope.signatures {
        if key.is_by(&bytes, &decode(sig)?) {
            return Ok(statement);
        }
    }
    let hint = verification_material.public_key.hint;
    Err(if hint == key.hint() { Flaw::Untrue } else { Flaw::OtherKey(hint) })
}

/// What is signed: DSSE's pre-authentication encoding (PAE).
fn signed(statement: &[u8]) -> Vec<u8> {
    let (kind, count) = (PAYLOAD_TYPE.len(), statement.len());
    let mut bytes = format!("DSSEv1 {kind} {PAYLOAD_TYPE} {count} ").into_bytes();
    bytes.extend_from_slice(statement);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_holds_what_was_signed() {
        let key = SecretKey::random().unwrap();
        let text = sign(&key, b"{}");
        assert_eq!(text, sign(&key, b"{}"));
        assert_eq!(open(&key.public(), text.as_bytes()), Ok(b"{}".to_vec()));
        let forged = text.replace(&STANDARD.encode("{}"), &STANDARD.encode("[]"));
        assert_eq!(open(&key.public(), forged.as_bytes()), Err(Flaw::Untrue));
        let other = SecretKey::random().unwrap().public();
        assert_eq!(open(&other, text.as_bytes()), Err(Flaw::OtherKey(key.public().hint())));
        for bad in ["", "{}", &text.replace("v0.3", "v9"), &text.replace("in-toto", "x")] {
            assert!(matches!(open(&key.public(), bad.as_bytes()), Err(Flaw::Unreadable(_))));
        }
    }

    #[test]
    fn what_is_signed_is_as_dsse_says() {
        let expect = format!("DSSEv1 {} {PAYLOAD_TYPE} 2 {{}}", PAYLOAD_TYPE.len());
        assert_eq!(signed(b"{}"), expect.as_bytes());
    }
}
