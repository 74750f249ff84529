"""`divisions`, `grids`, `units`: bring a file into the site folder, and say what is wrong with it."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from etl.commands.command import Command, Job
from etl.errors import SiteInvalid


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a table or map file")
    parser.add_argument("--code", default="code", metavar="COLUMN", help="column of the code (code)")
    parser.add_argument("--name", default="name", metavar="COLUMN", help="column of the name (name)")
    parser.add_argument("--parent", default="parent_code", metavar="COLUMN", help="column of the code above")
    parser.add_argument("--layer", metavar="NAME", help="layer of a GeoPackage, sheet of a workbook")
    parser.add_argument("--edition", type=date.fromisoformat, metavar="YYYY-MM-DD", help="divisions: valid from")
    parser.add_argument("--crosswalk", type=Path, metavar="FILE", help="divisions: CSV old_code,new_code")
    parser.add_argument("--write", action="store_true", help="write the site's file; without it only report")


def _running(kind: str) -> Callable[[Job], Iterator[str]]:
    def run(job: Job) -> Iterator[str]:
        # What reads maps takes as long to import as all the rest of a command.
        from etl.areas.importing import Wanted, import_divisions, import_grids, import_units

        importing = {"divisions": import_divisions, "grids": import_grids, "units": import_units}[kind]
        given = job.arguments
        wanted = Wanted(
            path=given.file,
            code=given.code,
            name=given.name,
            parent=given.parent,
            layer=given.layer,
            edition=given.edition,
            crosswalk=given.crosswalk,
            write=given.write,
        )
        outcome = importing(job.site.folder, wanted)
        yield from outcome.lines
        if outcome.refused:
            raise SiteInvalid(outcome.refused)

    return run


DIVISIONS = Command("an edition of the division codes, with history", _add, _running("divisions"))
GRIDS = Command("a layer of grids", _add, _running("grids"))
UNITS = Command("the handling units", _add, _running("units"))
