"""Whether the body of a callback request is one that this application's own pages can have sent."""

import json
from collections.abc import Mapping
from typing import Any

# What Dash keeps of a callback, by its output: inputs, state, outputs; those that run on the server have "callback".
CallbackMap = Mapping[str, Mapping[str, Any]]


def fault(body: Any, callbacks: CallbackMap) -> str | None:
    """What is wrong with a parsed body, as one sentence; None for a sound one."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return "The body is not a callback: 'output', 'outputs', 'inputs' and 'changedPropIds' are needed."
    declared = callbacks.get(body["output"])
    if declared is None or "callback" not in declared:
        return "There is no callback for this output."
    if not _outputs_fit(body.get("outputs"), declared["output"]):
        return "'outputs' are not those of this callback."
    if not _all_fit(body.get("inputs"), declared["inputs"]) or not _all_fit(body.get("state", []), declared["state"]):
        return "'inputs' or 'state' are not those of this callback."
    if not all(_has_text(part) for part in [*body["inputs"], *body.get("state", [])]):
        return "The values of inputs and state are texts or null, and an id is the component's own."
    changed = body.get("changedPropIds", [])
    known = {f"{part['id']}.{part['property']}" for part in body["inputs"]}
    if not isinstance(changed, list) or not all(isinstance(each, str) and each in known for each in changed):
        return "'changedPropIds' names what is not an input of this callback."
    return None


def _outputs_fit(given: Any, declared: Any) -> bool:
    """One output is an object, several are a list, as Dash's own scripts send them."""
    if not isinstance(declared, list):
        return _fits(given, _spelt(declared))
    return _all_fit(given, [_spelt(each) for each in declared])


def _spelt(output: Any) -> dict[str, str]:
    return {"id": output.component_id_str(), "property": output.component_property}


def _all_fit(given: Any, declared: list[dict[str, str]]) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_fits(part, wanted) for part, wanted in zip(given, declared, strict=True))
    )


def _fits(part: Any, wanted: Mapping[str, str]) -> bool:
    if not isinstance(part, dict) or part.get("property") != wanted["property"]:
        return False
    identity = part.get("id")
    if not wanted["id"].startswith("{"):
        return bool(identity == wanted["id"])
    # A pattern such as {"panel":["MATCH"]}: the same keys, a text in the place of each wildcard.
    pattern = json.loads(wanted["id"])
    return (
        isinstance(identity, dict)
        and identity.keys() == pattern.keys()
        and all(isinstance(value, str) for value in identity.values())
    )


def _has_text(part: Mapping[str, Any]) -> bool:
    value = part.get("value")
    return value == part["id"] if part["property"] == "id" else value is None or isinstance(value, str)
