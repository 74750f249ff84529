-- A source's lists bring something new as often as they do: records every minute, awards once a year.
ALTER TABLE cockpit.source_dataset ADD COLUMN expected_minutes INTEGER;
COMMENT ON COLUMN cockpit.source_dataset.expected_minutes IS
'how often it brings something new; NULL: as often as its source';
