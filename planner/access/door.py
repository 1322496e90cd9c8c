"""Whether the app opens: on this machine to all, on a network to people who log in, or to all where that is said twice.

First time: an address of the network (--server.address). Second time: PLANNER_OPEN_TO_NETWORK=yes.
"""

from __future__ import annotations

import os

OPEN_VARIABLE = "PLANNER_OPEN_TO_NETWORK"
OPEN = "yes"
OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def is_shut(address: str | None, *, login: bool) -> bool:
    """Whether an app that listens at an address (None: at every one) lets nobody in, for want of a login."""
    return not login and address not in OWN_MACHINE and os.environ.get(OPEN_VARIABLE, "").strip().lower() != OPEN
