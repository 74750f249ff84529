-- What is true of a case because of all its steps: with which return it had been returned often, with which step it
-- became a problem case (redone, or sent back by different units, too often), and when the contact was that a dispatch
-- asked for, where that is a step of its own. All steps of the cases that the batch touched are settled anew, in the
-- order in which they happened. Gives the days on which something counts otherwise than before.
WITH touched AS (
    SELECT DISTINCT
        change.source_key,
        concerned.case_key
    FROM change
    CROSS JOIN LATERAL (VALUES (change.case_key), (change.old_case_key)) AS concerned (case_key)
    WHERE
        concerned.case_key IS NOT NULL
        AND (change.action IN ('insert', 'update') OR (change.action = 'delete' AND change.known))
),

told AS (
    SELECT
        fact.ctid AS place,
        fact.source_key,
        fact.case_key,
        fact.step,
        fact.occurred_at,
        fact.record_key,
        fact.unit_code,
        (fact.contact_step_at, fact.returned_often, fact.problem) AS said
    FROM touched
    INNER JOIN cockpit.case_step AS fact
        ON touched.source_key = fact.source_key AND touched.case_key = fact.case_key
    WHERE fact.city_code = (SELECT %(city_code)s)
),

placed AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY source_key, case_key ORDER BY occurred_at, record_key COLLATE "C") AS number
    FROM told
),

sent_back AS (
    SELECT
        *,
        step = 'returned' AND unit_code <> 'unmapped'
        AND row_number() OVER (PARTITION BY source_key, case_key, step, unit_code ORDER BY number) = 1 AS first_of_unit
    FROM placed
),

counted AS (
    SELECT
        *,
        count(*) FILTER (WHERE step = 'returned') OVER so_far AS returns,
        count(*) FILTER (WHERE step = 'reopened') OVER so_far >= %(redone_times)s
        OR count(*) FILTER (WHERE first_of_unit) OVER so_far >= %(returning_units)s AS has_problem,
        min(occurred_at) FILTER (WHERE step = 'contacted') OVER from_now AS contact_at
    FROM sent_back
    WINDOW
        so_far AS (PARTITION BY source_key, case_key ORDER BY number),
        from_now AS (PARTITION BY source_key, case_key ORDER BY number DESC)
),

judged AS (
    SELECT
        place,
        said,
        CASE WHEN step = 'dispatched' THEN contact_at END AS contact_step_at,
        step = 'returned' AND returns = %(returned_times)s AS returned_often,
        has_problem
        AND NOT lag(has_problem, 1, FALSE) OVER (PARTITION BY source_key, case_key ORDER BY number) AS problem
    FROM counted
),

settled AS (
    UPDATE cockpit.case_step AS fact
    SET
        contact_step_at = judged.contact_step_at,
        returned_often = judged.returned_often,
        problem = judged.problem
    FROM judged
    WHERE
        fact.ctid = judged.place
        AND judged.said IS DISTINCT FROM (judged.contact_step_at, judged.returned_often, judged.problem)
    RETURNING fact.source_key, fact.kind, fact.occurred_on, fact.contact_due_on
)

SELECT DISTINCT
    settled.source_key,
    settled.kind,
    concerned.day
FROM settled
CROSS JOIN LATERAL (VALUES (settled.occurred_on), (settled.contact_due_on)) AS concerned (day)
WHERE concerned.day IS NOT NULL;
