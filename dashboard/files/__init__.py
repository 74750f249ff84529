"""What is taken out of the cockpit: pages and panels as sheets and files, their marks, the permission matrix."""
