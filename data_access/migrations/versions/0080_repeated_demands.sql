-- Demands that somebody had made before: a column that settling concludes, and what it counts. Screens see
-- the counts; whose demands they are stays hidden.
ALTER TABLE cockpit.event ADD COLUMN repeated BOOLEAN;
CREATE INDEX ix_event_person_key ON cockpit.event (city_code, person_key, occurred_at) WHERE person_key IS NOT NULL;
COMMENT ON COLUMN cockpit.event.repeated IS
'the person had asked for the same before; null: who it was is not known';

GRANT SELECT (repeated) ON cockpit.event TO cockpit_reader;

CREATE TABLE cockpit.threshold (
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    CONSTRAINT pk_threshold PRIMARY KEY (name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.threshold TO cockpit_writer;
GRANT SELECT ON cockpit.threshold TO cockpit_reader;

-- The jobs read the site again when they start next, find its thresholds new, and settle what is there already.
UPDATE cockpit.site_version SET digest = '';

-- What one event adds to the marts, on the day on which it adds it: reported, responded, closed, due.
-- Closed is what its status calls closed; only where the source gives no status at all does a close time decide.
DROP VIEW cockpit.event_contribution;
CREATE VIEW cockpit.event_contribution WITH (security_invoker = TRUE) AS
-- Not materialised: a batch asks for the days it touched only. Not all columns: readers may not see persons.
WITH told AS NOT MATERIALIZED (
    SELECT
        city_code,
        county_code,
        township_code,
        community_code,
        grid_code,
        kind,
        source_key,
        category,
        channel,
        unit_code,
        status,
        occurred_on,
        occurred_at,
        responded_on,
        responded_at,
        closed_on,
        closed_at,
        due_on,
        due_at,
        due_basis,
        rework_count,
        repeated,
        closed_at IS NOT NULL AND (status = 'closed' OR (status = 'unmapped' AND status_source IS NULL)) AS settled
    FROM cockpit.event
)

SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    1::INT AS reported,
    settled::INT AS reported_closed,
    0::INT AS responded,
    0::INT AS response_seconds,
    0::INT AS closed,
    0::INT AS closed_seconds,
    0::INT AS rework,
    0::INT AS due,
    0::INT AS on_time,
    0::INT AS overdue_open,
    0::INT AS due_provisional,
    (repeated IS NOT NULL)::INT AS with_person,
    coalesce(repeated, FALSE)::INT AS repeated
FROM told
UNION ALL
SELECT
    city_code,
    responded_on AS day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INT AS reported,
    0::INT AS reported_closed,
    1::INT AS responded,
    extract(EPOCH FROM responded_at - occurred_at)::INT AS response_seconds,
    0::INT AS closed,
    0::INT AS closed_seconds,
    0::INT AS rework,
    0::INT AS due,
    0::INT AS on_time,
    0::INT AS overdue_open,
    0::INT AS due_provisional,
    0::INT AS with_person,
    0::INT AS repeated
FROM told
WHERE responded_on IS NOT NULL
UNION ALL
SELECT
    city_code,
    closed_on AS day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INT AS reported,
    0::INT AS reported_closed,
    0::INT AS responded,
    0::INT AS response_seconds,
    1::INT AS closed,
    extract(EPOCH FROM closed_at - occurred_at)::INT AS closed_seconds,
    (rework_count > 0)::INT AS rework,
    0::INT AS due,
    0::INT AS on_time,
    0::INT AS overdue_open,
    0::INT AS due_provisional,
    0::INT AS with_person,
    0::INT AS repeated
FROM told
WHERE closed_on IS NOT NULL AND settled
UNION ALL
SELECT
    city_code,
    due_on AS day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INT AS reported,
    0::INT AS reported_closed,
    0::INT AS responded,
    0::INT AS response_seconds,
    0::INT AS closed,
    0::INT AS closed_seconds,
    0::INT AS rework,
    1::INT AS due,
    (settled AND closed_at <= due_at)::INT AS on_time,
    (NOT settled)::INT AS overdue_open,
    (due_basis = 'rule_provisional')::INT AS due_provisional,
    0::INT AS with_person,
    0::INT AS repeated
FROM told
WHERE due_on IS NOT NULL AND status NOT IN ('withdrawn', 'refused');

GRANT SELECT ON cockpit.event_contribution TO cockpit_writer, cockpit_reader;
