-- What one task adds to the marts: on the days on which it was given out, fell due, was begun and was done.
-- Done is what its status calls done; only where the source gives no status at all does the day of completion decide.
-- A task with an owner that no list knows has an owner. One that is done without a day cannot be called on time.
CREATE VIEW cockpit.task_contribution WITH (security_invoker = true) AS
WITH standing AS (
    SELECT
        city_code,
        county_code,
        township_code,
        community_code,
        kind,
        source_key,
        category,
        'unmapped'::TEXT AS channel,
        unit_code,
        unit_code_source,
        programme,
        goal,
        phase,
        status,
        occurred_on,
        due_on,
        started_on,
        done_on,
        weight,
        evidence_count,
        (
            status IN ('done', 'evidenced', 'accepted')
            OR (status = 'unmapped' AND status_source IS null AND done_on IS NOT null)
        ) AS finished
    FROM cockpit.task
    WHERE status <> 'withdrawn'
)

SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    programme,
    goal,
    phase,
    status,
    1::INT AS given,
    finished::INT AS given_done,
    (unit_code <> 'unmapped' OR unit_code_source IS NOT null)::INT AS with_owner,
    (evidence_count > 0)::INT AS with_evidence,
    (weight IS NOT null)::INT AS with_weight,
    round(coalesce(weight, 0) * 1000)::BIGINT AS weight_thousandths,
    CASE WHEN finished THEN round(coalesce(weight, 0) * 1000) ELSE 0 END::BIGINT AS done_weight_thousandths,
    0::INT AS due,
    0::INT AS due_done,
    0::INT AS done_on_time,
    0::INT AS overdue_open,
    0::INT AS started,
    0::INT AS done
FROM standing
UNION ALL
SELECT
    city_code,
    due_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    programme,
    goal,
    phase,
    status,
    0::INT AS given,
    0::INT AS given_done,
    0::INT AS with_owner,
    0::INT AS with_evidence,
    0::INT AS with_weight,
    0::BIGINT AS weight_thousandths,
    0::BIGINT AS done_weight_thousandths,
    1::INT AS due,
    finished::INT AS due_done,
    (finished AND coalesce(done_on <= due_on, false))::INT AS done_on_time,
    (NOT finished)::INT AS overdue_open,
    0::INT AS started,
    0::INT AS done
FROM standing
WHERE due_on IS NOT null
UNION ALL
SELECT
    city_code,
    started_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    programme,
    goal,
    phase,
    status,
    0::INT AS given,
    0::INT AS given_done,
    0::INT AS with_owner,
    0::INT AS with_evidence,
    0::INT AS with_weight,
    0::BIGINT AS weight_thousandths,
    0::BIGINT AS done_weight_thousandths,
    0::INT AS due,
    0::INT AS due_done,
    0::INT AS done_on_time,
    0::INT AS overdue_open,
    1::INT AS started,
    0::INT AS done
FROM standing
WHERE started_on IS NOT null
UNION ALL
SELECT
    city_code,
    done_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    programme,
    goal,
    phase,
    status,
    0::INT AS given,
    0::INT AS given_done,
    0::INT AS with_owner,
    0::INT AS with_evidence,
    0::INT AS with_weight,
    0::BIGINT AS weight_thousandths,
    0::BIGINT AS done_weight_thousandths,
    0::INT AS due,
    0::INT AS due_done,
    0::INT AS done_on_time,
    0::INT AS overdue_open,
    0::INT AS started,
    1::INT AS done
FROM standing
WHERE done_on IS NOT null AND finished;
