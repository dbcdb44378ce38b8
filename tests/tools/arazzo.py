"""Runs an Arazzo document by arazzo-runner against a server, and prints its outputs as JSON.

    PYTHONPATH=target/test-tools/arazzo python3 tests/tools/arazzo.py DOCUMENT SERVER INPUTS

The documents of its sources are beside it. Each is called below SERVER/NAME/, which stands in for the gateway.
"""

import json
import logging
import pathlib
import sys

from arazzo_runner import ArazzoRunner

logging.disable(logging.CRITICAL)
file, server, inputs = pathlib.Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
document = json.loads(file.read_text())
sources = {}
for source in document["sourceDescriptions"]:
    sources[source["name"]] = json.loads((file.parent / source["url"]).read_text())
    sources[source["name"]]["servers"] = [{"url": f"{server}/{source['name']}"}]
runner = ArazzoRunner(document, sources)
result = runner.execute_workflow(document["workflows"][0]["workflowId"], inputs)
print(json.dumps(result.outputs))
