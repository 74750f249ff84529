-- When the case was closed that a call-back asks about: call-backs of one month's cases stay together.
ALTER TABLE cockpit.case_step
ADD COLUMN case_closed_at TIMESTAMP WITH TIME ZONE,
ADD COLUMN case_closed_on DATE;
COMMENT ON COLUMN cockpit.case_step.case_closed_at IS 'of a call-back: when the case was closed that it asks about';
GRANT SELECT (case_closed_at, case_closed_on) ON cockpit.case_step TO cockpit_reader;
CREATE INDEX ix_case_step_case_closed_on ON cockpit.case_step (city_code, case_closed_on)
WHERE case_closed_on IS NOT NULL;

-- What one step adds to the marts: on its own day, a first contact on the day until which it was due, and a call-back
-- on the day on which its case was closed, where the source says when.
DROP VIEW cockpit.case_step_contribution;
CREATE VIEW cockpit.case_step_contribution WITH (security_invoker = TRUE) AS
SELECT
    city_code,
    record_key,
    batch_id,
    occurred_on,
    day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    to_channel,
    unit_code,
    to_unit_code,
    (step = 'accepted')::INT AS accepted,
    (step = 'dispatched')::INT AS dispatches,
    (step = 'returned')::INT AS returns,
    (step = 'handed_over')::INT AS hand_overs,
    0::INT AS contacts_due,
    0::INT AS contacts_in_time,
    (step = 'called_back')::INT AS call_backs,
    valid::INT AS call_backs_valid,
    (valid AND outcome = 'resolved')::INT AS resolved,
    (valid AND outcome = 'unresolved')::INT AS unresolved,
    (valid AND satisfaction = 'satisfied')::INT AS satisfied,
    (valid AND satisfaction = 'basically_satisfied')::INT AS basically_satisfied,
    (valid AND satisfaction = 'dissatisfied')::INT AS dissatisfied,
    (step = 'closed')::INT AS closed,
    returned_often::INT AS returned_often,
    problem::INT AS problem_cases,
    0::INT AS contacts_provisional
FROM (
    SELECT
        *,
        (
            step = 'called_back' AND (validity = 'valid' OR (validity = 'unmapped' AND validity_source IS NULL))
        ) AS valid
    FROM (
        SELECT
            occurred_on AS day,
            *
        FROM cockpit.case_step
        WHERE step <> 'called_back' OR case_closed_on IS NULL
        UNION ALL
        SELECT
            case_closed_on AS day,
            *
        FROM cockpit.case_step
        WHERE step = 'called_back' AND case_closed_on IS NOT NULL
    ) AS steps
) AS told
UNION ALL
SELECT
    city_code,
    record_key,
    batch_id,
    occurred_on,
    contact_due_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    to_channel,
    unit_code,
    to_unit_code,
    0::INT AS accepted,
    0::INT AS dispatches,
    0::INT AS returns,
    0::INT AS hand_overs,
    1::INT AS contacts_due,
    coalesce(coalesce(contacted_at, contact_step_at) <= contact_due_at, FALSE)::INT AS contacts_in_time,
    0::INT AS call_backs,
    0::INT AS call_backs_valid,
    0::INT AS resolved,
    0::INT AS unresolved,
    0::INT AS satisfied,
    0::INT AS basically_satisfied,
    0::INT AS dissatisfied,
    0::INT AS closed,
    0::INT AS returned_often,
    0::INT AS problem_cases,
    (contact_due_basis = 'rule_provisional')::INT AS contacts_provisional
FROM cockpit.case_step
WHERE contact_due_on IS NOT NULL AND step <> 'withdrawn';

GRANT SELECT ON cockpit.case_step_contribution TO cockpit_writer, cockpit_reader;
