"""What a person may do: a file of roles, named by PLANNER_ROLES. Without one, all who can start the planner may do all.

ana@site.example: approver    # may also lock and unlock the plan of record
ben: planner                  # may also save drafts, start solves, propose a plan, and withdraw one
everyone: viewer              # all who are not named; they read
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from planner.errors import ScenarioError, located, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["viewer", "planner", "approver"]
Action = Literal["propose", "withdraw", "lock", "unlock"]
ROLES_VARIABLE = "PLANNER_ROLES"
EVERYONE = "everyone"
RANK: Mapping[str, int] = {role: rank for rank, role in enumerate(get_args(Role))}
NEEDS: Mapping[Action, Role] = {"propose": "planner", "withdraw": "planner", "lock": "approver", "unlock": "approver"}


def may(person: str, action: Action) -> bool:
    """Whether a person may do it. ScenarioError where the file of roles is wrong: nobody may then do anything."""
    return RANK[role_of(person)] >= RANK[NEEDS[action]]


def may_work(person: str) -> bool:
    """Whether a person may save drafts and start solves: a planner may. ScenarioError as `may`."""
    return RANK[role_of(person)] >= RANK["planner"]


def role_of(person: str) -> Role:
    """The role of a person: as the file says, else that of everyone, else viewer; approver where there is no file."""
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
        content = YAML().load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(located(f"{path}, line {line}", f"this is not YAML ({error.problem}).", hint)) from None
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise ScenarioError(located(str(path), f"the roles cannot be read ({error}).", hint)) from None
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
