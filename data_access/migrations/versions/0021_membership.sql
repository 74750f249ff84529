-- Who joined what and when: only days, places and keyed hashes.
CREATE TABLE cockpit.membership (
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
    team_key TEXT,
    person_key TEXT,
    left_on DATE,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_membership_left_on ON cockpit.membership (city_code, left_on);
CREATE INDEX ix_membership_occurred_on ON cockpit.membership (city_code, occurred_on);
COMMENT ON COLUMN cockpit.membership.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.membership.team_key IS 'the source''s own key of the team';
COMMENT ON COLUMN cockpit.membership.person_key IS 'HMAC-SHA-256 of the person''s identifier; never the identifier';

CREATE TABLE cockpit.mart_membership_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL
);
CREATE INDEX ix_mart_membership_county_day_city_code_day ON cockpit.mart_membership_county_day (city_code, day);

CREATE TABLE cockpit.mart_membership_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL
);
CREATE INDEX ix_mart_membership_township_day_city_code_day ON cockpit.mart_membership_township_day (city_code, day);

CREATE TABLE cockpit.mart_membership_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL
);
CREATE INDEX ix_mart_membership_category_day_city_code_day ON cockpit.mart_membership_category_day (city_code, day);

CREATE TABLE cockpit.mart_membership_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL
);
CREATE INDEX ix_mart_membership_community_day_city_code_day ON cockpit.mart_membership_community_day (city_code, day);

-- What one membership adds to the marts: joined on its first day, departed on its last.
CREATE VIEW cockpit.membership_contribution WITH (security_invoker = true) AS
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
    0::INTEGER AS departed
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
    1::INTEGER AS departed
FROM cockpit.membership
WHERE left_on IS NOT null;

-- From how many hours a volunteer has which star: rules of the site, of which there are several.
CREATE TABLE cockpit.star_rule (
    scheme TEXT NOT NULL,
    level INTEGER NOT NULL,
    hours INTEGER NOT NULL,
    document TEXT NOT NULL,
    certainty TEXT NOT NULL,
    CONSTRAINT pk_star_rule PRIMARY KEY (scheme, level)
);
COMMENT ON COLUMN cockpit.star_rule.level IS '1 is the lowest';
COMMENT ON COLUMN cockpit.star_rule.hours IS 'of counted service from which a volunteer has that level';
GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.star_rule TO cockpit_writer;
GRANT SELECT ON cockpit.star_rule TO cockpit_reader;
