"""Numbers about people: what may be asked, which cells are published, and how they are read."""
