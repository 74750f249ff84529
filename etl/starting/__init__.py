"""A first TOML for a source, made by looking at an example: what is guessed, how sure it is, and what is left out."""
