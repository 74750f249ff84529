CREATE TABLE cockpit.deliberation (
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
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    implemented_at TIMESTAMP WITH TIME ZONE,
    decided_on DATE,
    implemented_on DATE,
    invited INTEGER,
    participants INTEGER,
    rated INTEGER,
    satisfied INTEGER,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_deliberation PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_deliberation_decided_on ON cockpit.deliberation (city_code, decided_on);
CREATE INDEX ix_deliberation_implemented_on ON cockpit.deliberation (city_code, implemented_on);
CREATE INDEX ix_deliberation_occurred_on ON cockpit.deliberation (city_code, occurred_on);
COMMENT ON COLUMN cockpit.deliberation.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.deliberation.channel_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.deliberation.unit_code_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.deliberation.status_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.deliberation.invited IS 'who could take part: asked, entitled to vote';
COMMENT ON COLUMN cockpit.deliberation.participants IS 'who took part, answered or voted';
COMMENT ON COLUMN cockpit.deliberation.rated IS 'who said whether they are content with it';
COMMENT ON COLUMN cockpit.deliberation.satisfied IS 'of these, who are';

CREATE TABLE cockpit.mart_deliberation_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    opened_decided BIGINT NOT NULL,
    opened_implemented BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    implemented BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    invited_participants BIGINT NOT NULL,
    rated BIGINT NOT NULL,
    satisfied BIGINT NOT NULL
);
CREATE INDEX ix_mart_deliberation_county_day_city_code_day ON cockpit.mart_deliberation_county_day (city_code, day);

CREATE TABLE cockpit.mart_deliberation_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    opened_decided BIGINT NOT NULL,
    opened_implemented BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    implemented BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    invited_participants BIGINT NOT NULL,
    rated BIGINT NOT NULL,
    satisfied BIGINT NOT NULL
);
CREATE INDEX ix_mart_deliberation_township_day_city_code_day ON cockpit.mart_deliberation_township_day (city_code, day);

CREATE TABLE cockpit.mart_deliberation_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    opened BIGINT NOT NULL,
    opened_decided BIGINT NOT NULL,
    opened_implemented BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    implemented BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    invited_participants BIGINT NOT NULL,
    rated BIGINT NOT NULL,
    satisfied BIGINT NOT NULL
);
CREATE INDEX ix_mart_deliberation_category_day_city_code_day ON cockpit.mart_deliberation_category_day (city_code, day);

CREATE TABLE cockpit.mart_deliberation_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    opened_decided BIGINT NOT NULL,
    opened_implemented BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    implemented BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    invited_participants BIGINT NOT NULL,
    rated BIGINT NOT NULL,
    satisfied BIGINT NOT NULL
);
CREATE INDEX ix_mart_deliberation_community_day_city_code_day
ON cockpit.mart_deliberation_community_day (city_code, day);

-- What one deliberation adds to the marts, on the day it was opened, decided, implemented. A share of those invited is
-- made of those only whose number is told (invited_participants). Decided and implemented is what its status calls so;
-- only where the source gives no status at all do the times decide.
CREATE VIEW cockpit.deliberation_contribution WITH (security_invoker = TRUE) AS
-- Not materialised: a batch asks for the days it touched only.
WITH told AS NOT MATERIALIZED (
    SELECT
        *,
        decided_at IS NOT NULL
        AND (status IN ('decided', 'implemented') OR (status = 'unmapped' AND status_source IS NULL)) AS was_decided,
        implemented_at IS NOT NULL
        AND (status = 'implemented' OR (status = 'unmapped' AND status_source IS NULL)) AS was_implemented
    FROM cockpit.deliberation
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
    1::INT AS opened,
    was_decided::INT AS opened_decided,
    was_implemented::INT AS opened_implemented,
    0::INT AS decided,
    0::INT AS implemented,
    coalesce(invited, 0) AS invited,
    coalesce(participants, 0) AS participants,
    CASE WHEN invited IS NULL THEN 0 ELSE coalesce(participants, 0) END AS invited_participants,
    coalesce(rated, 0) AS rated,
    coalesce(satisfied, 0) AS satisfied
FROM told
WHERE status <> 'withdrawn'
UNION ALL
SELECT
    city_code,
    decided_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INT AS opened,
    0::INT AS opened_decided,
    0::INT AS opened_implemented,
    1::INT AS decided,
    0::INT AS implemented,
    0::INT AS invited,
    0::INT AS participants,
    0::INT AS invited_participants,
    0::INT AS rated,
    0::INT AS satisfied
FROM told
WHERE decided_on IS NOT NULL AND was_decided
UNION ALL
SELECT
    city_code,
    implemented_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INT AS opened,
    0::INT AS opened_decided,
    0::INT AS opened_implemented,
    0::INT AS decided,
    1::INT AS implemented,
    0::INT AS invited,
    0::INT AS participants,
    0::INT AS invited_participants,
    0::INT AS rated,
    0::INT AS satisfied
FROM told
WHERE implemented_on IS NOT NULL AND was_implemented;
