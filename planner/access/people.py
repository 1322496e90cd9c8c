"""Who acts: the person logged in to the app, else the user of the operating system."""

from __future__ import annotations

import getpass
import os

PERSON_VARIABLE = "PLANNER_PERSON"  # set by the app for the solves it starts: they act for who clicked
NOBODY = "unknown"


def person() -> str:
    """Name of who runs this process; "unknown" where the system has no name for its user."""
    named = os.environ.get(PERSON_VARIABLE, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container whose user has no entry
        return NOBODY
