"""CPU seconds of branding finished clients: benches/foreign.py PROGRAM [CLIENT…], after `tests/setup large`.

A line for each client of `tests/bases/`:

    scan     the first build of all: the archive is unpacked and read, and one tenant is built
    tenant   another tenant, of which nothing is remembered
    again    the same once more, into an empty folder
    cp       copying its finished package
    script   what one would write by hand: `sed` of the names, `rsvg-convert` for each icon, `zip`
"""

import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
BASES, BUNDLES = ROOT / "tests/bases", ROOT / "target/test-tools/bundles"
TEXTS = {".js", ".css", ".html", ".json", ".webmanifest"}


def seconds(run):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def script(old, names, new, package):
    """The same edits by hand, as far as such tools can make them: no name of a file and no digest follows."""
    shutil.rmtree(new, ignore_errors=True)
    subprocess.run(["cp", "-r", old, new], check=True)
    files = [str(file) for file in pathlib.Path(new).rglob("*") if file.suffix in TEXTS]
    rules = [part for name in names for part in ("-e", f"s/{re.escape(name)}/Nordwind/g")]
    for at in range(0, len(files), 500):
        subprocess.run(["sed", "-i", *rules, *files[at : at + 500]], check=True)
    mark = BASES / "tenants/nordwind/mark.svg"
    for file in pathlib.Path(new).rglob("*.png"):
        if re.search("icon|chrome|logo|mstile|mask", file.name):
            subprocess.run(["rsvg-convert", "-w", "192", "-o", str(file), str(mark)], check=True)
    package.unlink(missing_ok=True)
    subprocess.run(["zip", "-qr", str(package), "."], cwd=new, check=True)


def measure(program, client):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        base, dist = folder / "base", folder / "dist"
        shutil.copytree(BASES / client, base)
        contract = (base / "client.toml").read_text(encoding="utf-8")
        bundle = re.search('^bundle  = "(.*)"', contract, re.M)[1]
        shutil.copy(BUNDLES / bundle, base)
        environment = dict(os.environ, REBADGE_CACHE=str(folder / "cache"))

        def build(tenant):
            shutil.rmtree(dist, ignore_errors=True)
            command = [program, "build", "--quiet", "--base", base, "--themes", BASES / "tenants", "--out", dist, "--only", tenant]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

        figures = [seconds(lambda tenant=tenant: build(tenant)) for tenant in ("guangming", "nordwind", "nordwind")]
        package = next((dist / "nordwind").glob("*.zip"))
        figures.append(seconds(lambda: subprocess.run(["cp", package, folder / "copy.zip"], check=True)))
        old = next(path for path in (folder / "cache/bundles").iterdir() if len(path.name) == 64)
        names = re.findall('"([^"]*)"', re.search(r"^names   = \[(.*)\]", contract, re.M)[1])
        figures.append(seconds(lambda: script(old, names, folder / "new", folder / "hand.zip")))
        print(f"| {client} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |", flush=True)


print("| client | scan | tenant | again | cp | script |\n|---|--:|--:|--:|--:|--:|")
for name in sys.argv[2:] or ["actual", "thelounge", "swagger-ui", "converse", "flet", "langflow", "home-assistant"]:
    measure(sys.argv[1], name)
