"""The site folder: what each of its files says, read and checked at once, and loaded into the dimensions."""
