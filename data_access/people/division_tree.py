"""Divisions as a tree of numbered places: breadth first, so that the children of one stand side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Added to the code of a division: what is known to be in it, but not in which of its children.
REST = "/"


@dataclass(frozen=True, slots=True)
class DivisionTree:
    """Codes and their places, parents by place (the root's is -1), families (children of one division) and levels.

    Every division with children has one more, its rest, for records that name the division and none of its children.
    """

    codes: tuple[str, ...]
    parents: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]
    heads: npt.NDArray[np.intp]
    family: npt.NDArray[np.intp]
    levels: tuple[slice, ...]
    places: Mapping[str, int]

    def span(self, family: int) -> tuple[int, int]:
        """The places of the first child of a family and of what comes after its last."""
        last = int(self.starts[family + 1]) + 1 if family + 1 < len(self.starts) else len(self.codes)
        return int(self.starts[family]) + 1, last

    def families_of(self, level: slice) -> npt.NDArray[np.intp]:
        """The families whose children are on a level."""
        return np.flatnonzero((self.starts + 1 >= level.start) & (self.starts + 1 < level.stop))

    def leaf_of(self, code: str) -> int:
        """The place where records of a division are added: itself, or its rest. Unknown ones are of the root's rest."""
        place = self.places.get(code, 0)
        return self.places.get(self.codes[place] + REST, place)


def division_tree(parents: Mapping[str, str]) -> DivisionTree:
    """The tree of `parents` (code to code of the division above). Raises ValueError where there is not one root."""
    roots = sorted(set(parents.values()) - set(parents))
    if len(roots) != 1:
        raise ValueError(f"divisions must lie below one city, not below {roots}; read the divisions of one city")
    below: dict[str, list[str]] = {}
    for code, parent in sorted(parents.items()):
        below.setdefault(parent, []).append(code)
    codes, above, levels, current = [roots[0]], [-1], [], [0]
    while current:
        reached: list[int] = []
        for place in current:
            children = below.get(codes[place], [])
            for code in [*children, codes[place] + REST] if children else []:
                reached.append(len(codes))
                codes.append(code)
                above.append(place)
        if reached:
            levels.append(slice(reached[0], reached[-1] + 1))
        current = reached
    return _numbered(codes, np.array(above, dtype=np.intp), tuple(levels))


def _numbered(codes: list[str], parents: npt.NDArray[np.intp], levels: tuple[slice, ...]) -> DivisionTree:
    heads, starts, family = np.unique(parents[1:], return_index=True, return_inverse=True)
    places = {code: place for place, code in enumerate(codes)}
    return DivisionTree(tuple(codes), parents, starts.astype(np.intp), heads, family.astype(np.intp), levels, places)
