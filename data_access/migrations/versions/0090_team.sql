-- Volunteers and their service by team: a unit, no person; what a small one would say of a person reads suppress.
CREATE TABLE cockpit.mart_membership_team_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    team_key TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL
);
CREATE INDEX ix_mart_membership_team_day_city_code_day ON cockpit.mart_membership_team_day (city_code, day);

CREATE TABLE cockpit.mart_service_record_team_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    team_key TEXT NOT NULL,
    records BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    overlapping BIGINT NOT NULL,
    over_16_hours BIGINT NOT NULL,
    entered_late BIGINT NOT NULL,
    persons_in_month BIGINT NOT NULL,
    persons_in_year BIGINT NOT NULL
);
CREATE INDEX ix_mart_service_record_team_day_city_code_day ON cockpit.mart_service_record_team_day (city_code, day);

-- What one membership adds to the marts: joined on its first day, departed on its last.
CREATE OR REPLACE VIEW cockpit.membership_contribution WITH (security_invoker = true) AS
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
    1::INTEGER AS joined,
    0::INTEGER AS departed,
    coalesce(team_key, 'unmapped') AS team_key
FROM cockpit.membership
UNION ALL
SELECT
    city_code,
    left_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    0::INTEGER AS joined,
    1::INTEGER AS departed,
    coalesce(team_key, 'unmapped') AS team_key
FROM cockpit.membership
WHERE left_on IS NOT null;

-- What one service record adds to the marts, all of it on the day the service started. Only what counts has minutes:
-- the sum over sources is what was served, each hour of a person once.
CREATE OR REPLACE VIEW cockpit.service_record_contribution WITH (security_invoker = true) AS
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
    counted::INTEGER AS counted,
    first_of_month::INTEGER AS persons_in_month,
    first_of_year::INTEGER AS persons_in_year,
    (status <> 'withdrawn')::INTEGER AS records,
    CASE WHEN counted THEN counted_minutes ELSE 0 END AS minutes,
    (finding = 'duplicate')::INTEGER AS duplicates,
    (finding = 'overlap')::INTEGER AS overlapping,
    (finding = 'over_16_hours')::INTEGER AS over_16_hours,
    (
        status <> 'withdrawn' AND coalesce(recorded_at > coalesce(ended_at, started_at) + INTERVAL '30 days', false)
    )::INTEGER AS entered_late,
    coalesce(team_key, 'unmapped') AS team_key
FROM cockpit.service_record;
