"""How far a viewer sees: which cities and divisions are theirs, by what the site's divisions say."""

from collections.abc import Iterator, Sequence

from dashboard.ports import Directory
from data_access.permission import rights_of
from data_access.rights import EVERY, Viewer
from data_access.scope import Rights
from data_access.site import City


class Reach:
    """The divisions of a viewer; who has none of their own sees all cities of the site."""

    def __init__(self, viewer: Viewer, cities: Sequence[City], directory: Directory) -> None:
        self.viewer = viewer
        self._all = tuple(city.code for city in cities)
        self._own = frozenset(viewer.divisions)
        self._directory = directory
        found = {division.city_code for code in self._own if (division := directory.division(code))}
        # Before divisions are loaded nothing is known of them: then nobody with divisions of their own sees a city.
        self.cities = tuple(city for city in cities if not self._own or city.code in found)

    @property
    def rights(self) -> Rights:
        """What the database is told of it; nothing may be seen where the divisions are not (or not yet) known."""
        role = self.viewer.role
        themes = None if EVERY in role.themes else role.themes
        try:
            return rights_of(
                self._directory, self._all, self._own, themes=themes, depth=role.depth, rows=role.case_rows
            )
        except (LookupError, ValueError):
            return Rights(themes=(), depth="city", rows=False)

    def city(self, code: str | None) -> City | None:
        """The city of the code, else the first the viewer sees; None where that is none."""
        return next((city for city in self.cities if city.code == code), next(iter(self.cities), None))

    def has(self, code: str) -> bool:
        """Whether a division is the viewer's, or lies in one that is."""
        return not self._own or any(each in self._own for each in self._upwards(code))

    def home(self, city: City) -> str | None:
        """The division a viewer of one division begins with; None for the whole city."""
        (only,) = self._own if len(self._own) == 1 else (None,)
        return None if only is None or only == city.code or not self._lies_in(only, city) else only

    def _lies_in(self, code: str, city: City) -> bool:
        division = self._directory.division(code)
        return division is not None and division.city_code == city.code

    def _upwards(self, code: str) -> Iterator[str]:
        """The code and those above it."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            yield code
            division = self._directory.division(code)
            code = division.parent_code if division else ""
