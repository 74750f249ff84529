CREATE TABLE cockpit.mediation_case (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    category TEXT NOT NULL,
    category_source TEXT,
    channel TEXT NOT NULL,
    channel_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    status TEXT NOT NULL,
    status_source TEXT,
    source_kind TEXT NOT NULL,
    source_kind_source TEXT,
    outcome TEXT NOT NULL,
    outcome_source TEXT,
    agreement TEXT NOT NULL,
    agreement_source TEXT,
    closed_level TEXT NOT NULL,
    closed_level_source TEXT,
    prevented TEXT NOT NULL,
    prevented_source TEXT,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE,
    found_on DATE,
    accepted_at TIMESTAMP WITH TIME ZONE,
    accepted_on DATE,
    due_at TIMESTAMP WITH TIME ZONE,
    due_on DATE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_on DATE,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    confirmed_on DATE,
    fulfil_due_on DATE,
    fulfilled_on DATE,
    people_count INTEGER,
    amount FLOAT,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_mediation_case PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_mediation_case_accepted_on ON cockpit.mediation_case (city_code, accepted_on);
CREATE INDEX ix_mediation_case_closed_on ON cockpit.mediation_case (city_code, closed_on);
CREATE INDEX ix_mediation_case_confirmed_on ON cockpit.mediation_case (city_code, confirmed_on);
CREATE INDEX ix_mediation_case_due_on ON cockpit.mediation_case (city_code, due_on);
CREATE INDEX ix_mediation_case_found_on ON cockpit.mediation_case (city_code, found_on);
CREATE INDEX ix_mediation_case_fulfil_due_on ON cockpit.mediation_case (city_code, fulfil_due_on);
CREATE INDEX ix_mediation_case_occurred_on ON cockpit.mediation_case (city_code, occurred_on);
COMMENT ON COLUMN cockpit.mediation_case.category IS
'type of dispute';
COMMENT ON COLUMN cockpit.mediation_case.category_source IS
'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.mediation_case.channel IS
'kind of mediation that has the case now; the site lists which there are';
COMMENT ON COLUMN cockpit.mediation_case.unit_code IS
'the committee or office that has the case now';
COMMENT ON COLUMN cockpit.mediation_case.source_kind IS
'how it came: looked for, applied for, entrusted';
COMMENT ON COLUMN cockpit.mediation_case.closed_level IS
'level at which it was closed';
COMMENT ON COLUMN cockpit.mediation_case.prevented IS
'what the mediation kept from happening, as the source reports it';
COMMENT ON COLUMN cockpit.mediation_case.amount IS
'sum the agreement is about, yuan';

-- Every grain has the columns of the widest, and its own dimensions.
CREATE TABLE cockpit.mart_mediation_case_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    found BIGINT NOT NULL,
    found_handled BIGINT NOT NULL,
    found_succeeded BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    accepted_closed BIGINT NOT NULL,
    accepted_succeeded BIGINT NOT NULL,
    looked_for BIGINT NOT NULL,
    applied_for BIGINT NOT NULL,
    entrusted BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    succeeded BIGINT NOT NULL,
    agreements BIGINT NOT NULL,
    written_agreements BIGINT NOT NULL,
    written_confirmed BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    succeeded_level_known BIGINT NOT NULL,
    succeeded_in_village BIGINT NOT NULL,
    succeeded_in_town BIGINT NOT NULL,
    prevented_crimes BIGINT NOT NULL,
    prevented_crimes_people BIGINT NOT NULL,
    prevented_visits BIGINT NOT NULL,
    prevented_visits_people BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_succeeded_or_open BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    fulfil_due BIGINT NOT NULL,
    fulfilled BIGINT NOT NULL
);
CREATE INDEX ix_mart_mediation_case_county_day_city_code_day
ON cockpit.mart_mediation_case_county_day (city_code, day);

CREATE TABLE cockpit.mart_mediation_case_township_day (
    LIKE cockpit.mart_mediation_case_county_day,
    township_code TEXT NOT NULL
);
CREATE INDEX ix_mart_mediation_case_township_day_city_code_day
ON cockpit.mart_mediation_case_township_day (city_code, day);

CREATE TABLE cockpit.mart_mediation_case_category_day (
    LIKE cockpit.mart_mediation_case_county_day,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL
);
CREATE INDEX ix_mart_mediation_case_category_day_city_code_day
ON cockpit.mart_mediation_case_category_day (city_code, day);

CREATE TABLE cockpit.mart_mediation_case_community_day (
    LIKE cockpit.mart_mediation_case_township_day,
    community_code TEXT NOT NULL
);
CREATE INDEX ix_mart_mediation_case_community_day_city_code_day
ON cockpit.mart_mediation_case_community_day (city_code, day);

-- What one case adds to the marts, and on which day: marts are sums of these rows. A case stands here once for each of
-- its days; `step` says which day it is, and every measure belongs to one step.
-- Closed is what its status calls closed; only where the source gives no status at all does a close time decide.
CREATE VIEW cockpit.mediation_case_contribution WITH (security_invoker = true) AS
SELECT
    city_code,
    day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    (step = 'found')::INT AS found,
    (step = 'found' AND (accepted_at IS NOT null OR is_closed))::INT AS found_handled,
    (step = 'found' AND is_closed AND outcome = 'succeeded')::INT AS found_succeeded,
    (step = 'accepted')::INT AS accepted,
    (step = 'accepted' AND is_closed)::INT AS accepted_closed,
    (step = 'accepted' AND is_closed AND outcome = 'succeeded')::INT AS accepted_succeeded,
    (step = 'accepted' AND source_kind = 'looked_for')::INT AS looked_for,
    (step = 'accepted' AND source_kind = 'applied_for')::INT AS applied_for,
    (step = 'accepted' AND source_kind = 'entrusted')::INT AS entrusted,
    (step = 'closed')::INT AS closed,
    CASE
        WHEN step = 'closed' THEN extract(EPOCH FROM closed_at - coalesce(accepted_at, occurred_at))::BIGINT
        ELSE 0
    END AS closed_seconds,
    (step = 'closed' AND outcome = 'succeeded')::INT AS succeeded,
    (step = 'closed' AND outcome = 'succeeded' AND agreement IN ('written', 'oral'))::INT AS agreements,
    (step = 'closed' AND outcome = 'succeeded' AND agreement = 'written')::INT AS written_agreements,
    (step = 'closed' AND outcome = 'succeeded' AND agreement = 'written' AND confirmed_at IS NOT null)::INT
        AS written_confirmed,
    CASE WHEN step = 'closed' AND outcome = 'succeeded' THEN round(coalesce(amount, 0) * 100)::BIGINT ELSE 0 END
        AS amount_fen,
    (step = 'closed' AND outcome = 'succeeded' AND closed_level <> 'unmapped')::INT AS succeeded_level_known,
    (step = 'closed' AND outcome = 'succeeded' AND closed_level = 'village')::INT AS succeeded_in_village,
    (step = 'closed' AND outcome = 'succeeded' AND closed_level IN ('village', 'town'))::INT AS succeeded_in_town,
    (step = 'closed' AND prevented = 'crime')::INT AS prevented_crimes,
    CASE WHEN step = 'closed' AND prevented = 'crime' THEN coalesce(people_count, 0) ELSE 0 END
        AS prevented_crimes_people,
    (step = 'closed' AND prevented = 'group_visit')::INT AS prevented_visits,
    CASE WHEN step = 'closed' AND prevented = 'group_visit' THEN coalesce(people_count, 0) ELSE 0 END
        AS prevented_visits_people,
    (step = 'confirmed')::INT AS confirmed,
    (step = 'due')::INT AS due,
    (step = 'due' AND (NOT is_closed OR outcome = 'succeeded'))::INT AS due_succeeded_or_open,
    (step = 'due' AND is_closed AND outcome = 'succeeded' AND closed_at <= due_at)::INT AS on_time,
    (step = 'due' AND NOT is_closed)::INT AS overdue_open,
    (step = 'fulfil_due')::INT AS fulfil_due,
    (step = 'fulfil_due' AND fulfilled_on IS NOT null)::INT AS fulfilled
FROM (
    SELECT
        *,
        closed_at IS NOT null AND (status = 'closed' OR (status = 'unmapped' AND status_source IS null)) AS is_closed
    FROM (
        SELECT
            found_on AS day,
            'found' AS step,
            *
        FROM cockpit.mediation_case
        WHERE found_on IS NOT null
        UNION ALL
        SELECT
            accepted_on AS day,
            'accepted' AS step,
            *
        FROM cockpit.mediation_case
        WHERE accepted_on IS NOT null
        UNION ALL
        SELECT
            closed_on AS day,
            'closed' AS step,
            *
        FROM cockpit.mediation_case
        WHERE closed_on IS NOT null
        UNION ALL
        SELECT
            confirmed_on AS day,
            'confirmed' AS step,
            *
        FROM cockpit.mediation_case
        WHERE confirmed_on IS NOT null
        UNION ALL
        SELECT
            due_on AS day,
            'due' AS step,
            *
        FROM cockpit.mediation_case
        WHERE due_on IS NOT null AND outcome <> 'withdrawn'
        UNION ALL
        SELECT
            fulfil_due_on AS day,
            'fulfil_due' AS step,
            *
        FROM cockpit.mediation_case
        WHERE fulfil_due_on IS NOT null
    ) AS steps
) AS cases
WHERE step <> 'closed' OR is_closed;
