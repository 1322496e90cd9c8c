"""What a person may do: as the login says, or a file of roles, named by PLANNER_ROLES. Without either, all.

ana@site.example: approver    # may also lock and unlock the plan of record
ben: planner                  # may also save drafts, solve, propose a plan, and withdraw one
everyone: viewer              # all who are not named; they read

Where PLANNER_ROLE_CLAIM names a claim of the login, such as realm_access.roles, the highest of these three roles in it
counts for who is logged in, and without one that person is a viewer: the file is then for the command line.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from planner.errors import ScenarioError, located, nearest
from planner.named_files import FileRefusedError, content_of, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["viewer", "planner", "approver"]
Action = Literal["propose", "withdraw", "lock", "unlock"]
Deed = Action | Literal["solve"]
ROLES_VARIABLE, CLAIM_VARIABLE = "PLANNER_ROLES", "PLANNER_ROLE_CLAIM"
EVERYONE = "everyone"
LARGEST_BYTES = 1_000_000
RANK: Mapping[Role, int] = {role: rank for rank, role in enumerate(get_args(Role))}
NEEDS: Mapping[Deed, Role] = {
    "solve": "planner", "propose": "planner", "withdraw": "planner", "lock": "approver", "unlock": "approver",
}  # fmt: skip
_CLAIMED: ContextVar[tuple[str, Role] | None] = ContextVar("role of who is logged in", default=None)


def may(person: str, action: Deed) -> bool:
    """Whether a person may do it. ScenarioError where the file of roles is wrong: nobody may then do anything."""
    return RANK[role_of(person)] >= RANK[NEEDS[action]]


def claim(person: str, user: Mapping[str, Any]) -> None:
    """Take the role of a person, in this thread, from the claims of the login; nothing where no claim is named."""
    name = os.environ.get(CLAIM_VARIABLE, "").strip()
    _CLAIMED.set((person, claimed_role(user, name)) if name else None)


def claimed_role(user: Mapping[str, Any], name: str) -> Role:
    """The highest role in a claim, one name or a list, at a dotted path; viewer where there is none."""
    value: Any = user if name not in user else {name: user[name]}
    for part in [name] if name in user else name.split("."):
        value = value.get(part) if hasattr(value, "get") else None
    names = [value] if isinstance(value, str) else list(value or [])
    return max((role for role in RANK if role in names), key=RANK.__getitem__, default="viewer")


def role_of(person: str) -> Role:
    """The role of a person: as the login claims, else as the file says, else that of everyone, else viewer.

    Approver where there is neither.
    """
    claimed = _CLAIMED.get()
    if claimed is not None and claimed[0] == person:
        return claimed[1]
    path = os.environ.get(ROLES_VARIABLE, "")
    if not path:
        return "approver"
    roles = read_roles(Path(path))
    return roles.get(person, roles.get(EVERYONE, "viewer"))


def read_roles(path: Path) -> dict[str, Role]:
    """The roles in a file by person. ScenarioError with the line of what is wrong in it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    hint = f"correct the file, or name another in {ROLES_VARIABLE}."
    try:
        content = YAML().load(content_of(path, LARGEST_BYTES).decode("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(located(f"{path}, line {line}", f"this is not YAML ({error.problem}).", hint)) from None
    except (FileRefusedError, UnicodeDecodeError, YAMLError) as error:
        raise ScenarioError(located(shown(path), f"the roles cannot be read ({error}).", hint)) from None
    if not isinstance(content, CommentedMap):
        raise ScenarioError(located(str(path), "roles are lines such as ana: approver; this file has none.", hint))
    roles: dict[str, Role] = {}
    for name, role in content.items():
        if role not in RANK:
            where = f"{path}, line {content.lc.key(name)[0] + 1}"
            problem = f'"{role}" is the role of {name}; allowed are {", ".join(RANK)}.'
            raise ScenarioError(located(where, problem, nearest(str(role), RANK)))
        roles[str(name)] = role
    return roles
