-- One person, one count: of the service records of one person in one city that overlap in time, whoever tells them,
-- one counts. The better evidence wins, then what was entered first, then source and key: never what was loaded first.
-- A record that overlaps none that counts does count. All records of the persons whom the batch touched are settled
-- anew; one whose person was forgotten stays as it is. Gives the days on which something counts otherwise than before.
DROP TABLE IF EXISTS pg_temp.service;

CREATE TEMP TABLE service ON COMMIT DROP AS
WITH person AS (
    SELECT DISTINCT touched.person_key
    FROM change
    CROSS JOIN LATERAL (VALUES (change.person_key), (change.old_person_key)) AS touched (person_key)
    WHERE change.action IN ('insert', 'update') OR (change.action = 'delete' AND change.known)
),

told AS (
    SELECT
        fact.person_key,
        fact.source_key,
        fact.record_key,
        fact.occurred_on,
        fact.started_at,
        coalesce(fact.ended_at, fact.started_at + fact.minutes_claimed * interval '1 minute') AS ended_at,
        fact.minutes_claimed,
        fact.minutes_travel,
        fact.recorded_at,
        array_position(ARRAY['sign_in', 'image', 'organiser'], fact.evidence) AS evidence,
        fact.status = 'valid' OR (fact.status = 'unmapped' AND fact.status_source IS NULL) AS valid
    FROM person
    INNER JOIN cockpit.service_record AS fact ON person.person_key = fact.person_key
    WHERE fact.city_code = (SELECT %(city_code)s)
),

-- No platform counts more than the time itself; the way there and back is none of it.
measured AS (
    SELECT
        *,
        least(minutes_claimed, floor(extract(EPOCH FROM ended_at - started_at) / 60)) - minutes_travel AS minutes
    FROM told
),

able AS (
    SELECT
        *,
        valid AND ended_at IS NOT NULL AND minutes > 0 AS counted,
        row_number() OVER better AS place
    FROM measured
    WINDOW better AS (ORDER BY evidence, recorded_at, source_key COLLATE "C", record_key COLLATE "C")
),

following AS (
    SELECT
        *,
        coalesce(started_at < max(ended_at) OVER earlier, FALSE) AS follows
    FROM able
    WINDOW earlier AS (
        PARTITION BY person_key, counted ORDER BY started_at, place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

-- An island is what hangs together in time: between islands nothing overlaps.
islands AS (
    SELECT
        *,
        sum((NOT follows)::integer) OVER (PARTITION BY person_key, counted ORDER BY started_at, place) AS island
    FROM following
)

SELECT
    *,
    counted AND count(*) OVER (PARTITION BY person_key, counted, island) > 1 AS crowded
FROM islands;

-- Before anything is updated: an index made after that is of no use to the transaction that makes it.
CREATE INDEX ON service (person_key, started_at);

DO $$
DECLARE
    each record;
    person text;
    island bigint;
    taken tstzmultirange;
BEGIN
    FOR each IN
        SELECT service.ctid, service.person_key, service.island, tstzrange(service.started_at, service.ended_at) AS span
        FROM service
        WHERE service.crowded
        ORDER BY service.person_key, service.island, service.place
    LOOP
        IF (person, island) IS DISTINCT FROM (each.person_key, each.island) THEN
            taken := '{}';
        END IF;
        person := each.person_key;
        island := each.island;
        IF taken && each.span THEN
            UPDATE service SET counted = FALSE WHERE ctid = each.ctid;
        ELSE
            taken := taken + tstzmultirange(each.span);
        END IF;
    END LOOP;
END
$$;

ANALYZE service;

WITH served AS (
    SELECT
        *,
        sum(minutes) FILTER (WHERE counted) OVER (PARTITION BY person_key, occurred_on) AS minutes_of_day,
        row_number() OVER (month_of_person ORDER BY occurred_on, started_at, place) = 1 AS first_of_month,
        row_number() OVER (year_of_person ORDER BY occurred_on, started_at, place) = 1 AS first_of_year
    FROM service
    WINDOW
        month_of_person AS (PARTITION BY person_key, counted, date_trunc('month', occurred_on)),
        year_of_person AS (PARTITION BY person_key, counted, date_trunc('year', occurred_on))
),

judged AS (
    SELECT
        served.source_key,
        served.record_key,
        served.counted,
        winner.source_key AS counted_by_source,
        winner.record_key AS counted_by_record,
        CASE WHEN served.counted THEN served.minutes ELSE 0 END AS counted_minutes,
        served.counted AND served.first_of_month AS first_of_month,
        served.counted AND served.first_of_year AS first_of_year,
        CASE
            WHEN served.counted AND served.minutes_of_day > 16 * 60 THEN 'over_16_hours'
            WHEN winner.source_key = served.source_key THEN 'overlap'
            WHEN winner.source_key IS NOT NULL THEN 'duplicate'
            WHEN served.valid AND NOT served.counted THEN 'no_time'
            ELSE 'none'
        END AS finding
    FROM served
    LEFT JOIN LATERAL (
        SELECT
            counts.source_key,
            counts.record_key
        FROM service AS counts
        WHERE
            served.valid AND served.minutes > 0 AND NOT served.counted
            AND counts.counted AND counts.person_key = served.person_key
            AND counts.started_at < served.ended_at AND counts.ended_at > served.started_at
        ORDER BY counts.started_at
        LIMIT 1
    ) AS winner ON TRUE
),

settled AS (
    UPDATE cockpit.service_record AS fact
    SET
        counted = judged.counted,
        counted_minutes = judged.counted_minutes,
        counted_by_source = judged.counted_by_source,
        counted_by_record = judged.counted_by_record,
        finding = judged.finding,
        first_of_month = judged.first_of_month,
        first_of_year = judged.first_of_year
    FROM judged
    WHERE
        fact.city_code = (SELECT %(city_code)s)
        AND fact.source_key = judged.source_key
        AND fact.record_key = judged.record_key
        AND (
            fact.counted, fact.counted_minutes, fact.counted_by_source, fact.counted_by_record, fact.finding,
            fact.first_of_month, fact.first_of_year
        ) IS DISTINCT FROM (
            judged.counted, judged.counted_minutes, judged.counted_by_source, judged.counted_by_record, judged.finding,
            judged.first_of_month, judged.first_of_year
        )
    RETURNING fact.source_key, fact.kind, fact.occurred_on
)

SELECT DISTINCT
    source_key,
    kind,
    occurred_on
FROM settled;
