"""Checks SBOMs strictly against the schema of CycloneDX 1.6: FILE…"""

import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

validator = JsonStrictValidator(SchemaVersion.V1_6)
for file in map(pathlib.Path, sys.argv[1:]):
    problem = validator.validate_str(file.read_text())
    assert problem is None, (file, problem)
print("ok")
