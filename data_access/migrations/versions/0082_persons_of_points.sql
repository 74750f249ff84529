-- The first entry of an account in a month, in a year, of the city: settled by each batch, and here once for what there
-- is already.
ALTER TABLE cockpit.points_entry
ADD COLUMN first_of_month BOOLEAN NOT NULL DEFAULT FALSE,
ADD COLUMN first_of_year BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX ix_points_entry_person_key ON cockpit.points_entry (city_code, person_key, occurred_on)
WHERE person_key IS NOT NULL;
COMMENT ON COLUMN cockpit.points_entry.first_of_month IS
'the account''s first in the city: persons of a month are a sum';
COMMENT ON COLUMN cockpit.points_entry.first_of_year IS 'the account''s first in the city: persons of a year are a sum';
GRANT SELECT (first_of_month, first_of_year) ON cockpit.points_entry TO cockpit_reader;

WITH told AS (
    SELECT
        ctid AS place,
        row_number() OVER month_of_person = 1 AS begins_month,
        row_number() OVER year_of_person = 1 AS begins_year
    FROM cockpit.points_entry
    WHERE person_key IS NOT NULL
    WINDOW
        month_of_person AS (
            PARTITION BY city_code, person_key, date_trunc('month', occurred_on)
            ORDER BY occurred_at, source_key COLLATE "C", record_key COLLATE "C"
        ),
        year_of_person AS (
            PARTITION BY city_code, person_key, date_trunc('year', occurred_on)
            ORDER BY occurred_at, source_key COLLATE "C", record_key COLLATE "C"
        )
)

UPDATE cockpit.points_entry AS fact
SET
    first_of_month = told.begins_month,
    first_of_year = told.begins_year
FROM told
WHERE fact.ctid = told.place AND told.begins_month;

-- What one line of a ledger of points adds to the marts, on its day.
CREATE OR REPLACE VIEW cockpit.points_entry_contribution WITH (security_invoker = TRUE) AS
SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    'unmapped'::TEXT AS channel,
    unit_code,
    1::INT AS entries,
    (direction = 'issued')::INT AS issued_entries,
    (direction = 'redeemed')::INT AS redeemed_entries,
    CASE WHEN direction = 'issued' THEN amount ELSE 0 END AS issued,
    CASE WHEN direction = 'redeemed' THEN amount ELSE 0 END AS redeemed,
    CASE WHEN first_of_month THEN 1 ELSE 0 END AS persons_in_month,
    CASE WHEN first_of_year THEN 1 ELSE 0 END AS persons_in_year
FROM cockpit.points_entry;
