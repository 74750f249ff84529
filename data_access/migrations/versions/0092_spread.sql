-- How long cases took, in buckets that grow by a factor of 1.13 (data_access/spread.py). Under a second has its own.
CREATE FUNCTION cockpit.spread_bucket(seconds BIGINT) RETURNS INTEGER
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN seconds < 1 THEN -1 ELSE floor(ln(seconds::FLOAT) / ln(1.13::FLOAT))::INTEGER END;
REVOKE ALL ON FUNCTION cockpit.spread_bucket(BIGINT) FROM public;
GRANT EXECUTE ON FUNCTION cockpit.spread_bucket(BIGINT) TO cockpit_writer, cockpit_reader;

CREATE TABLE cockpit.mart_event_spread_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    cases BIGINT NOT NULL
);
CREATE INDEX ix_mart_event_spread_day_city_code_day ON cockpit.mart_event_spread_day (city_code, day);

CREATE TABLE cockpit.mart_mediation_case_spread_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    cases BIGINT NOT NULL
);
CREATE INDEX ix_mart_mediation_case_spread_day_city_code_day ON cockpit.mart_mediation_case_spread_day (city_code, day);
