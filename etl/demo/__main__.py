"""python -m etl.demo: the simulated platforms of the demonstration, until they are stopped."""

import sys

from etl.demo.command import main
from settings import read_settings

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], read_settings().data))
