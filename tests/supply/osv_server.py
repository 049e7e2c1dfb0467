"""A server on loopback that answers as OSV's does, from a folder of advisories.

pip-audit has no advisories of its own: it asks a server, and can be told another one than OSV's.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.supply.advisories import Advisories

PATH = "/v1/query"


@contextmanager
def serving(advisories: Advisories) -> Iterator[str]:
    """The URL at which queries are answered, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        """Answers one query."""

        def do_POST(self) -> None:
            if self.path != PATH:
                self.send_error(404)
                return
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = advisories.about(query["package"]["name"], query["version"])
            self._answer({"vulns": list(found)} if found else {})

        def _answer(self, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name for it
            """Say nothing: the findings are pip-audit's to show."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PATH}"
        finally:
            server.shutdown()
            thread.join()
