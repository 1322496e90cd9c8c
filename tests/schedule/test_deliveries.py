"""Reports that leave: by mail with and without TLS, to a webhook and a folder; once, also after a kill."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import os
import signal
import smtplib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.errors import PlannerError
from planner.plan.store import disk
from planner.schedule import claims, record, run
from planner.schedule.delivery import channels, outbox, post
from planner.schedule.file import Schedules
from planner.schedule.once import once
from tests.schedule.conftest import START, Clock, solved
from tests.schedule.servers import HOST, certificate, free_port, mail_server, web_server

pytestmark = pytest.mark.usefixtures("quick_reports")
PASSWORD = "not-for-any-log"
SMTP = "smtp: {{host: {host}, port: {port}, sender: planner@site.example, security: {security}{more}}}\n"
MAIL = '    deliver:\n      - {mail_to: [ana@site.example], subject: "{{ scenarios }} {{ date }}"}\n'
ALERT = "    alert:\n      - {mail_to: [ops@site.example]}\n"


def top(port: int, security: str = "none", more: str = "") -> str:
    return SMTP.format(host=HOST, port=port, security=security, more=more)


def job(schedules: Schedules, store: Path, attempt: int = 1, solve: Any = solved) -> dt.datetime | None:
    """The run of the Monday, and what is in the outbox sent."""
    again = run._job(schedules, store, None, threading.Event(), solve, "board", START, attempt)
    run._post(schedules, store)
    return again


# ------------------------------------------------------------------ by mail


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_report_is_mailed(
    security: Any, timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Proves: one mail with the whole report arrives, with a login over TLS; the password is in no log and no file."""
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    caplog.set_level("DEBUG", "planner")
    pem = certificate(tmp_path) if security != "none" else None
    more = ", user: planner, password_env: MAIL_PASSWORD, ca_file: server.pem" if pem else ""
    with mail_server(security, pem, password=PASSWORD if pem else None) as (box, port):
        schedules = timetable(MAIL, top(port, security, more))
        assert job(schedules, tmp_path / "runs") is None
    (mail,) = box.mails
    assert (mail["Subject"], mail["To"]) == ("base 30 November 2026", "ana@site.example")
    (attached,) = mail.iter_attachments()
    report = tmp_path / "reports" / "board" / "base-run.html"
    assert attached.get_payload(decode=True) == report.read_bytes()
    assert PASSWORD not in caplog.text
    written = [path for path in (tmp_path / "runs").rglob("*") if path.is_file()]
    assert not any(PASSWORD.encode() in path.read_bytes() for path in written)


def test_a_server_that_nobody_vouches_for_gets_no_mail(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock
) -> None:
    """Proves: with TLS a certificate that is not trusted stops the mail, which waits."""
    with mail_server("tls", certificate(tmp_path)) as (box, port):
        job(timetable(MAIL, top(port, "tls")), tmp_path / "runs")
    assert box.mails == []
    (letter,) = outbox.letters(tmp_path / "runs")
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert "CERTIFICATE_VERIFY_FAILED" in letter.problem


def test_a_wrong_password_shows_no_password(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: what a server says back goes into the record without the secret."""
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)

    def login(self: smtplib.SMTP, user: str, password: str) -> None:
        raise smtplib.SMTPAuthenticationError(535, f"no, not {password}".encode())

    monkeypatch.setattr(smtplib.SMTP, "login", login)
    with mail_server() as (_, port):
        schedules = timetable(MAIL, top(port).replace(HOST, "localhost", 1).replace("}}\n", "}\n"))
        more = ", user: planner, password_env: MAIL_PASSWORD"
        schedules = timetable(MAIL, SMTP.format(host="localhost", port=port, security="none", more=more))
        job(schedules, tmp_path / "runs")
    (letter,) = outbox.letters(tmp_path / "runs")
    assert "535" in letter.problem
    assert PASSWORD not in letter.problem


def test_a_server_down_for_an_hour(timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock) -> None:
    """Proves: a mail waits 1, 2, 4 … minutes between attempts while its server is down, and then arrives, once."""
    port, store = free_port(), tmp_path / "runs"
    schedules = timetable(MAIL, top(port))
    job(schedules, store)
    tries = []
    while clock.now < START + dt.timedelta(hours=1):
        again = run._post(schedules, store)
        assert again is not None
        tries.append(round((again - clock.now).total_seconds() / 60))
        clock.now = again
    assert tries == [1, 2, 4, 8, 16, 32]
    with mail_server(port=port) as (box, _):
        assert run._post(schedules, store) is None
        clock.now += dt.timedelta(days=1)
        run._post(schedules, store)
    assert len(box.mails) == 1
    (letter,) = outbox.letters(store)
    assert (letter.state, letter.attempts) == ("sent", 7)


def test_a_server_down_for_long_is_given_up(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: a letter that nobody took for three days (here two hours) is failed, kept with its problem, and rests."""
    assert outbox.GIVEN_UP_S == 3 * 24 * 3600
    monkeypatch.setattr(outbox, "GIVEN_UP_S", 7200.0)
    schedules = timetable(MAIL, top(free_port()))
    job(schedules, tmp_path / "runs")
    while (again := run._post(schedules, tmp_path / "runs")) is not None:
        clock.now = again
    (letter,) = outbox.letters(tmp_path / "runs")
    assert letter.state == "failed"
    assert "refused" in letter.problem
    assert dt.timedelta(hours=2) < clock.now - START < dt.timedelta(hours=4)


# ------------------------------------------------------------------ elsewhere


def test_a_webhook_and_a_folder(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: the webhook gets JSON with its token, again after an error of its own; the folder gets the whole file."""
    monkeypatch.setenv("HOOK_TOKEN", PASSWORD)
    with web_server() as (web, address):
        web.status = 500
        schedules = timetable(
            f"    deliver:\n      - {{webhook: {address}/plans, token_env: HOOK_TOKEN}}\n      - {{folder: out}}\n"
        )
        job(schedules, tmp_path / "runs")
        web.status = 200
        clock.now += dt.timedelta(minutes=1)
        run._post(schedules, tmp_path / "runs")
    ((headers, body),) = web.posted
    assert headers["Authorization"] == f"Bearer {PASSWORD}"
    assert (body["schedule"], body["files"]) == ("board", ["base-run.html"])
    report = tmp_path / "reports" / "board" / "base-run.html"
    assert (tmp_path / "out" / "base-run.html").read_bytes() == report.read_bytes()
    assert not any(PASSWORD in file.read_text("utf-8") for file in (tmp_path / "runs" / ".schedules").rglob("*.json"))


def test_once_delivers_too(timetable: Callable[..., Schedules], tmp_path: Path) -> None:
    """Proves: `planner schedule once` does all of an entry, and a second time sends a second report."""
    schedules = timetable("    deliver:\n      - {folder: out}\n")
    for count in (1, 2):
        once(schedules.file, "board", tmp_path / "runs", solve=solved)
        assert len(list((tmp_path / "out").iterdir())) == count


# ------------------------------------------------------------------ killed in the middle


def killed_child(work: Callable[[], object]) -> None:
    """A child process that does some work and is killed, or kills itself, in the middle of it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the child was to be killed, and ended"


def kill_me(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def half_the_data(self: smtplib.SMTP, message: bytes) -> None:
    """What `smtplib` does until half of the mail is out."""
    self.putcmd("data")
    self.getreply()
    self.send(message[: len(message) // 2])
    kill_me()


KILLS: dict[str, tuple[Any, str, Any]] = {
    "in the solve": (run, "nothing", None),
    "before the report is in place": (os, "replace", kill_me),
    "before the letters": (post, "send_reports", kill_me),
    "after the letters": (claims.Claim, "done", kill_me),
    "in the middle of the mail": (smtplib.SMTP, "data", half_the_data),
}


@pytest.mark.parametrize("moment", KILLS)
def test_killed_in_the_middle_one_whole_report_is_sent_once(
    moment: str, timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock
) -> None:
    """Proves: whenever a process is killed, the next one ends its run, and one mail with a whole report arrives."""
    store = tmp_path / "runs"
    solved(tmp_path / "warm.yaml", store=tmp_path / "elsewhere")  # what is slow is done before the fork
    with mail_server() as (box, port):
        schedules = timetable(MAIL, top(port))
        home, name, replacement = KILLS[moment]

        def work() -> None:
            if replacement is not None:
                setattr(home, name, replacement)
            job(schedules, store, solve=kill_me if moment == "in the solve" else solved)

        killed_child(work)
        assert box.mails == []
        for _ in range(2):  # the second time there is nothing left to do
            job(schedules, store)
    (mail,) = box.mails
    (attached,) = mail.iter_attachments()
    assert attached.get_content().rstrip().endswith("</html>")
    own = record.record_of(store, "board")
    assert own is not None
    assert own.result == "ok"
    assert len(disk.run_ids(store)) == 1  # what was solved before the kill is not solved again


# ------------------------------------------------------------------ failures and guards


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_alerts_and_is_tried_again(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: no half report; new attempts after 5 and 10 minutes; at the last an alert; with space all goes well."""
    with mail_server() as (box, port):
        schedules = timetable(MAIL + ALERT, top(port))
        with monkeypatch.context() as full:
            full.setattr("planner.report.on_disk.write_whole", full_disk)
            waits = []
            for attempt in (1, 2, 3):
                again = job(schedules, tmp_path / "runs", attempt)
                waits.append(None if again is None else (again - clock.now).total_seconds() / 60)
                assert [mail["Subject"] for mail in box.mails] == ["Plan board failed, 30 November 2026"][
                    : attempt // 3
                ]
            assert waits == [5, 10, None]
        assert "the disk is full" in box.mails[0].get_content()
        assert not list((tmp_path / "reports").rglob("*.html"))
        later = START + dt.timedelta(days=7)
        clock.now = later
        run._job(schedules, tmp_path / "runs", None, threading.Event(), solved, "board", later)
        run._post(schedules, tmp_path / "runs")
    assert [mail["Subject"] for mail in box.mails[1:]] == ["base 7 December 2026"]


def test_where_even_the_outbox_is_full_the_alert_goes_out(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: an alert that cannot be laid in the outbox is sent at once."""
    monkeypatch.setattr(outbox, "write_text_whole", full_disk)
    monkeypatch.setattr(record, "write_text_whole", full_disk)
    with mail_server() as (box, port):
        job(timetable(MAIL + ALERT, top(port)), tmp_path / "runs", attempt=3)
    assert [mail["Subject"] for mail in box.mails] == ["Plan board failed, 30 November 2026"]


def test_a_failure_that_will_not_pass_alerts_at_once(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock
) -> None:
    """Proves: bad input is not tried again; who is named hears of it at the first attempt."""

    def refused(*_: Any, **__: Any) -> None:
        message = "base.yaml, line 1: site is missing."
        raise PlannerError(message)

    with mail_server() as (box, port):
        assert job(timetable(ALERT, top(port)), tmp_path / "runs", solve=refused) is None
    assert "site is missing" in box.mails[0].get_content()


def test_a_plan_that_moved_too_far_trips_a_guard(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock
) -> None:
    """Proves: the report goes out, and with it an alert that says by how much the plan moved; a loose proof, too."""

    def moved(scenario: Path, **settings: Any) -> Any:
        plan = solved(scenario, **settings)
        cash = plan.cash_flow
        cash.loc[cash.index[0], "present_eur"] += 50e6
        other = dataclasses.replace(plan, cash_flow=cash).with_manifest(
            created_utc="2027-01-01T00:00:00+00:00", gap=0.2
        )
        return other.with_manifest(run_id=other.save(settings["store"]))

    solved(tmp_path / "base.yaml", store=tmp_path / "runs")
    guards = "    guards: {plan_change_share: 0.1, gap_share: 0.1}\n"
    with mail_server() as (box, port):
        job(timetable(ALERT + guards, top(port)), tmp_path / "runs", solve=moved)
    text = box.mails[0].get_content()
    assert "more than the 10% allowed" in text
    assert "leaves 20.00% open" in text
    own = record.record_of(tmp_path / "runs", "board")
    assert own is not None
    assert own.result == "guard"


def test_channels_name_their_target() -> None:
    """Proves: a log line says where a letter goes."""
    none = {"folder": None, "webhook": None, "mail_to": None}
    assert channels.target_text(none | {"folder": "out"}) == "folder out"
    assert channels.target_text(none | {"mail_to": ["a@b.c"]}) == "mail to a@b.c"
