-- Distinct persons as a sum: of the entries of one person in the city, the first of each month and the first of each
-- year, whoever tells them. Settled anew are the persons of what the batch changed, in the years in which it did; what
-- was made anonymous stays as it is. Gives the days on which something counts otherwise than before.
WITH touched AS (
    SELECT DISTINCT
        concerned.person_key,
        date_trunc('year', concerned.day)::date AS year
    FROM change
    CROSS JOIN
        LATERAL (
            VALUES (change.person_key, change.occurred_on), (change.old_person_key, change.old_occurred_on)
        ) AS concerned (person_key, day)
    WHERE
        concerned.person_key IS NOT NULL AND concerned.day IS NOT NULL
        AND (change.action IN ('insert', 'update') OR (change.action = 'delete' AND change.known))
),

mine AS (
    SELECT
        fact.ctid AS place,
        fact.person_key,
        touched.year,
        date_trunc('month', fact.occurred_on) AS month,
        fact.occurred_at,
        fact.source_key,
        fact.record_key,
        fact.first_of_month,
        fact.first_of_year
    FROM touched
    INNER JOIN cockpit.points_entry AS fact
        ON
            touched.person_key = fact.person_key
            AND touched.year <= fact.occurred_on AND touched.year + interval '1 year' > fact.occurred_on
    WHERE fact.city_code = (SELECT %(city_code)s)
),

told AS (
    SELECT
        place,
        first_of_month,
        first_of_year,
        row_number() OVER (PARTITION BY person_key, year, month ORDER BY number) = 1 AS begins_month,
        row_number() OVER (PARTITION BY person_key, year ORDER BY number) = 1 AS begins_year
    FROM (
        SELECT
            *,
            row_number() OVER (ORDER BY occurred_at, source_key COLLATE "C", record_key COLLATE "C") AS number
        FROM mine
    ) AS ordered
    UNION ALL
    -- Nobody says any more whose it was.
    SELECT
        fact.ctid AS place,
        fact.first_of_month,
        fact.first_of_year,
        FALSE AS begins_month,
        FALSE AS begins_year
    FROM change
    INNER JOIN cockpit.points_entry AS fact
        ON change.source_key = fact.source_key AND change.record_key = fact.record_key
    WHERE
        change.action = 'update' AND change.old_person_key IS NOT NULL AND change.person_key IS NULL
        AND fact.city_code = (SELECT %(city_code)s)
),

settled AS (
    UPDATE cockpit.points_entry AS fact
    SET
        first_of_month = told.begins_month,
        first_of_year = told.begins_year
    FROM told
    WHERE
        fact.ctid = told.place
        AND (told.first_of_month <> told.begins_month OR told.first_of_year <> told.begins_year)
    RETURNING fact.source_key, fact.kind, fact.occurred_on
)

SELECT DISTINCT
    source_key,
    kind,
    occurred_on
FROM settled;
