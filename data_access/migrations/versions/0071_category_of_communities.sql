-- What the facts still tell is computed anew. Days whose facts are gone for their age are never computed again: of them
-- the category stays unmapped.

ALTER TABLE cockpit.mart_register_community_day ADD COLUMN category TEXT NOT NULL DEFAULT 'unmapped';
ALTER TABLE cockpit.mart_register_community_day ALTER COLUMN category DROP DEFAULT;
GRANT SELECT (category) ON cockpit.mart_register_community_day TO cockpit_reader;
DELETE FROM cockpit.mart_register_community_day AS told
WHERE NOT EXISTS (
    SELECT 1 FROM cockpit.retention AS kept
    WHERE kept.city_code = told.city_code AND kept.entity = 'register' AND told.day < kept.facts_from
);
INSERT INTO cockpit.mart_register_community_day (
    city_code, day, county_code, township_code, community_code, kind, source_key, category, opened, closed, planned,
    quantity_opened, quantity_closed, required_opened, required_closed, judged_opened, judged_closed, met_opened,
    met_closed
)
SELECT
    told.city_code,
    told.day,
    told.county_code,
    told.township_code,
    told.community_code,
    told.kind,
    told.source_key,
    told.category,
    sum(told.opened) AS opened,
    sum(told.closed) AS closed,
    sum(told.planned) AS planned,
    sum(told.quantity_opened) AS quantity_opened,
    sum(told.quantity_closed) AS quantity_closed,
    sum(told.required_opened) AS required_opened,
    sum(told.required_closed) AS required_closed,
    sum(told.judged_opened) AS judged_opened,
    sum(told.judged_closed) AS judged_closed,
    sum(told.met_opened) AS met_opened,
    sum(told.met_closed) AS met_closed
FROM cockpit.register_contribution AS told
WHERE
    NOT EXISTS (
        SELECT 1 FROM cockpit.retention AS kept
        WHERE kept.city_code = told.city_code AND kept.entity = 'register' AND told.day < kept.facts_from
    )
GROUP BY
    told.city_code,
    told.day,
    told.county_code,
    told.township_code,
    told.community_code,
    told.kind,
    told.source_key,
    told.category;

ALTER TABLE cockpit.mart_reported_count_community_day ADD COLUMN category TEXT NOT NULL DEFAULT 'unmapped';
ALTER TABLE cockpit.mart_reported_count_community_day ALTER COLUMN category DROP DEFAULT;
GRANT SELECT (category) ON cockpit.mart_reported_count_community_day TO cockpit_reader;
DELETE FROM cockpit.mart_reported_count_community_day AS told
WHERE NOT EXISTS (
    SELECT 1 FROM cockpit.retention AS kept
    WHERE kept.city_code = told.city_code AND kept.entity = 'reported_count' AND told.day < kept.facts_from
);
INSERT INTO cockpit.mart_reported_count_community_day (
    city_code, day, county_code, township_code, community_code, kind, source_key, category, reports, value_thousandths
)
SELECT
    told.city_code,
    told.day,
    told.county_code,
    told.township_code,
    told.community_code,
    told.kind,
    told.source_key,
    told.category,
    sum(told.reports) AS reports,
    sum(told.value_thousandths) AS value_thousandths
FROM cockpit.reported_count_contribution AS told
WHERE
    NOT EXISTS (
        SELECT 1 FROM cockpit.retention AS kept
        WHERE kept.city_code = told.city_code AND kept.entity = 'reported_count' AND told.day < kept.facts_from
    )
GROUP BY
    told.city_code,
    told.day,
    told.county_code,
    told.township_code,
    told.community_code,
    told.kind,
    told.source_key,
    told.category;

-- Screens may read the measures that revision 0070 added.
GRANT SELECT (required_opened, required_closed, judged_opened, judged_closed, met_opened, met_closed)
ON cockpit.mart_register_county_day TO cockpit_reader;
GRANT SELECT (required_opened, required_closed, judged_opened, judged_closed, met_opened, met_closed)
ON cockpit.mart_register_township_day TO cockpit_reader;
GRANT SELECT (required_opened, required_closed, judged_opened, judged_closed, met_opened, met_closed)
ON cockpit.mart_register_category_day TO cockpit_reader;
GRANT SELECT (required_opened, required_closed, judged_opened, judged_closed, met_opened, met_closed)
ON cockpit.mart_register_community_day TO cockpit_reader;
