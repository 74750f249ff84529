CREATE TABLE cockpit.reported_fact (
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
    comparator TEXT NOT NULL,
    comparator_source TEXT,
    quantity_unit TEXT NOT NULL,
    quantity_unit_source TEXT,
    date_basis TEXT NOT NULL,
    date_basis_source TEXT,
    value NUMERIC NOT NULL,
    scope TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reported_fact PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_reported_fact_occurred_on ON cockpit.reported_fact (city_code, occurred_on);
COMMENT ON COLUMN cockpit.reported_fact.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_fact.comparator_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_fact.quantity_unit_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_fact.date_basis_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_fact.value IS 'in quantity_unit, as claimed';
COMMENT ON COLUMN cockpit.reported_fact.scope IS 'official code of the division it was claimed of, also of a province';
COMMENT ON COLUMN cockpit.reported_fact.document IS 'where it was claimed';

CREATE TABLE cockpit.mart_reported_fact_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    claims BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_fact_county_day_city_code_day ON cockpit.mart_reported_fact_county_day (city_code, day);

CREATE TABLE cockpit.mart_reported_fact_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    claims BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_fact_township_day_city_code_day ON cockpit.mart_reported_fact_township_day (
    city_code, day
);

CREATE TABLE cockpit.mart_reported_fact_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    claims BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_fact_category_day_city_code_day ON cockpit.mart_reported_fact_category_day (
    city_code, day
);

CREATE TABLE cockpit.mart_reported_fact_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    claims BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_fact_community_day_city_code_day ON cockpit.mart_reported_fact_community_day (
    city_code, day
);

-- What one claim adds to the marts, on the day as of which it was claimed.
CREATE VIEW cockpit.reported_fact_contribution WITH (security_invoker = true) AS
SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    'unmapped'::TEXT AS channel,
    'unmapped'::TEXT AS unit_code,
    1::INT AS claims,
    round(value * 1000)::BIGINT AS value_thousandths
FROM cockpit.reported_fact;
