ALTER TABLE cockpit.register ADD COLUMN required NUMERIC;
COMMENT ON COLUMN cockpit.register.required IS 'how many there must be, in quantity_unit; null: no requirement';
GRANT SELECT (required) ON cockpit.register TO cockpit_reader;

-- What one entry of a register adds to the marts: on the day it began and on the day it ended.
-- A withdrawn entry was never there; a planned one is not yet. One that says no quantity does not have what it must.
CREATE OR REPLACE VIEW cockpit.register_contribution WITH (security_invoker = true) AS
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
    unit_code,
    (status <> 'planned')::INT AS opened,
    0::INT AS closed,
    (status = 'planned')::INT AS planned,
    CASE WHEN status = 'planned' THEN 0 ELSE round(coalesce(quantity, 0)) END::BIGINT AS quantity_opened,
    0::BIGINT AS quantity_closed,
    CASE WHEN status = 'planned' THEN 0 ELSE round(coalesce(required, 0)) END::BIGINT AS required_opened,
    0::BIGINT AS required_closed,
    (status <> 'planned' AND required IS NOT null)::INT AS judged_opened,
    0::INT AS judged_closed,
    (status <> 'planned' AND coalesce(quantity >= required, false))::INT AS met_opened,
    0::INT AS met_closed
FROM cockpit.register
WHERE status <> 'withdrawn'
UNION ALL
SELECT
    city_code,
    ended_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    'unmapped'::TEXT AS channel,
    unit_code,
    0::INT AS opened,
    1::INT AS closed,
    0::INT AS planned,
    0::BIGINT AS quantity_opened,
    round(coalesce(quantity, 0))::BIGINT AS quantity_closed,
    0::BIGINT AS required_opened,
    round(coalesce(required, 0))::BIGINT AS required_closed,
    0::INT AS judged_opened,
    (required IS NOT null)::INT AS judged_closed,
    0::INT AS met_opened,
    coalesce(quantity >= required, false)::INT AS met_closed
FROM cockpit.register
WHERE ended_on IS NOT null AND status NOT IN ('planned', 'withdrawn');
