"""A small event platform whose content a test decides, and what it takes to load it and look at the outcome."""
