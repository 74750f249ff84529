-- A month of single grids is as long as its facts are many: its days are added up, when no load is under way.
CREATE TABLE cockpit.mart_event_grid_month (
    city_code TEXT NOT NULL,
    month DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    grid_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reported BIGINT NOT NULL,
    reported_closed BIGINT NOT NULL,
    responded BIGINT NOT NULL,
    response_seconds BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    closed_seconds BIGINT NOT NULL,
    rework BIGINT NOT NULL,
    due BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    due_provisional BIGINT NOT NULL,
    with_person BIGINT NOT NULL,
    repeated BIGINT NOT NULL
);
CREATE INDEX ix_mart_event_grid_month_city_code_month_kind ON cockpit.mart_event_grid_month (city_code, month, kind);

CREATE TABLE cockpit.month_sum (
    city_code TEXT NOT NULL,
    mart TEXT NOT NULL,
    kind TEXT NOT NULL,
    month DATE NOT NULL,
    through DATE NOT NULL,
    CONSTRAINT pk_month_sum PRIMARY KEY (city_code, mart, kind, month)
);
CREATE TABLE cockpit.month_touched (
    city_code TEXT NOT NULL,
    mart TEXT NOT NULL,
    kind TEXT NOT NULL,
    day DATE NOT NULL
);
CREATE INDEX ix_month_touched_city_code_mart_kind_day ON cockpit.month_touched (city_code, mart, kind, day);

-- What is there already is added up like what comes.
INSERT INTO cockpit.month_touched (city_code, mart, kind, day)
SELECT
    city_code,
    'event' AS mart,
    kind,
    min(day) AS day
FROM cockpit.mart_event_county_day
GROUP BY city_code, kind, date_trunc('month', day);
