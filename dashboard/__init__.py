"""The application around the pages: how figures, panels and shell become one Dash application."""
