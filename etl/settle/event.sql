-- A repeated demand: the same person asked for the same (kind and category) within the days before, on any platform of
-- the city. Only kinds that are about persons have any; what no map knows is the same as nothing. Looked at are the
-- persons of what the batch changed, from the first day on which that may count; what lies before stays as it is, and
-- so does a demand that was made anonymous. Gives the days on which something counts otherwise than before.
WITH reach AS (
    SELECT %(repeat_days)s * interval '24 hours' AS span
),

moved AS (
    SELECT
        touched.person_key,
        range_agg(tstzrange(touched.moment, touched.moment + reach.span, '[]')) AS concerned,
        range_agg(tstzrange(touched.moment - reach.span, touched.moment + reach.span, '[]')) AS looked_at
    FROM change
    CROSS JOIN
        LATERAL (
            VALUES
            (change.person_key, change.occurred_at, change.kind),
            (change.old_person_key, change.old_occurred_at, change.old_kind)
        ) AS touched (person_key, moment, kind)
    CROSS JOIN reach
    WHERE
        (change.action IN ('insert', 'update') OR (change.action = 'delete' AND change.known))
        AND touched.person_key IS NOT NULL AND touched.moment IS NOT NULL AND touched.kind = any(%(of_persons)s)
    GROUP BY touched.person_key
),

told AS (
    SELECT
        fact.ctid AS place,
        fact.repeated AS said,
        moved.concerned @> fact.occurred_at AS concerned,
        fact.category <> 'unmapped'
        AND coalesce(fact.occurred_at - lag(fact.occurred_at) OVER same <= reach.span, FALSE) AS repeated
    FROM moved
    CROSS JOIN reach
    CROSS JOIN LATERAL unnest(moved.looked_at) AS stretch
    INNER JOIN cockpit.event AS fact
        ON
            moved.person_key = fact.person_key
            AND fact.occurred_at BETWEEN lower(stretch) AND upper(stretch)
    WHERE fact.city_code = (SELECT %(city_code)s) AND fact.kind = any(%(of_persons)s)
    WINDOW same AS (
        PARTITION BY fact.person_key, fact.kind, fact.category
        ORDER BY fact.occurred_at, fact.source_key COLLATE "C", fact.record_key COLLATE "C"
    )
),

judged AS (
    SELECT
        place,
        repeated
    FROM told
    WHERE concerned AND said IS DISTINCT FROM repeated
    UNION ALL
    -- Nobody says any more whose it was, or that it is a demand of a person.
    SELECT
        fact.ctid AS place,
        NULL AS repeated
    FROM change
    INNER JOIN cockpit.event AS fact
        ON change.source_key = fact.source_key AND change.record_key = fact.record_key
    WHERE
        change.action = 'update' AND change.old_person_key IS NOT NULL
        AND (change.person_key IS NULL OR change.kind <> all(%(of_persons)s))
        AND fact.city_code = (SELECT %(city_code)s) AND fact.repeated IS NOT NULL
),

settled AS (
    UPDATE cockpit.event AS fact
    SET repeated = judged.repeated
    FROM judged
    WHERE fact.ctid = judged.place
    RETURNING fact.source_key, fact.kind, fact.occurred_on
)

SELECT DISTINCT
    source_key,
    kind,
    occurred_on
FROM settled;
