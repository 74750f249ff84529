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
    overdue_open BIGINT NOT NULL,
    CONSTRAINT pk_mart_event_county_day PRIMARY KEY (city_code, day, county_code, kind, source_key)
);

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
    overdue_open BIGINT NOT NULL,
    CONSTRAINT pk_mart_event_township_day PRIMARY KEY (city_code, day, county_code, township_code, kind, source_key)
);

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
    overdue_open BIGINT NOT NULL,
    CONSTRAINT pk_mart_event_category_day PRIMARY KEY (
        city_code, day, county_code, kind, source_key, category, channel, unit_code
    )
);

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
    overdue_open BIGINT NOT NULL,
    CONSTRAINT pk_mart_event_grid_day PRIMARY KEY (
        city_code, day, county_code, township_code, community_code, grid_code, kind, source_key
    )
);
