"""Brings divisions, grids and units from any table or map file into the site folder, and says what is wrong."""
