CREATE TABLE cockpit.case_step (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    case_key TEXT NOT NULL,
    step TEXT NOT NULL,
    step_source TEXT,
    category TEXT NOT NULL,
    category_source TEXT,
    channel TEXT NOT NULL,
    channel_source TEXT,
    to_channel TEXT NOT NULL,
    to_channel_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    to_unit_code TEXT NOT NULL,
    to_unit_code_source TEXT,
    outcome TEXT NOT NULL,
    outcome_source TEXT,
    satisfaction TEXT NOT NULL,
    satisfaction_source TEXT,
    validity TEXT NOT NULL,
    validity_source TEXT,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    contact_due_at TIMESTAMP WITH TIME ZONE,
    contacted_at TIMESTAMP WITH TIME ZONE,
    contact_due_on DATE,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_step PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_case_step_case_key ON cockpit.case_step (city_code, source_key, case_key);
CREATE INDEX ix_case_step_contact_due_on ON cockpit.case_step (city_code, contact_due_on);
CREATE INDEX ix_case_step_occurred_on ON cockpit.case_step (city_code, occurred_on);
COMMENT ON COLUMN cockpit.case_step.case_key IS 'the case''s own key in the same source; steps of one case share it';
COMMENT ON COLUMN cockpit.case_step.step_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.case_step.channel IS 'the kind of hands the step was done by, or the case came through';
COMMENT ON COLUMN cockpit.case_step.to_channel IS 'of a hand-over: the kind of hands it went to';
COMMENT ON COLUMN cockpit.case_step.to_unit_code IS 'the unit a case was dispatched, handed over or sent back to';
COMMENT ON COLUMN cockpit.case_step.outcome IS 'resolved or unresolved, as the step found it';
COMMENT ON COLUMN cockpit.case_step.satisfaction IS 'of a call-back: satisfied, basically_satisfied or dissatisfied';
COMMENT ON COLUMN cockpit.case_step.validity IS 'of a call-back: valid, or why it says nothing';

CREATE TABLE cockpit.mart_case_step_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    dispatches BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    hand_overs BIGINT NOT NULL,
    contacts_due BIGINT NOT NULL,
    contacts_in_time BIGINT NOT NULL,
    call_backs BIGINT NOT NULL,
    call_backs_valid BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    unresolved BIGINT NOT NULL,
    satisfied BIGINT NOT NULL,
    basically_satisfied BIGINT NOT NULL,
    dissatisfied BIGINT NOT NULL,
    closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_case_step_county_day_city_code_day ON cockpit.mart_case_step_county_day (city_code, day);

CREATE TABLE cockpit.mart_case_step_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    dispatches BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    hand_overs BIGINT NOT NULL,
    contacts_due BIGINT NOT NULL,
    contacts_in_time BIGINT NOT NULL,
    call_backs BIGINT NOT NULL,
    call_backs_valid BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    unresolved BIGINT NOT NULL,
    satisfied BIGINT NOT NULL,
    basically_satisfied BIGINT NOT NULL,
    dissatisfied BIGINT NOT NULL,
    closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_case_step_township_day_city_code_day ON cockpit.mart_case_step_township_day (city_code, day);

CREATE TABLE cockpit.mart_case_step_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    dispatches BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    hand_overs BIGINT NOT NULL,
    contacts_due BIGINT NOT NULL,
    contacts_in_time BIGINT NOT NULL,
    call_backs BIGINT NOT NULL,
    call_backs_valid BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    unresolved BIGINT NOT NULL,
    satisfied BIGINT NOT NULL,
    basically_satisfied BIGINT NOT NULL,
    dissatisfied BIGINT NOT NULL,
    closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_case_step_category_day_city_code_day ON cockpit.mart_case_step_category_day (city_code, day);

CREATE TABLE cockpit.mart_case_step_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    dispatches BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    hand_overs BIGINT NOT NULL,
    contacts_due BIGINT NOT NULL,
    contacts_in_time BIGINT NOT NULL,
    call_backs BIGINT NOT NULL,
    call_backs_valid BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    unresolved BIGINT NOT NULL,
    satisfied BIGINT NOT NULL,
    basically_satisfied BIGINT NOT NULL,
    dissatisfied BIGINT NOT NULL,
    closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_case_step_community_day_city_code_day ON cockpit.mart_case_step_community_day (city_code, day);

-- What one step adds to the marts: on its own day what was done, on the day until which it was due a first contact.
-- A call-back that says nothing (nobody answered, taken back, no case of the offices) is in no share; where the source
-- has no such field, all of its call-backs say something.
CREATE VIEW cockpit.case_step_contribution WITH (security_invoker = true) AS
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
    (step = 'closed')::INT AS closed
FROM (
    SELECT
        *,
        (
            step = 'called_back' AND (validity = 'valid' OR (validity = 'unmapped' AND validity_source IS null))
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
    unit_code,
    0::INT AS accepted,
    0::INT AS dispatches,
    0::INT AS returns,
    0::INT AS hand_overs,
    1::INT AS contacts_due,
    coalesce(contacted_at <= contact_due_at, false)::INT AS contacts_in_time,
    0::INT AS call_backs,
    0::INT AS call_backs_valid,
    0::INT AS resolved,
    0::INT AS unresolved,
    0::INT AS satisfied,
    0::INT AS basically_satisfied,
    0::INT AS dissatisfied,
    0::INT AS closed
FROM cockpit.case_step
WHERE contact_due_on IS NOT null AND step <> 'withdrawn';
