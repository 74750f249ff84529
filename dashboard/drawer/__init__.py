"""The drawer behind every number: links to it, its address, the view of its place and month, what a metric is."""
