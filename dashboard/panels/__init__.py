"""What a panel of a page shows: functions from a View to components or figures, without callbacks and SQL."""
