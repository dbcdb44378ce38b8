"""Checks a Sigstore bundle by its DSSE envelope: BUNDLE PUBLIC-KEY FILE… Each file must be a subject with its digest.

The envelope is read by securesystemslib, the statement and its provenance by in-toto-attestation, which refuse what their
formats do not have.
"""

import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

bundle, public, *files = map(pathlib.Path, sys.argv[1:])
envelope = json.loads(bundle.read_text())["dsseEnvelope"]
key = SSlibKey.from_crypto(
    load_pem_public_key(public.read_bytes()), keyid=envelope["signatures"][0]["keyid"]
)
envelope = Envelope.from_dict(envelope)
envelope.verify([key], 1)
raw = json.loads(envelope.payload)
statement = json_format.ParseDict(raw, statement_pb2.Statement())
Statement.copy_from_pb(statement).validate()
json_format.ParseDict(raw["predicate"], provenance_pb2.Provenance())
subjects = {subject.name: subject.digest["sha256"] for subject in statement.subject}
found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
assert subjects == found, (subjects, found)
print("ok")
