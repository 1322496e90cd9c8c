"""Files that people name, of every kind that is none: refused at once, with a sentence."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from planner.access.rights import read_roles
from planner.errors import PlannerError
from planner.named_files import LONGEST_NAME, FileRefusedError, content_of, named, shown
from planner.scenario.files import load as files
from planner.scenario.portfolio import is_portfolio
from planner.table_files import read_content

READERS = {
    "scenario": files.load,
    "overlay": files.read,
    "roles": lambda path: read_roles(Path(path)),
    "table": read_content,
}


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Names in the working folder, with the words of their refusal."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.yaml")
    Path("circle.yaml").symlink_to("circle.yaml")
    Path("folder.yaml").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.yaml")
    with Path("large.yaml").open("wb") as file:
        file.truncate(50_000_000)
    return {
        "pipe.yaml": "this is a named pipe, not a file.",
        "socket.yaml": "this is a socket, not a file.",
        "/dev/zero": "this is a device, not a file.",
        "circle.yaml": "its links lead in a circle.",
        "large.yaml": "it has 50,000,000 bytes;",
        "a\0b.yaml": "the name holds a control character",
        "a\nb.yaml": "the name holds a control character",
        os.fsdecode(b"\xff.yaml"): "the name is not text in UTF-8.",
        "\ud83d.yaml": "the name is not text in UTF-8.",
        f"{'a' * LONGEST_NAME}.yaml": "the longest name in it 260.",
        "/".join(["a" * 200] * 30): "the path has 6,029 bytes",
    }


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused(reader: str, odd: dict[str, str]) -> None:
    """Proves: every reader refuses them with one message that can be printed, and hangs on none."""
    for path, words in odd.items():
        with pytest.raises(PlannerError) as caught:
            READERS[reader](path)
        assert words in str(caught.value), path
        assert str(caught.value).encode()
        assert not is_portfolio(path)


def test_what_a_scenario_names_is_looked_at_too(odd: dict[str, str]) -> None:
    """Proves: extends of a pipe, a circle or a name with a NUL ends with the sentence, not with a wait."""
    for named_in, words in (
        ("pipe.yaml", "named pipe"),
        ("circle.yaml", "circle"),
        ("a\\0b.yaml", "control character"),
    ):
        Path("x.yaml").write_text(f'extends: "{named_in}"\n', encoding="utf-8")
        with pytest.raises(PlannerError, match=words):
            files.load("x.yaml")


def test_a_plain_file_is_read_and_others_are_not(odd: dict[str, str]) -> None:
    Path("plain").write_bytes(b"abc")
    assert content_of("plain", 3) == b"abc"
    assert named("été.yaml") == Path("été.yaml")
    assert shown("a\nb\ud800") == r"a\nb\ud800"
    assert shown("x" * 200) == f"{'x' * 120}..."
    Path("plain").write_bytes(b"abcd")
    with pytest.raises(FileRefusedError, match="4 bytes"):
        content_of("plain", 3)
    with pytest.raises(FileRefusedError) as caught:
        content_of("absent", 3)
    assert caught.value.cause == "absent"
