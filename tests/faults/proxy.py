"""A network between a client and a server that can be made to fail."""

import asyncio
import socket
import struct
import sys
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from tests.faults.ports import free_port

LOOPBACK = "127.0.0.1"
CHUNK_BYTES = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
ANSWERS_WITHIN_SECONDS = 10


@dataclass(slots=True)
class _Behaviour:
    """What happens to bytes on their way; `bytes_to_server` is taken up by connections that are new."""

    passes: asyncio.Event = field(default_factory=asyncio.Event)
    delay: float = 0
    bytes_to_server: int = sys.maxsize


class Proxy:
    """A TCP proxy on loopback whose behaviour can be changed at any time, also with connections open.

    It passes everything on until it is told otherwise. `open`, `refuse` and `black_hole` last until the next of
    them; `delay` and `cut_after` until `open`; `reset` and `cut` end the connections of now, and change nothing else.
    A server that cannot be reached shows as a connection that is accepted and then reset.
    """

    def __init__(self, target_host: str, target_port: int) -> None:
        self._target = (target_host, target_port)
        self._behaviour = _Behaviour()
        self._links: dict[_Link, asyncio.Task[None]] = {}
        self._listener: socket.socket | None = None
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy {self.port}", daemon=True)
        self._thread.start()
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def through(self, url: str) -> str:
        """The URL of the server with this proxy as its host and port."""
        parts = urlsplit(url)
        user, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{user}{at}{LOOPBACK}:{self.port}").geturl()

    def open(self) -> None:
        """Pass everything on, also what a black hole has kept."""
        self._do(self._open())

    def refuse(self) -> None:
        """Refuse new connections; those that are open stay."""
        self._do(self._stop_listening())

    def black_hole(self) -> None:
        """Accept connections and leave them open, but pass nothing on in either direction, not even their end."""
        self._do(self._black_hole())

    def reset(self) -> None:
        """End the open connections with RST, on both sides."""
        self._do(self._end_links(orderly=False))

    def cut(self) -> None:
        """Close the open connections in order, on both sides."""
        self._do(self._end_links(orderly=True))

    def delay(self, seconds: float) -> None:
        """Let each chunk come so much later, in each direction."""
        self._do(self._set(delay=seconds))

    def cut_after(self, bytes_to_server: int) -> None:
        """Cut each new connection when so many bytes went to the server."""
        self._do(self._set(bytes_to_server=bytes_to_server))

    def close(self) -> None:
        """End everything, and the thread."""
        if self._loop.is_closed():
            return
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, change: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(change, self._loop).result(ANSWERS_WITHIN_SECONDS)

    async def _open(self) -> None:
        await self._listen()
        await self._set(delay=0, bytes_to_server=sys.maxsize)
        self._behaviour.passes.set()

    async def _black_hole(self) -> None:
        self._behaviour.passes.clear()
        await self._listen()

    async def _set(self, **changes: float) -> None:
        for name, value in changes.items():
            setattr(self._behaviour, name, value)

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server((LOOPBACK, self.port))
            self._listener.setblocking(False)
            self._loop.add_reader(self._listener, self._accept, self._listener)

    async def _stop_listening(self) -> None:
        if self._listener is not None:
            self._loop.remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        with suppress(ConnectionError, BlockingIOError):
            connection, _ = listener.accept()
            connection.setblocking(False)
            link = _Link(self._behaviour, connection)
            self._links[link] = self._loop.create_task(link.run(*self._target))
            self._links[link].add_done_callback(lambda _: self._links.pop(link))

    async def _end_links(self, *, orderly: bool) -> None:
        for link in tuple(self._links):
            link.cut() if orderly else link.reset()

    async def _end(self) -> None:
        await self._stop_listening()
        # A task that has not begun when it is cancelled would leave its socket open.
        await asyncio.sleep(0)
        while asyncio.all_tasks() - {asyncio.current_task()}:
            await self._end_links(orderly=False)
            for task in self._links.values():
                task.cancel()
            await asyncio.sleep(0)


class _Link:
    """One connection through the proxy: what comes on either side is copied to the other."""

    def __init__(self, behaviour: _Behaviour, connection: socket.socket) -> None:
        self._behaviour = behaviour
        self._bytes_to_server = behaviour.bytes_to_server
        self._connection = connection
        self._writers: list[asyncio.StreamWriter] = []

    async def run(self, host: str, port: int) -> None:
        try:
            client, to_client = await asyncio.open_connection(sock=self._connection)
            self._writers.append(to_client)
            await self._behaviour.passes.wait()
            server, to_server = await asyncio.open_connection(host, port)
            self._writers.append(to_server)
            to_the_server = self._copy(client, to_server, self._bytes_to_server)
            await asyncio.gather(to_the_server, self._copy(server, to_client, sys.maxsize))
        except OSError:
            await self._behaviour.passes.wait()
            self.reset()
        finally:
            self.cut()

    def cut(self) -> None:
        for writer in self._writers:
            writer.close()

    def reset(self) -> None:
        for writer in self._writers:
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            writer.transport.abort()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, at_most: int) -> None:
        while at_most > 0:
            data = await source.read(min(at_most, CHUNK_BYTES))
            await asyncio.sleep(self._behaviour.delay)
            await self._behaviour.passes.wait()
            if not data:
                self._end_of(sink)
                return
            sink.write(data)
            await sink.drain()
            at_most -= len(data)
        self.cut()

    def _end_of(self, sink: asyncio.StreamWriter) -> None:
        if not sink.is_closing():
            sink.write_eof()
