-- The ledger feeds a mart as facts do: what each batch adds, by the city's day. Lines that are there already have the
-- day of UTC: in which zone the city counted its days then, the database does not know.
ALTER TABLE cockpit.batch ADD COLUMN day DATE;
UPDATE cockpit.batch SET day = (started_at AT TIME ZONE 'UTC')::DATE;
ALTER TABLE cockpit.batch ALTER COLUMN day SET NOT NULL;
COMMENT ON COLUMN cockpit.batch.day IS 'the city''s day on which it began';
CREATE INDEX ix_batch_city_code_day ON cockpit.batch (city_code, day);

CREATE TABLE cockpit.mart_batch_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    batches BIGINT NOT NULL,
    extracted BIGINT NOT NULL,
    inserted BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    superseded BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    unmapped BIGINT NOT NULL,
    repeated BIGINT NOT NULL,
    timed BIGINT NOT NULL,
    late BIGINT NOT NULL
);
CREATE INDEX ix_mart_batch_day_city_code_day ON cockpit.mart_batch_day (city_code, day);
CREATE UNIQUE INDEX ix_mart_batch_day_dataset ON cockpit.mart_batch_day (city_code, day, kind, source_key, category);

-- What one batch adds to the mart, on its day.
CREATE VIEW cockpit.batch_contribution WITH (security_invoker = true) AS
SELECT
    city_code,
    day,
    purpose AS kind,
    source_key,
    dataset AS category,
    1::BIGINT AS batches,
    extracted,
    inserted,
    updated,
    unchanged,
    superseded,
    rejected,
    deleted,
    unmapped,
    repeated,
    timed,
    late
FROM cockpit.batch;
GRANT SELECT ON cockpit.batch_contribution TO cockpit_writer, cockpit_reader;

INSERT INTO cockpit.mart_batch_day (
    city_code, day, kind, source_key, category, batches, extracted, inserted, updated, unchanged, superseded, rejected,
    deleted, unmapped, repeated, timed, late
)
SELECT
    city_code,
    day,
    kind,
    source_key,
    category,
    sum(batches) AS batches,
    sum(extracted) AS extracted,
    sum(inserted) AS inserted,
    sum(updated) AS updated,
    sum(unchanged) AS unchanged,
    sum(superseded) AS superseded,
    sum(rejected) AS rejected,
    sum(deleted) AS deleted,
    sum(unmapped) AS unmapped,
    sum(repeated) AS repeated,
    sum(timed) AS timed,
    sum(late) AS late
FROM cockpit.batch_contribution
GROUP BY city_code, day, kind, source_key, category;
