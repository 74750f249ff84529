"""Walls: scenes as HTML made on the server, what plays when, and what a wall reports of itself."""
