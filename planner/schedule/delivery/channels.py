"""How a letter leaves: copied to a folder, mailed by SMTP, told to a webhook. Secrets come from the environment."""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
import smtplib
import ssl
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.schedule.refresh import bearer, secret
from planner.whole_files import FILE, sweep, write_text_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.schedule.delivery.outbox import Letter
    from planner.schedule.fields import Smtp

TIMEOUT_S = 60.0
HIDDEN = "***"


def deliver(letter: Letter, smtp: Smtp | None, home: Path) -> None:
    """Carry out one delivery. OSError, ValueError, smtplib.SMTPException: it did not succeed."""
    target = letter.target
    if target["folder"] is not None:
        _copy(letter, home / str(target["folder"]))
    elif target["webhook"] is not None:
        _tell(letter, str(target["webhook"]), target["token_env"])
    else:
        if smtp is None:
            missing = "schedules.yaml names no mail server (smtp)"
            raise ValueError(missing)
        _mail(letter, smtp, home)


def target_text(target: Mapping[str, Any]) -> str:
    """Where a letter goes, in a few words."""
    if target["folder"] is not None:
        return f"folder {target['folder']}"
    if target["webhook"] is not None:
        return f"webhook {target['webhook']}"
    return f"mail to {', '.join(target['mail_to'] or ())}"


def without_secrets(text: str, letter: Letter, smtp: Smtp | None) -> str:
    """Words of an error without any secret that a server may have sent back."""
    variables = [letter.target.get("token_env"), smtp.password_env if smtp else None]
    for value in (os.environ.get(str(name), "") for name in variables if name):
        text = text.replace(value, HIDDEN) if value else text
    return " ".join(text.split())


def _copy(letter: Letter, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, ending=FILE)
    for file in map(Path, letter.files):
        write_whole(folder / file.name, lambda aside, file=file: shutil.copyfile(file, aside))  # type: ignore[misc]
        (folder / file.name).chmod(0o644)
    if not letter.files:  # an alert
        write_text_whole(folder / f"{letter.letter_id}.txt", f"{letter.subject}\n\n{letter.text}\n")


def _tell(letter: Letter, url: str, token_env: str | None) -> None:
    """POST what a program wants to know. ValueError, OSError (HTTPError): the answer is no 2xx."""
    body = {
        "id": letter.letter_id, "schedule": letter.schedule, "subject": letter.subject, "text": letter.text,
        "files": [Path(file).name for file in letter.files], "link": letter.target["link"],
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Idempotency-Key": letter.letter_id} | bearer(token_env)
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=TIMEOUT_S):
        pass


def _mail(letter: Letter, smtp: Smtp, home: Path) -> None:
    message = _message(letter, smtp)
    context = ssl.create_default_context(cafile=str(home / smtp.ca_file) if smtp.ca_file else None)
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_S)
    with server:
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user is not None and smtp.password_env is not None:
            server.login(smtp.user, secret(smtp.password_env))
        refused = server.send_message(message)
    if refused:
        some = f"refused for {', '.join(refused)}"
        raise ValueError(some)


def _message(letter: Letter, smtp: Smtp) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = letter.subject, smtp.sender
    message["To"] = ", ".join(letter.target["mail_to"])
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{letter.letter_id}@{smtp.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for file in map(Path, letter.files) if letter.target["attach"] else ():
        main, _, sub = (mimetypes.guess_type(file.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=file.name)
    return message
