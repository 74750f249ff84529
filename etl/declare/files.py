"""How files of a drop folder are found and read."""

from pydantic import Field

from etl.declare.base import Declared


class Files(Declared):
    """A drop folder (relative to the data folder, or absolute). A file changed less than settle_seconds ago waits."""

    folder: str
    pattern: str = "*.csv"
    settle_seconds: float = Field(10.0, ge=0)


class Csv(Declared):
    """How a delimited text is read; 'auto' looks at the file."""

    encoding: str = "auto"
    delimiter: str = "auto"
