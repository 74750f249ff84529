"""The themes of metrics; a module here with a METRICS tuple is all a new theme takes."""
