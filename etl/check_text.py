"""The findings of a dry run in words, with the first records as a table whose columns line up in any script."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from data_access.schema import UNMAPPED
from etl.check import Findings
from etl.entities import ENTITIES
from etl.mapping.fields import NULL, uncopied

_SHOWN_RECORDS, _SHOWN_CODES, _SHOWN_REJECTS = 4, 20, 10
_WIDEST = 26
_PLACES = {
    "county_code": "区县",
    "township_code": "乡镇街道",
    "community_code": "社区",
    "grid_code": "网格",
    "longitude": "经度",
    "latitude": "纬度",
}
_ACTIONS = {
    "insert": "新增 inserted",
    "update": "更新 updated",
    "unchanged": "不变 unchanged",
    "superseded": "已有更新的 superseded",
    "delete": "删除 deleted",
}


def as_text(findings: Findings) -> str:
    """Everything a person wants to know before the first load; no value that would not be stored is in it."""
    dataset = findings.dataset
    lines = [f"{findings.source.key} / {dataset.name} → {dataset.entity} ({dataset.kind})"]
    lines += [f"  ✗ {findings.fault}"] if findings.fault else []
    lines += [f"  ✗ {sentence}; a load would stop here" for sentence in findings.drift]
    if not findings.read:
        return "\n".join([*lines, "  没有记录 · the source gave no records"])
    lines.append(f"  读取 {findings.read} 条，未入库 · {findings.read} records read; nothing is loaded")
    lines += ["", *_records(findings), ""]
    for name, codes in findings.unmapped.items():
        lines += [f"  未映射 unmapped {name}: {code} × {count}" for code, count in codes.most_common(_SHOWN_CODES)]
        if len(codes) > _SHOWN_CODES:
            lines.append(f"  未映射 unmapped {name}: … and {len(codes) - _SHOWN_CODES} more codes")
    lines += _rejects(findings)
    done = ", ".join(f"{label} {findings.actions[name]}" for name, label in _ACTIONS.items() if findings.actions[name])
    lines.append(f"  将入库 would be loaded as {dataset.kind}: {done or 'nothing'}")
    reached = ("grid_code", "community_code", "township_code", "county_code", UNMAPPED)
    known = [
        f"{_PLACES.get(name, '未映射')} {name} {findings.reached[name]}" for name in reached if findings.reached[name]
    ]
    lines += [f"  所属层级 known down to: {', '.join(known)}"] if known else []
    lines += [f"  注意 {remark}" for remark in findings.remarks]
    never = ", ".join(findings.never_stored) or "nothing: every name is mapped"
    return "\n".join([*lines, f"  从不入库 never stored, never leaves the connector: {never}"])


def paths_of(findings: Findings, reason: str) -> str:
    """The paths in the record that a reject is about, as far as its reason names a field."""
    fields = findings.dataset.fields
    named = [name for name in fields if reason.startswith(f"{name}_")]
    return ", ".join(fields[max(named, key=len)].paths) if named else ""


def _rejects(findings: Findings) -> list[str]:
    counts = Counter(each.reason for each in findings.rejects)
    lines = [f"  退回 rejected: {reason} × {count}" for reason, count in counts.most_common()]
    for each in findings.rejects[:_SHOWN_REJECTS]:
        path = paths_of(findings, each.reason)
        lines.append(f"    {each.locator}{f', at {path}' if path else ''}: {each.reason}")
    if len(findings.rejects) > _SHOWN_REJECTS:
        lines.append(f"    … and {len(findings.rejects) - _SHOWN_REJECTS} more")
    return lines


def _records(findings: Findings) -> list[str]:
    """The first records, one a column, the fields below each other with both their names and where they come from."""
    shown = findings.rows[:_SHOWN_RECORDS]
    if not shown:
        return ["  没有可入库的记录 · none of them can be loaded"]
    entity = ENTITIES[findings.dataset.entity]
    rows = [["字段", "field", "from", *[f"#{number}" for number in range(1, len(shown) + 1)]]]
    for each in entity.fields:
        mapping = findings.dataset.fields.get(each.name)
        if mapping is not None:
            source = ", ".join(mapping.paths) or f"= {mapping.constant}"
            rows.append([each.zh, each.name, source, *[_value(row, each.name) for row in shown]])
    place = ", ".join(findings.dataset.place.paths)
    rows += [
        [zh, name, place, *[_value(row, name) for row in shown]] for name, zh in _PLACES.items() if name in shown[0]
    ]
    return _aligned(rows)


def _value(row: Mapping[str, str], name: str) -> str:
    if name == "person_key":
        return "" if row[name] == NULL else "(hash)"
    text = "" if row[name] == NULL else uncopied(row[name])
    own = row.get(f"{name}_source", NULL)
    return f"{text} ← {uncopied(own)}" if own not in (NULL, row[name]) else text


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    cut = [[_cut(" ".join(cell.split())) for cell in row] for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*cut, strict=True)]
    return [
        "  " + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cut
    ]


def _width(text: str) -> int:
    """Cells on a terminal: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _cut(text: str) -> str:
    if _width(text) <= _WIDEST:
        return text
    kept = ""
    for sign in text:
        if _width(kept + sign) >= _WIDEST:
            break
        kept += sign
    return f"{kept}…"
