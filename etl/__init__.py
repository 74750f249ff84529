"""The jobs that fill the warehouse: platforms are read, records checked, facts and marts written."""
