"""Rights as a value: from the codes that a role is given to the cities, counties or townships it sees."""

import pytest

from data_access.directory import DivisionName
from data_access.permission import rights_of
from data_access.scope import Rights

_LEVELS = {"3410": "city", "341021": "county", "341002": "county", "341021100": "township", "341021100201": "community"}


class Known:
    """A city with two counties and a township, and one county of a city elsewhere."""

    def division(self, code: str) -> DivisionName | None:
        if code == "110101":
            return DivisionName(code, code, code, "county", "1101", "1101")
        level = _LEVELS.get(code)
        return None if level is None else DivisionName(code, code, code, level, code[:-2], "3410")


def test_who_names_no_division_sees_all_cities_of_the_site_and_all_themes() -> None:
    everything = rights_of(Known(), ("3410", "1405"), ())
    assert everything == Rights.everything(("3410", "1405"))
    assert (everything.level, everything.divisions) == ("city", ("3410", "1405"))
    assert everything.sees_theme("mediation")


def test_divisions_become_the_level_that_is_seen_whole() -> None:
    assert rights_of(Known(), ("3410", "1405"), ("3410",)) == Rights(("3410",))
    counties = rights_of(Known(), ("3410",), ("341021", "341002", "341021"), themes={"hotline", "demands"})
    assert counties == Rights(("3410",), counties=("341002", "341021"), themes=("demands", "hotline"))
    assert (counties.level, counties.divisions) == ("county", ("341002", "341021"))
    assert not counties.sees_theme("mediation")
    town = rights_of(Known(), ("3410",), ("341021100",), depth="township", rows=False)
    assert town == Rights(("3410",), townships=("341021100",), depth="township", rows=False)
    assert (town.level, town.divisions) == ("township", ("341021100",))


@pytest.mark.parametrize(
    ("divisions", "depth", "sentence"),
    [
        (("999999",), "grid", "no division of this site has the code '999999' today"),
        (("110101",), "grid", "no division of this site has the code '110101' today"),
        (("341021100201",), "grid", "'341021100201' is a community; a role sees cities, counties or townships"),
        (("341021", "341021100"), "grid", "one role sees divisions of one level, not of county and township"),
        (("341021",), "village", "'village' is no level of divisions; there are: city, county, township"),
    ],
)
def test_what_no_role_can_be_given_is_refused_in_a_sentence(
    divisions: tuple[str, ...], depth: str, sentence: str
) -> None:
    with pytest.raises((LookupError, ValueError), match=sentence):
        rights_of(Known(), ("3410",), divisions, depth=depth)


def test_rights_are_of_counties_or_of_townships() -> None:
    with pytest.raises(ValueError, match="counties or townships, not both"):
        Rights(("3410",), counties=("341021",), townships=("341021100",))
