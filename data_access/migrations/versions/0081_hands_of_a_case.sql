-- What settling concludes of a case from all its steps, who set the deadline of a first contact, and from which hands
-- to which a case went.
ALTER TABLE cockpit.case_step
ADD COLUMN contact_due_basis TEXT NOT NULL DEFAULT 'source',
ADD COLUMN contact_step_at TIMESTAMP WITH TIME ZONE,
ADD COLUMN returned_often BOOLEAN NOT NULL DEFAULT FALSE,
ADD COLUMN problem BOOLEAN NOT NULL DEFAULT FALSE;
COMMENT ON COLUMN cockpit.case_step.contact_due_basis IS
'who set contact_due_at: source, rule (deadlines.csv), or rule_provisional: by days not announced yet';
COMMENT ON COLUMN cockpit.case_step.contact_step_at IS
'of a dispatch: when the next step of the case that is a contact was; counts where contacted_at is not told';
COMMENT ON COLUMN cockpit.case_step.returned_often IS
'the return with which the returns of the case are as many as the site''s threshold';
COMMENT ON COLUMN cockpit.case_step.problem IS
'the step with which the case was redone, or sent back by different units, as often as the site''s thresholds';
GRANT SELECT (contact_due_basis, contact_step_at, returned_often, problem) ON cockpit.case_step TO cockpit_reader;

-- The jobs read the site again when they start next, find its thresholds new, and settle what is there already.
UPDATE cockpit.site_version SET digest = '';

-- What one step adds to the marts: on its own day, and a first contact on the day until which it was due.
DROP VIEW cockpit.case_step_contribution;
CREATE VIEW cockpit.case_step_contribution WITH (security_invoker = TRUE) AS
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
    FROM cockpit.case_step
) AS told
UNION ALL
SELECT
    city_code,
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
