"""How platforms are read: one module a way of reading, all giving the same pages."""
