"""The demonstration: its site folder, the scripts that make it and the simulated platforms it pulls from."""
