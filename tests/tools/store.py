"""Servers for tests of object stores. They end when stdin does.

    store.py moto             an S3 store in memory that enforces conditions; prints its port
    store.py proxy UP PORT    before the store at port UP, with the faults of MODE; PORT 0 is any; prints its port

The proxy ignores conditional requests, as some stores do, and writes each request into the file LOG. MODE is read from the file
of that name in the environment before each request:

    ok         nothing else
    errors     each request is answered once by 500, then passed on
    drops      each request is cut off once without an answer, then passed on
    corrupt    a bit of every object that is put is another one
    truncate   objects are given back without their last bytes, and say so
    denied     everything is refused
"""

import http.client
import http.server
import os
import sys
import threading


def moto():
    sys.path.insert(0, os.environ["MOTO"])
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    return port


def mode():
    path = os.environ.get("MODE")
    return open(path).read().strip() if path and os.path.exists(path) else "ok"


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = set()
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def note(self, status):
        if "LOG" in os.environ:
            with self.lock, open(os.environ["LOG"], "a") as log:
                log.write(f"{self.command} {self.path} {status}\n")

    def refuse(self, status, code):
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        self.note(status)
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def is_first(self):
        key = (self.command, self.path)
        with self.lock:
            is_first = key not in self.seen
            self.seen.add(key)
        return is_first

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        now = mode()
        if now == "denied":
            return self.refuse(403, "AccessDenied")
        if now == "errors" and self.is_first():
            return self.refuse(500, "InternalError")
        if now == "drops" and self.is_first():
            self.note("dropped")
            self.close_connection = True
            self.connection.close()
            return
        if now == "corrupt" and self.command == "PUT" and body:
            at = len(body) // 2
            body = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in ("host", "if-none-match", "if-match", "x-amz-content-sha256")
        }
        upstream = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]))
        upstream.request(self.command, self.path, body=body, headers=headers)
        answer = upstream.getresponse()
        data = answer.read()
        if now == "truncate" and self.command == "GET":
            data = data[:-7]
        self.note(answer.status)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        size = answer.getheader("Content-Length") if self.command == "HEAD" else len(data)
        self.send_header("Content-Length", str(size or 0))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer


def proxy():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


print({"moto": moto, "proxy": proxy}[sys.argv[1]](), flush=True)
sys.stdin.read()
os._exit(0)
