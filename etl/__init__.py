"""The jobs that fill the warehouse from the platforms of a city."""
