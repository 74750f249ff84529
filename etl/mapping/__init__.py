"""How the records of a page become those of an entity: values, codes, times, places, and how they looked before."""
