-- What one event adds to the marts, on the day on which it adds it: reported, closed, due.
-- Marts are sums of these rows; provenance recomputes a number from them.
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
    1::bigint AS reported,
    (closed_at IS NOT NULL)::int::bigint AS reported_closed,
    0::bigint AS closed,
    0::bigint AS closed_seconds,
    0::bigint AS rework,
    0::bigint AS due,
    0::bigint AS on_time,
    0::bigint AS overdue_open
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
    0::bigint AS reported,
    0::bigint AS reported_closed,
    1::bigint AS closed,
    extract(EPOCH FROM closed_at - occurred_at)::bigint AS closed_seconds,
    (rework_count > 0)::int::bigint AS rework,
    0::bigint AS due,
    0::bigint AS on_time,
    0::bigint AS overdue_open
FROM cockpit.event
WHERE closed_on IS NOT NULL
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
    0::bigint AS reported,
    0::bigint AS reported_closed,
    0::bigint AS closed,
    0::bigint AS closed_seconds,
    0::bigint AS rework,
    1::bigint AS due,
    coalesce(closed_at <= due_at, false)::int::bigint AS on_time,
    (closed_at IS NULL)::int::bigint AS overdue_open
FROM cockpit.event
WHERE due_on IS NOT NULL AND status <> 'withdrawn';
