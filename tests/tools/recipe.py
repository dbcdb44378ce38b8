"""Reads YAML from stdin and prints it as JSON. With `kubernetes`, checks it against the schemas of Kubernetes first, strictly."""

import json
import os
import sys

import yaml

value = yaml.safe_load(sys.stdin)
if "kubernetes" in sys.argv:
    sys.path.insert(0, os.environ["KUBERNETES"])
    import kubernetes_validate

    kubernetes_validate.validate(value, kubernetes_validate.latest_version(), strict=True)
print(json.dumps(value))
