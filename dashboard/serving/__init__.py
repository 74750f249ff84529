"""The server around the application: the programs behind `make run`, headers and checks of requests, its metrics."""
