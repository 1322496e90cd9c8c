"""Who comes in: the app on a network without a login shows nothing; with one, a person, with the role claimed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from planner import cli
from planner.access import door, rights
from tests.ui import browser as b
from tests.ui import login_provider

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_is_open(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: nobody is asked for a login at an address that only this machine reaches."""
    monkeypatch.delenv(door.OPEN_VARIABLE, raising=False)
    assert not door.is_shut(address, login=False)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.0.0.7", "planner.site.example", "localhost.evil"])
def test_the_network_is_shut_without_login_unless_said_twice(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: one setting by itself opens no network; a login does, and so does the second word, spelt out."""
    monkeypatch.delenv(door.OPEN_VARIABLE, raising=False)
    assert door.is_shut(address, login=False)
    assert not door.is_shut(address, login=True)
    for word, shut in (("yes", False), ("no", True), ("", True), ("1", True)):
        monkeypatch.setenv(door.OPEN_VARIABLE, word)
        assert door.is_shut(address, login=False) == shut


@pytest.mark.parametrize(
    ("user", "role"),
    [
        ({"roles": ["viewer", "approver"]}, "approver"),
        ({"roles": "planner"}, "planner"),
        ({"roles": ["admin", "APPROVER"]}, "viewer"),
        ({"roles": []}, "viewer"),
        ({}, "viewer"),
        ({"roles": {"approver": True}}, "approver"),
    ],
)
def test_the_highest_role_claimed_counts(user: dict[str, object], role: str) -> None:
    """Proves: one name or many, the highest of ours; another word, or no claim at all, is a viewer."""
    assert rights.claimed_role(user, "roles") == role
    assert rights.claimed_role({"realm_access": user}, "realm_access.roles") == role
    assert rights.claimed_role({"https://site.example/roles": user.get("roles")}, "https://site.example/roles") == role


def test_a_claim_is_of_its_person_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: with a claim named, the login's word counts for who is logged in, above the file; not for another."""
    roles = tmp_path / "roles.yaml"
    roles.write_text("ana: approver\nben: planner\n", encoding="utf-8")
    monkeypatch.setenv(rights.ROLES_VARIABLE, str(roles))
    monkeypatch.setenv(rights.CLAIM_VARIABLE, "roles")
    rights.claim("ana", {"roles": ["viewer"]})
    assert rights.role_of("ana") == "viewer"
    assert not rights.may("ana", "solve")
    assert rights.role_of("ben") == "planner"
    monkeypatch.delenv(rights.CLAIM_VARIABLE)
    rights.claim("ana", {"roles": ["viewer"]})
    assert rights.role_of("ana") == "approver"


def test_the_realm_for_trying_is_what_the_page_says() -> None:
    """Proves: roles, client, secret, address of return, and roles in the identity token, as docs/people.md has them."""
    realm = json.loads((b.ROOT / "docs" / "keycloak" / "planner-realm.json").read_text(encoding="utf-8"))
    page = (b.ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    (client,) = realm["clients"]
    (mapper,) = client["protocolMappers"]
    assert {role["name"] for role in realm["roles"]["realm"]} == set(rights.RANK)
    assert {user["realmRoles"][0] for user in realm["users"]} == set(rights.RANK)
    assert f"realms/{realm['realm']}/.well-known" in page
    for text in (client["clientId"], client["secret"], client["redirectUris"][0]):
        assert f'"{text}"' in page
    assert f"PLANNER_ROLE_CLAIM={mapper['config']['claim.name']} " in page
    assert mapper["config"]["id.token.claim"] == "true"


def test_solving_is_no_action_of_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: what needs a role is more than what can be recorded; the command offers only the latter."""
    with pytest.raises(SystemExit):
        cli.main(["record", "solve", "latest"])
    assert "'propose', 'withdraw', 'lock', 'unlock', 'trail'" in capsys.readouterr().err


@pytest.mark.browser
def test_a_person_logs_in_and_out(tmp_path: Path) -> None:
    """Proves, with a provider of OpenID Connect: nothing is shown before; then name and role; then nothing again."""
    port = b.free_port()
    with login_provider.provider({"email": "ana@site.example", "roles": ["planner"]}) as address:
        (tmp_path / "secrets.toml").write_text(login_provider.secrets(address, f"http://localhost:{port}"))
        names = {"STREAMLIT_SECRETS_FILES": str(tmp_path / "secrets.toml"), rights.CLAIM_VARIABLE: "roles"}
        with (
            b.browser() as chrome,
            b.served(tmp_path / "runs", tmp_path / "app.log", port=port, **names) as app,
        ):
            page = chrome.new_page()
            page.goto(f"{app}/runs")
            page.get_by_role("heading", name="Please log in").wait_for(timeout=b.WAIT_MS)
            assert page.get_by_role("link", name="Work").count() == 0
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("button", name="ana@site.example").click(timeout=b.WAIT_MS)
            page.get_by_text("a planner").wait_for(timeout=b.WAIT_MS)
            page.get_by_role("button", name="Log out").click()
            page.get_by_role("heading", name="Please log in").wait_for(timeout=b.WAIT_MS)


@pytest.mark.browser
def test_a_network_without_login_is_told_so(tmp_path: Path) -> None:
    """Proves: at every address of this machine the app shows the sentence and neither plan nor menu."""
    with (
        b.browser() as chrome,
        b.served(tmp_path / "runs", tmp_path / "app.log", STREAMLIT_SERVER_ADDRESS="0.0.0.0") as app,
    ):
        page = chrome.new_page()
        page.goto(app)
        page.get_by_text("listens at an address of the network").wait_for(timeout=b.WAIT_MS)
        assert page.get_by_role("link", name="Work").count() == 0
        assert not (tmp_path / "runs").exists()
