"""The app served here on loopback, and sessions that speak its WebSocket as a browser does, without a browser."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.kills.processes import Marked

HOST = "127.0.0.1"
START_S, PAGE_S = 60.0, 120.0
LARGEST_MESSAGE = 200_000_000


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with closing(socket.socket()) as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def serve(ours: Marked, store: Path, scenarios: Path, port: int, **more: str) -> subprocess.Popen[str]:
    """Start the app on a store as docs/deploy.md does, and wait until it is healthy. TimeoutError."""
    arguments = ["-m", "streamlit", "run", "planner/ui/server.py", "--server.headless", "true"]
    arguments += ["--server.address", HOST, "--server.port", str(port), "--server.fileWatcherType", "none"]
    places = {"PLANNER_STORE": str(store), "PLANNER_SCENARIOS": str(scenarios), "HOME": str(store.parent)}
    process = ours.start(*arguments, quiet=True, **places, **more)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return process
        time.sleep(0.1)
    problem = f"the app was not healthy after {START_S:.0f} s"
    raise TimeoutError(problem)


@dataclass(frozen=True)
class Page:
    """What a session was sent until the script of a page had ended."""

    seconds: float
    messages: int
    errors: tuple[str, ...]  # exceptions that the page shows, and scripts that ended in none
    buttons: dict[str, str] = field(default_factory=dict)  # id by key
    fragments: dict[str, float] = field(default_factory=dict)  # parts to be drawn again by themselves, every so many s
    whole: bool = False  # all of the page was drawn, not a part of it


class PageSession:
    """One WebSocket session of the app."""

    def __init__(self, port: int) -> None:
        self._socket = connect(
            f"ws://{HOST}:{port}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{HOST}:{port}", max_size=LARGEST_MESSAGE, open_timeout=START_S,  # type: ignore[arg-type]
        )  # fmt: skip

    def open(self, page: str = "", query: str = "", press: str = "") -> Page:
        """Open a page, or press one of its buttons, and wait for its end. OSError, TimeoutError, ConnectionClosed."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        if press:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        return self._answer(message)

    def redraw(self, page: str, fragment: str, query: str = "") -> Page:
        """Let one part of a page be drawn again, as a browser does every second. Errors as `open`."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.fragment_id = page, fragment
        message.rerun_script.query_string = query
        message.rerun_script.is_auto_rerun = True
        return self._answer(message)

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _answer(self, message: BackMsg) -> Page:
        began = time.perf_counter()
        self._socket.send(message.SerializeToString())
        count, whole, errors, buttons, fragments = 0, False, list[str](), dict[str, str](), dict[str, float]()
        for part in self._parts(time.monotonic() + PAGE_S):
            count += 1
            kind = part.WhichOneof("type")
            if kind == "delta" and part.delta.HasField("new_element"):
                element = part.delta.new_element
                if element.HasField("exception"):
                    errors.append(f"{element.exception.type}: {element.exception.message}")
                if element.HasField("button"):
                    buttons[element.button.id.rpartition("-")[2]] = element.button.id
            elif kind == "auto_rerun":
                fragments[part.auto_rerun.fragment_id] = part.auto_rerun.interval
            elif kind == "script_finished":
                if part.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    errors.append("the script could not be read")
                if part.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    buttons, fragments = {}, {}
                    continue
                whole = part.script_finished != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
                break
        return Page(time.perf_counter() - began, count, tuple(errors), buttons, fragments, whole)

    def _parts(self, deadline: float) -> Iterator[ForwardMsg]:
        while True:
            data = self._socket.recv(timeout=max(deadline - time.monotonic(), 0.01))
            yield ForwardMsg.FromString(data)  # type: ignore[arg-type]
