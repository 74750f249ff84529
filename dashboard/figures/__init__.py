"""Pictures as plain data: pure functions from frames and metrics to Plotly dicts or SVG text."""
