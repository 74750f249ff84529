"""The life of a source after it is connected: its past, mended maps, corrections, replay, forgetting, pausing."""
