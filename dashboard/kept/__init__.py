"""What is kept of numbers, names and drawings, for how long it holds, and how the web processes share it."""
