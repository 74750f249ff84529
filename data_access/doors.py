"""Through which engine a question is answered: with the viewer's own rows, or by who reads sums of whole cities."""

from dataclasses import dataclass, replace

from sqlalchemy import Engine

from data_access.asking import Asked
from data_access.filters import assert_kept
from data_access.metric import Metric
from data_access.permission import WHOLE_ONLY, Permission, Reach
from data_access.scope import Rights
from data_access.value import RefusedError

# Which engine to ask, and the question as it is asked there.
Door = tuple[Engine, Asked]


@dataclass(frozen=True, slots=True)
class Doors:
    """The reader's engine and the publisher's, whose answers are cut before anybody sees them.

    Without a publisher (None) viewers of single divisions are told nothing of what they lie in.
    """

    own: Engine
    publisher: Engine | None
    permission: Permission

    def open(self, metric: Metric, asked: Asked) -> Door:
        """Where a public metric is read. Raises RefusedError where the question is not the viewer's to ask, and where
        nothing keeps what it is filtered by for places that small."""
        reach = self.permission.reach(metric, asked.scope, asked.by)
        assert_kept(metric, asked)
        return (self.own, asked) if reach is Reach.OWN else self.whole(asked)

    def whole(self, asked: Asked) -> Door:
        """Where whole cities are read, for answers that others' numbers are taken out of.

        Raises RefusedError where only facts could tell: nobody reads those of others.
        """
        rights = asked.scope.rights
        if rights.level == "city":
            return self.own, asked
        if self.publisher is None or asked.from_facts:
            raise RefusedError(WHOLE_ONLY)
        wide = replace(asked.scope, rights=Rights(rights.cities, themes=rights.themes))
        return self.publisher, replace(asked, scope=wide)
