"""The proxy, as a client and a server on its two sides see it."""

import os
import queue
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.faults.ports import free_port
from tests.faults.postgres import PrivatePostgres
from tests.faults.proxy import Proxy
from tests.processes import eventually, query

pytestmark = pytest.mark.xdist_group("faults")


class Recorder(socketserver.BaseRequestHandler):
    """Answers each chunk with itself, and tells at the end of a connection all that came."""

    ended: "queue.Queue[bytes]" = queue.Queue()

    def handle(self) -> None:
        received = b""
        try:
            while data := self.request.recv(4096):
                received += data
                self.request.sendall(data)
        except ConnectionError:
            pass
        self.ended.put(received)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy before a server that echoes."""
    Recorder.ended = queue.Queue()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            with Proxy("127.0.0.1", server.server_address[1]) as between:
                yield between
        finally:
            server.shutdown()
            thread.join()


def test_a_proxy_passes_everything_on(proxy: Proxy) -> None:
    text = os.urandom(300_000)
    with _client(proxy) as client:
        sender = threading.Thread(target=client.sendall, args=(text,))
        sender.start()
        assert _received(client, len(text)) == text
        sender.join()
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert Recorder.ended.get(timeout=5) == text


def test_a_url_leads_through_the_proxy(private_postgres: PrivatePostgres) -> None:
    with Proxy("127.0.0.1", private_postgres.port) as between:
        assert query(between.through(private_postgres.url()), "SELECT 1") == [(1,)]
        broker = between.through("amqp://guest:guest@broker.example:5672//?heartbeat=3")
        assert broker == f"amqp://guest:guest@127.0.0.1:{between.port}//?heartbeat=3"


def test_a_refusing_proxy_keeps_open_connections_and_comes_back_on_its_port(proxy: Proxy) -> None:
    with _client(proxy) as early:
        assert _echo(early, b"before") == b"before"
        proxy.refuse()
        with pytest.raises(ConnectionRefusedError):
            _client(proxy)
        assert _echo(early, b"while") == b"while"
    proxy.open()
    with _client(proxy) as late:
        assert _echo(late, b"after") == b"after"


def test_a_black_hole_accepts_and_passes_nothing_on_until_it_opens(proxy: Proxy) -> None:
    with _client(proxy) as early, _client(proxy) as ending:
        assert _echo(early, b"1") == _echo(ending, b"1") == b"1"
        proxy.refuse()
        proxy.black_hole()
        ending.close()
        with _client(proxy) as late:
            for client in (early, late):
                client.settimeout(0.3)
                client.sendall(b"held")
                with pytest.raises(TimeoutError):
                    client.recv(10)
            assert Recorder.ended.empty()
            proxy.open()
            assert [_received(client, 4) for client in (early, late)] == [b"held", b"held"]
            assert Recorder.ended.get(timeout=5) == b"1"


@pytest.mark.parametrize("held", [False, True])
def test_a_reset_ends_open_connections_with_rst(proxy: Proxy, held: bool) -> None:
    with _client(proxy) as early:
        assert _echo(early, b"before") == b"before"
        if held:
            proxy.black_hole()
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            early.recv(1)
    assert Recorder.ended.get(timeout=5) == b"before"
    proxy.open()
    with _client(proxy) as late:
        assert _echo(late, b"after") == b"after"


def test_a_cut_closes_open_connections_in_order(proxy: Proxy) -> None:
    with _client(proxy) as early:
        assert _echo(early, b"before") == b"before"
        proxy.cut()
        assert early.recv(1) == b""
    assert Recorder.ended.get(timeout=5) == b"before"
    with _client(proxy) as late:
        assert _echo(late, b"after") == b"after"


def test_a_delay_holds_each_chunk_in_each_direction(proxy: Proxy) -> None:
    with _client(proxy) as client:
        proxy.delay(0.4)
        assert _echo(client, b"a") == b"a"
        assert _seconds(lambda: _echo(client, b"b")) >= 0.8
        proxy.open()
        assert _echo(client, b"c") == b"c"
        assert _seconds(lambda: _echo(client, b"d")) < 0.4


@pytest.mark.parametrize("allowed", [0, 5])
def test_a_conversation_is_cut_after_so_many_bytes_to_the_server(proxy: Proxy, allowed: int) -> None:
    with _client(proxy) as early:
        assert _echo(early, b"before") == b"before"
        proxy.cut_after(allowed)
        with _client(proxy) as late:
            late.sendall(b"0123456789")
            assert Recorder.ended.get(timeout=5) == b"0123456789"[:allowed]
            assert len(_until_end(late)) <= allowed
        assert _echo(early, b"0123456789") == b"0123456789"
    proxy.open()
    with _client(proxy) as client:
        assert _echo(client, b"0123456789") == b"0123456789"


def test_a_server_that_is_away_resets_who_comes_through_the_proxy() -> None:
    with Proxy("127.0.0.1", free_port()) as between, pytest.raises(ConnectionResetError):
        _first_byte(between)


def test_a_closed_proxy_leaves_no_thread_and_no_listener(proxy: Proxy) -> None:
    threads = threading.active_count()
    with Proxy("127.0.0.1", proxy.port) as between, _client(between) as client:
        assert _echo(client, b"before") == b"before"
        between.delay(600)
        client.sendall(b"held")
        between.black_hole()
    eventually(lambda: threading.active_count() == threads)
    with pytest.raises(ConnectionRefusedError):
        _client(between)


def _client(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def _first_byte(proxy: Proxy) -> bytes:
    with _client(proxy) as client:
        return client.recv(1)


def _echo(client: socket.socket, text: bytes) -> bytes:
    client.sendall(text)
    return _received(client, len(text))


def _received(client: socket.socket, number: int) -> bytes:
    received = b""
    while len(received) < number and (data := client.recv(number - len(received))):
        received += data
    return received


def _until_end(client: socket.socket) -> bytes:
    received = b""
    # What was cut with bytes still on their way ends with a reset.
    with suppress(ConnectionResetError):
        while data := client.recv(1_000_000):
            received += data
    return received


def _seconds(action: Callable[[], object]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started
