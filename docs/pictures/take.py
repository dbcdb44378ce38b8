"""Serves the unpacked clients beside the two pages of this folder, and takes a picture of each page."""

import os
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
WORK = Path(sys.argv[1])
PICTURES = {"clients": (2000, 1010), "icons": (1600, 1390)}
BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]


class Files(SimpleHTTPRequestHandler):
    """`/<tenant>/…` is the tenant's package, all else is this folder."""

    def translate_path(self, path):
        first, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        package = next((WORK / "dist" / first).glob("*/"), None) if rest else None
        return str(package / rest if package else HERE / first)

    def do_GET(self):
        if self.path.endswith("/sw.js"):
            self.send_error(404)  # nothing is kept for offline: index.html is not quite that of the package
        elif self.path.endswith("/index.html"):
            page = Path(self.translate_path(self.path)).read_text(encoding="utf-8")
            self.answer(page.replace("<script", '<script src="/still.js"></script><script', 1).encode())
        else:
            super().do_GET()

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def take(name, size, port):
    """The screenshot of `<name>.html`: all that it loads has arrived when the virtual time is over."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        sys.exit("docs/pictures/make: Chromium is missing, tests/setup installs it")
    target = WORK / f"{name}.png"
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
         "--lang=en", "--font-render-hinting=none", "--virtual-time-budget=8000",
         f"--user-data-dir={WORK}/profile", f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", f"http://localhost:{port}/{name}.html"],
        check=True, stderr=subprocess.DEVNULL, timeout=120)
    return target


server = ThreadingHTTPServer(("localhost", 0), Files)
threading.Thread(target=server.serve_forever, daemon=True).start()
for name, size in PICTURES.items():
    shutil.copy(take(name, size, server.server_port), HERE / f"{name}.png")
