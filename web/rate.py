"""How much one client may ask: a bucket of tokens for each address, one token a request.

A bucket holds a minute's worth and fills evenly. The addresses that asked last are remembered, so
that what this keeps has a bound however many there are.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Addresses that are remembered: 2.6 megabytes."""

PER_MINUTE = 600
"""Requests a minute where other machines are let in and nothing is set."""

_V6_NETWORK = 64
"""Bits that are one client's: the rest of an IPv6 address is for it to choose."""


class Buckets:
    """Tokens of every client; `per_minute` of them in a full bucket. For any number of threads."""

    def __init__(
        self,
        per_minute: int,
        most: int = MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.per_minute = per_minute
        self._most = most
        self._clock = clock
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Return 0 and take a token of a client's, or the seconds until there is one to take."""
        rate = self.per_minute / 60
        with self._lock:
            now = self._clock()
            tokens, since = self._filled.pop(client, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + (now - since) * rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / rate
            self._filled[client] = (tokens if wait else tokens - 1, now)
            if len(self._filled) > self._most:
                self._filled.popitem(last=False)  # it has not asked for the longest time
            return wait

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._filled)


def client(address: str | None) -> str | None:
    """Return who is behind an address, None where that is no address of a network.

    All of an IPv6 network that one customer is given is one client.
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), _V6_NETWORK), strict=False))
