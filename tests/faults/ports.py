"""Ports for servers that go away and come back."""

import random
import socket

# Below the ports that systems give to clients: while a server is down, its port must not become a client's own,
# which would keep the server from coming back and let a client that tries again connect to itself.
SERVERS = range(20_000, 32_000)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(number: int) -> list[int]:
    """As many different loopback ports on which nothing listens."""
    found = [port for port in random.sample(SERVERS, number + 100) if _is_free(port)]
    assert len(found) >= number, f"fewer than {number} ports are free"
    return found[:number]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
