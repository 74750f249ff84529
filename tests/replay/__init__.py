"""HTTP servers for tests, on loopback: scripted ones, and one that replays recorded answers."""
