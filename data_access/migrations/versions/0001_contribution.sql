-- What one event adds to the marts, on the day on which it adds it: reported, closed, due.
-- Marts are sums of these rows; provenance recomputes a number from them.
-- Closed is what its status calls closed; only where the source gives no status at all does a close time decide.
CREATE VIEW cockpit.event_contribution WITH (security_invoker = true) AS
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
    1::int AS reported,
    (
        closed_at IS NOT null AND (status = 'closed' OR (status = 'unmapped' AND status_source IS null))
    )::int AS reported_closed,
    0::int AS closed,
    0::int AS closed_seconds,
    0::int AS rework,
    0::int AS due,
    0::int AS on_time,
    0::int AS overdue_open
FROM cockpit.event
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
    0::int AS reported,
    0::int AS reported_closed,
    1::int AS closed,
    extract(EPOCH FROM closed_at - occurred_at)::int AS closed_seconds,
    (rework_count > 0)::int AS rework,
    0::int AS due,
    0::int AS on_time,
    0::int AS overdue_open
FROM cockpit.event
WHERE closed_on IS NOT null AND (status = 'closed' OR (status = 'unmapped' AND status_source IS null))
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
    0::int AS reported,
    0::int AS reported_closed,
    0::int AS closed,
    0::int AS closed_seconds,
    0::int AS rework,
    1::int AS due,
    (
        coalesce(closed_at <= due_at, false) AND (status = 'closed' OR (status = 'unmapped' AND status_source IS null))
    )::int AS on_time,
    (
        closed_at IS null OR NOT (status = 'closed' OR (status = 'unmapped' AND status_source IS null))
    )::int AS overdue_open
FROM cockpit.event
WHERE due_on IS NOT null AND status <> 'withdrawn';
