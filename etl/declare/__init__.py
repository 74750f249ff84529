"""What a source's TOML may say, part by part; etl.source puts the parts together."""
