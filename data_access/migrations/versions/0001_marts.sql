-- No primary keys: batches only ever replace whole days of a city, by one GROUP BY and one batch at a time. A key over
-- all dimensions would take longer to keep than the sums, and no read asks by it.
CREATE TABLE cockpit.mart_event_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reported BIGINT NOT NULL,
    reported_closed BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL
);

CREATE INDEX ix_mart_event_county_day_city_code_day ON cockpit.mart_event_county_day (city_code, day);

CREATE TABLE cockpit.mart_event_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reported BIGINT NOT NULL,
    reported_closed BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL
);

CREATE INDEX ix_mart_event_township_day_city_code_day ON cockpit.mart_event_township_day (city_code, day);

CREATE TABLE cockpit.mart_event_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    reported BIGINT NOT NULL,
    reported_closed BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL
);

CREATE INDEX ix_mart_event_category_day_city_code_day ON cockpit.mart_event_category_day (city_code, day);

CREATE TABLE cockpit.mart_event_grid_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    grid_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reported BIGINT NOT NULL,
    reported_closed BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL
);

CREATE INDEX ix_mart_event_grid_day_city_code_day ON cockpit.mart_event_grid_day (city_code, day);
