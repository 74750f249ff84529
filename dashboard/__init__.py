"""The application around the pages: shell, panels, figures, callbacks, caching and headers."""
