-- Which grids were significant hot spots of a month that is over, and of how many grids that was asked.
CREATE TABLE cockpit.hot_spot_month (
    city_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    month DATE NOT NULL,
    grids INTEGER NOT NULL,
    CONSTRAINT pk_hot_spot_month PRIMARY KEY (city_code, kind, month)
);
COMMENT ON COLUMN cockpit.hot_spot_month.grids IS 'how many were looked at; 0: too few to ask';

CREATE TABLE cockpit.hot_spot (
    city_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    month DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    grid_code TEXT NOT NULL,
    reported BIGINT NOT NULL,
    around BIGINT NOT NULL,
    areas INTEGER NOT NULL,
    z DOUBLE PRECISION NOT NULL,
    adjusted DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_hot_spot PRIMARY KEY (city_code, kind, month, grid_code)
);
COMMENT ON COLUMN cockpit.hot_spot.around IS 'reported in the grid and those that it touches';
COMMENT ON COLUMN cockpit.hot_spot.areas IS 'how many grids these are';
COMMENT ON COLUMN cockpit.hot_spot.z IS 'Getis-Ord Gi*';
COMMENT ON COLUMN cockpit.hot_spot.adjusted IS 'by chance, adjusted for all grids (Benjamini-Hochberg)';

-- Months that were added up before are added up once more, and looked at.
INSERT INTO cockpit.month_touched (city_code, mart, kind, day)
SELECT
    city_code,
    mart,
    kind,
    month AS day
FROM cockpit.month_sum;
