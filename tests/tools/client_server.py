"""A server for the files of a finished client, with as much of its maker's server as the first screen needs.

    client_server.py CLIENT FOLDER      prints its port, and ends when stdin does

FOLDER may be a link that changes while it runs: files are looked for anew at each request. What is answered for each client:

    actual           the headers for SharedArrayBuffer, and that no server is set up
    thelounge        the parts of the page that its server fills in, and a socket that asks to sign in
    swagger-ui       a description of an API
    converse         the page that a site brings itself
    flet             nothing but files: its socket stays closed
    langflow         a server that asks to sign in
    home-assistant   the page and the answers of a sign-in, and its web manifest
"""

import http.server
import json
import mimetypes
import os
import pathlib
import sys
import threading
import time

CLIENT, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "Orders", "version": "1.2.0", "description": "What is ordered, and where it is."},
    "servers": [{"url": "/api"}],
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {"Order": {"type": "object", "properties": {"id": {"type": "string"}, "weight": {"type": "number"}}}},
    },
    "paths": {
        "/orders": {
            "get": {"tags": ["orders"], "summary": "All orders", "responses": {"200": {"description": "A list"}}},
            "post": {"tags": ["orders"], "summary": "A new order", "responses": {"201": {"description": "Made"}}},
        },
        "/orders/{id}": {
            "put": {"tags": ["orders"], "summary": "Change an order", "responses": {"200": {"description": "Changed"}}},
            "delete": {"tags": ["orders"], "summary": "Cancel an order", "responses": {"204": {"description": "Gone"}}},
        },
    },
}
# The name and icons of the page are the site's own.
CONVERSE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>NAME</title>
<meta name="viewport" content="width=device-width"><meta name="theme-color" content="COLOR">
<link rel="manifest" href="/manifest.json"><link rel="icon" href="/images/favicon.ico">
<link rel="stylesheet" href="/converse.min.css"></head><body class="converse-fullscreen">
<noscript>JavaScript is needed</noscript><div id="conversejs-bg"></div>
<script type="module" src="/converse.min.js"></script>
<script type="module">converse.initialize({ view_mode: "fullscreen", i18n: "LANG", assets_path: "/", authentication: "login",
websocket_url: "ws://" + location.host + "/socket", discover_connection_methods: false, auto_reconnect: false, loglevel: "error" });
</script></body></html>"""
LOGIN = {
    "type": "form", "flow_id": "1", "handler": ["homeassistant", None], "step_id": "init", "errors": {},
    "data_schema": [
        {"type": "string", "name": "username", "required": True},
        {"type": "string", "name": "password", "required": True},
    ],
    "description_placeholders": None, "last_step": None, "preview": None,
}
ANSWERS = {
    "swagger-ui": {"/openapi.json": OPENAPI},
    "langflow": {
        "/api/v1/version": {"version": "1.13.0", "main_version": "1.13.0", "package": "-"},
        "/api/v1/config": {"feature_flags": {}, "frontend_timeout": 0, "auto_saving": False, "auto_saving_interval": 1000, "health_check_max_retries": 0, "max_file_size_upload": 100, "event_delivery": "polling", "webhook_auth_enable": False, "default_folder_name": "-"},
        "/api/v1/session": {"authenticated": False}, "/api/v1/flows/basic_examples/": [], "/api/v1/logout": {}, "/api/v1/all": {},
        "/health": {"status": "ok"}, "/health_check": {"status": "ok", "chat": "ok", "db": "ok"},
    },
    "home-assistant": {
        "/auth/providers": {"providers": [{"name": "Local", "type": "homeassistant", "id": None}], "preselect_remember_me": True},
        "/auth/login_flow": LOGIN,
        "/api/onboarding": [],
        "/manifest.json": {"name": "-", "icons": []},
    },
}


class Sessions:
    """Socket.IO over long polling (Engine.IO 4): two events for each session, and then silence."""

    def __init__(self):
        self.queues = {}

    def poll(self, session):
        if session is None:
            name = str(len(self.queues))
            self.queues[name] = []
            return "0" + json.dumps({"sid": name, "upgrades": [], "pingInterval": 60000, "pingTimeout": 60000, "maxPayload": 100000})
        queue = self.queues.setdefault(session, [])
        end = time.monotonic() + 20
        while not queue and time.monotonic() < end:
            time.sleep(0.05)
        return "\x1e".join(queue.pop(0) for _ in range(len(queue))) or "6"

    def take(self, session, packet):
        if packet.startswith("40"):
            self.queues.setdefault(session, []).extend(['40{"sid":"s"}', '42["push:issubscribed",false]', '42["auth:start",1]'])


SESSIONS = Sessions()


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/socket.io/" and CLIENT == "thelounge":
            return self.answer(SESSIONS.poll(self.session(query)).encode(), "text/plain")
        known = ANSWERS.get(CLIENT, {}).get(path)
        if known is not None:
            return self.answer(json.dumps(known).encode(), "application/json")
        if path.startswith("/api/") and CLIENT == "langflow":
            return self.answer(b'{"detail":"-"}', "application/json", 403)
        page = self.page(path)
        if page is not None:
            return self.answer(page.encode(), TYPES[".html"])
        if CLIENT == "home-assistant" and path == "/auth/authorize":
            path = "/authorize.html"
        if CLIENT == "converse":
            path = path.removeprefix("/dist")
        file = FOLDER / path.lstrip("/")
        if ".." in path or not file.is_file():
            has_ending = "." in path.rsplit("/", 1)[-1]
            file = FOLDER / "index.html"
            if has_ending or not file.is_file():
                return self.answer(b"not found", "text/plain", 404)
        self.answer(self.filled(file), TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path, _, query = self.path.partition("?")
        if path == "/socket.io/" and CLIENT == "thelounge":
            SESSIONS.take(self.session(query), body)
            return self.answer(b"ok", "text/plain")
        known = ANSWERS.get(CLIENT, {}).get(path)
        if known is not None:
            return self.answer(json.dumps(known).encode(), "application/json")
        self.answer(b"{}", "application/json", 403)

    do_HEAD = do_GET

    def session(self, query):
        return dict(part.partition("=")[::2] for part in query.split("&")).get("sid")

    def page(self, path):
        if CLIENT != "converse" or path not in ("/", "/index.html"):
            return None
        manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
        language = "zh_CN" if not manifest["short_name"].isascii() else "en"
        page = CONVERSE.replace("NAME", manifest["name"]).replace("COLOR", manifest["theme_color"])
        return page.replace("LANG", language)

    def filled(self, file):
        """The file, with what a server writes into its page."""
        content = file.read_bytes()
        if CLIENT == "thelounge" and file.name == "index.html":
            content = content.replace(b"<!--thelounge-themecolor-->", b"#415364")
            content = content.replace(b"<!--thelounge-bodyclass-->", b"public")
            content = content.replace(b"<!--thelounge-transports-->", b"[&quot;polling&quot;]")
        if CLIENT == "flet" and file.name == "index.html":
            content = content.replace(b"%FLET_ROUTE_URL_STRATEGY%", b"path").replace(b"%FLET_WEB_PYODIDE%", b"false")
            content = content.replace(b"<!-- webRenderer -->", b'<script>webRenderer = "canvaskit";</script>')
        return content

    def answer(self, content, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        if CLIENT == "actual":
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        if CLIENT == "flet":
            self.send_header("Service-Worker-Allowed", "/")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, address):
        """A browser that goes away is no failure."""


server = Server(("127.0.0.1", 0), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
os._exit(0)
