"""The database cursor that staging, merging and the ledger share inside one transaction."""

from psycopg2.extensions import cursor

# psycopg2 names its class in lower case.
Cursor = cursor
