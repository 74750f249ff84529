"""What is stored, what is measured, and how it is read."""
