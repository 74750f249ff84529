"""Which further cells of a table have to stay hidden, so that none of the hidden ones can be worked out from the rest.

Tables are arrays by period, division and member of a further dimension; member 0 is the total. The proof that the rules
suffice is in docs/decisions/0014-protected-numbers.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data_access.people.division_tree import DivisionTree

Amounts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]
# Behind every count times the number of cells, and still exact to the cell.
_EMPTY = 1e15


@dataclass(frozen=True, slots=True)
class References:
    """Where differences go: one child of every division and one member, the same for all periods of a year."""

    children: Numbers
    member: int


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that are decided together.

    `small` and `amounts` have the counts first: one, or of a share two (those inside and those outside). `small` marks
    what must not be told, `amounts` is what the hidden cells of a sum tell of each other, `size` says which cells are
    given up first, and `can` which may be hidden at all (of a longer period: what its parts do not tell anyway).
    """

    tree: DivisionTree
    references: References
    minimum: int
    small: Flags
    amounts: Amounts
    size: Amounts
    can: Flags


def is_small(amounts: Amounts, minimum: int) -> Flags:
    """Counts that could say something about single people: neither none nor enough."""
    small: Flags = (amounts != 0) & (amounts < minimum)
    return small


def hide(table: Table, hidden: Flags) -> Flags:
    """`hidden` with everything that has to be hidden besides."""
    order = _order(table.size)
    hidden = _closed(table, hidden, order)
    darkened = _without_narrowing(table, hidden)
    return hidden if (darkened == hidden).all() else _closed(table, darkened, order)


def choose_references(tree: DivisionTree, amounts: Amounts, minimum: int) -> References:
    """The references of a year, from the first of its periods that has records: later ones change nothing."""
    totals = amounts[..., 0]
    children = [
        first + _reference(totals[:, :, first:last], minimum)
        for first, last in zip(tree.starts + 1, [*(tree.starts[1:] + 1), len(tree.codes)], strict=True)
    ]
    member = 1 + _reference(amounts[:, :, 0, 1:], minimum) if amounts.shape[-1] > 1 else 0
    return References(np.array(children, dtype=np.intp), member)


def _reference(amounts: Amounts, minimum: int) -> int:
    """Of what stands side by side the smallest that will hardly ever be small itself, else the largest."""
    recorded = amounts.any(axis=(0, 2))
    first = amounts[:, int(recorded.argmax())]
    least, size = first.min(axis=0), first.sum(axis=0)
    enough = least >= 2 * minimum
    if enough.any():
        return int(np.where(enough, size, np.inf).argmin())
    return int(np.lexsort((-np.arange(size.size), size, least))[-1])


def _order(size: Amounts) -> Amounts:
    """A number of each cell, smallest first, ties by division and member; empty ones last."""
    cells = int(np.prod(size.shape[1:]))
    ties = np.arange(cells, dtype=np.float64).reshape(size.shape[1:])
    empty = np.where(size[:, :1] > 0, _EMPTY, 2 * _EMPTY)
    return np.where(size > 0, size * cells, empty) + ties


def _closed(table: Table, hidden: Flags, order: Amounts) -> Flags:
    hidden = hidden.copy()
    while True:
        before = int(hidden.sum())
        _follow(table, hidden)
        if hidden.shape[-1] > 1:
            hidden[..., 1:] |= _further_members(table, hidden, order)
        hidden[:, 1:] |= _further_children(table, hidden, order)
        if int(hidden.sum()) == before:
            return hidden


def _follow(table: Table, hidden: Flags) -> None:
    """What lies below a hidden cell is hidden, and so are the references of its row and of its column."""
    tree, references = table.tree, table.references
    for level in tree.levels:
        families = tree.families_of(level)
        members = np.logical_or.reduceat(hidden[:, level], tree.starts[families] + 1 - level.start, axis=1)
        hidden[:, references.children[families]] |= members
        hidden[:, level] |= hidden[:, tree.parents[level]]
    if hidden.shape[-1] > 1:
        hidden[..., 1:] |= hidden[..., :1]
        hidden[..., references.member] |= hidden[..., 1:].any(axis=-1)


def _further_members(table: Table, hidden: Flags, order: Amounts) -> Flags:
    """In each division whose total is told: one more member where the hidden ones tell of each other."""
    inner, told = hidden[..., 1:], ~hidden[..., 0]
    free, ranks = table.can[..., 1:] & ~inner, order[..., 1:]
    picked = np.zeros_like(inner)
    alone = told & (inner.sum(axis=-1) == 1)
    for amounts in table.amounts[..., 1:]:
        lacking = told & is_small((amounts * inner).sum(axis=-1), table.minimum)
        alone &= ~lacking
        if lacking.any():
            picked |= _smallest_member(free & (amounts > 0) & lacking[..., None], ranks)
    return picked | _smallest_member(free & alone[..., None], ranks) if alone.any() else picked


def _smallest_member(candidates: Flags, ranks: Amounts) -> Flags:
    keys = np.where(candidates, ranks, np.inf)
    smallest: Flags = candidates & (keys == keys.min(axis=-1, keepdims=True))
    return smallest


def _further_children(table: Table, hidden: Flags, order: Amounts) -> Flags:
    """In each division and member that is told: one more child where the hidden ones tell of each other."""
    tree, below = table.tree, hidden[:, 1:]
    told, free, ranks = ~hidden[:, tree.heads], table.can[:, 1:] & ~below, order[:, 1:]
    picked = np.zeros_like(below)
    alone = told & (np.add.reduceat(below, tree.starts, axis=1, dtype=np.intp) == 1)
    for amounts in table.amounts[:, :, 1:]:
        lacking = told & is_small(np.add.reduceat(amounts * below, tree.starts, axis=1), table.minimum)
        alone &= ~lacking
        if lacking.any():
            picked |= _smallest_child(free & (amounts > 0) & lacking[:, tree.family], ranks, tree)
    return picked | _smallest_child(free & alone[:, tree.family], ranks, tree) if alone.any() else picked


def _smallest_child(candidates: Flags, ranks: Amounts, tree: DivisionTree) -> Flags:
    keys = np.where(candidates, ranks, np.inf)
    smallest: Flags = candidates & (keys == np.minimum.reduceat(keys, tree.starts, axis=1)[:, tree.family])
    return smallest


def _without_narrowing(table: Table, hidden: Flags) -> Flags:
    """Hide the members of a whole family where a small cell could move neither up nor down, as no count is negative."""
    if hidden.shape[-1] == 1:
        return hidden
    hidden = hidden.copy()
    tree = table.tree
    for family, head in enumerate(tree.heads):
        rows = slice(*tree.span(family))
        inside = hidden[:, rows, 1:]
        told = ~hidden[:, rows, :1] & ~hidden[:, head, None, 1:]
        stuck = np.zeros(len(hidden), dtype=bool)
        for small, amounts in zip(table.small, table.amounts, strict=True):
            targets = small[:, rows, 1:] & inside & told
            if targets.any():
                stuck |= (targets & ~_movable(inside, amounts[:, rows, 1:] > 0)).any(axis=(1, 2))
        hidden[stuck, rows, 1:] |= table.can[stuck, rows, 1:]
    return hidden


def _movable(inside: Flags, positive: Flags) -> Flags:
    """Which positive hidden cells are a corner of a rectangle of hidden ones along which one can be moved."""
    held, filled = inside.astype(np.float32), (inside & positive).astype(np.float32)
    others = 1 - np.eye(inside.shape[1], dtype=np.float32)
    # Up: the corners beside it in its row and its column give one each, the one across takes one more.
    across = (filled @ held.transpose(0, 2, 1) - 1) * others
    up = np.maximum(across, 0) @ filled
    # Down: the one across gives one.
    down = (held @ filled.transpose(0, 2, 1) * others) @ held - (filled.sum(axis=1, keepdims=True) - filled)
    movable: Flags = (up > 0) | (down > 0)
    return movable
