"""The pages: one file, one page, one question."""
