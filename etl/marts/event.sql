-- Recomputes the marts of `event` for the touched days of one city from what each event contributes to them.
-- Townships are summed from grids and counties from townships: every grain holds every event.
CREATE TEMP TABLE contribution ON COMMIT DROP AS
SELECT
    city_code,
    day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    reported,
    reported_closed,
    closed,
    closed_seconds,
    rework,
    due,
    on_time,
    overdue_open
FROM cockpit.event_contribution
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[]);

DELETE FROM cockpit.mart_event_category_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[]);

INSERT INTO cockpit.mart_event_category_day (
    city_code,
    day,
    county_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    reported,
    reported_closed,
    closed,
    closed_seconds,
    rework,
    due,
    on_time,
    overdue_open
)
SELECT
    city_code,
    day,
    county_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    sum(reported) AS reported,
    sum(reported_closed) AS reported_closed,
    sum(closed) AS closed,
    sum(closed_seconds) AS closed_seconds,
    sum(rework) AS rework,
    sum(due) AS due,
    sum(on_time) AS on_time,
    sum(overdue_open) AS overdue_open
FROM contribution
GROUP BY city_code, day, county_code, kind, source_key, category, channel, unit_code;

DELETE FROM cockpit.mart_event_grid_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[]);

INSERT INTO cockpit.mart_event_grid_day (
    city_code,
    day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    reported,
    reported_closed,
    closed,
    closed_seconds,
    rework,
    due,
    on_time,
    overdue_open
)
SELECT
    city_code,
    day,
    county_code,
    township_code,
    community_code,
    grid_code,
    kind,
    source_key,
    sum(reported) AS reported,
    sum(reported_closed) AS reported_closed,
    sum(closed) AS closed,
    sum(closed_seconds) AS closed_seconds,
    sum(rework) AS rework,
    sum(due) AS due,
    sum(on_time) AS on_time,
    sum(overdue_open) AS overdue_open
FROM contribution
GROUP BY city_code, day, county_code, township_code, community_code, grid_code, kind, source_key;

DELETE FROM cockpit.mart_event_township_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[]);

INSERT INTO cockpit.mart_event_township_day (
    city_code,
    day,
    county_code,
    township_code,
    kind,
    source_key,
    reported,
    reported_closed,
    closed,
    closed_seconds,
    rework,
    due,
    on_time,
    overdue_open
)
SELECT
    city_code,
    day,
    county_code,
    township_code,
    kind,
    source_key,
    sum(reported) AS reported,
    sum(reported_closed) AS reported_closed,
    sum(closed) AS closed,
    sum(closed_seconds) AS closed_seconds,
    sum(rework) AS rework,
    sum(due) AS due,
    sum(on_time) AS on_time,
    sum(overdue_open) AS overdue_open
FROM cockpit.mart_event_grid_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[])
GROUP BY city_code, day, county_code, township_code, kind, source_key;

DELETE FROM cockpit.mart_event_county_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[]);

INSERT INTO cockpit.mart_event_county_day (
    city_code,
    day,
    county_code,
    kind,
    source_key,
    reported,
    reported_closed,
    closed,
    closed_seconds,
    rework,
    due,
    on_time,
    overdue_open
)
SELECT
    city_code,
    day,
    county_code,
    kind,
    source_key,
    sum(reported) AS reported,
    sum(reported_closed) AS reported_closed,
    sum(closed) AS closed,
    sum(closed_seconds) AS closed_seconds,
    sum(rework) AS rework,
    sum(due) AS due,
    sum(on_time) AS on_time,
    sum(overdue_open) AS overdue_open
FROM cockpit.mart_event_township_day
WHERE city_code = %(city_code)s AND day = any(%(days)s::DATE[])
GROUP BY city_code, day, county_code, kind, source_key;
