CREATE TABLE cockpit.division (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    city_code TEXT NOT NULL,
    level TEXT NOT NULL,
    parent_code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit_type TEXT,
    urban_rural TEXT,
    successor_code TEXT,
    longitude FLOAT,
    latitude FLOAT,
    geometry JSONB,
    CONSTRAINT pk_division PRIMARY KEY (code, valid_from)
);

CREATE INDEX ix_division_city_code_level ON cockpit.division (city_code, level);
COMMENT ON COLUMN cockpit.division.valid_to IS 'first day on which the code is no longer valid; null: valid today';
COMMENT ON COLUMN cockpit.division.city_code IS 'code of the city the division lies in; its own code for a city';
COMMENT ON COLUMN cockpit.division.level IS 'province, city, county, township or community';
COMMENT ON COLUMN cockpit.division.geometry IS 'GeoJSON geometry, WGS 84; null where no boundary is loaded';

CREATE TABLE cockpit.division_alias (
    city_code TEXT NOT NULL,
    system TEXT NOT NULL,
    external_code TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_division_alias PRIMARY KEY (city_code, system, external_code)
);
COMMENT ON COLUMN cockpit.division_alias.system IS 'whose code or name it is';

CREATE TABLE cockpit.grid (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    city_code TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    synthetic BOOLEAN NOT NULL,
    households INTEGER,
    successor_code TEXT,
    geometry JSONB NOT NULL,
    CONSTRAINT pk_grid PRIMARY KEY (code, valid_from)
);

CREATE INDEX ix_grid_city_code ON cockpit.grid (city_code);
COMMENT ON COLUMN cockpit.grid.level IS '大, 中, 小 or 微';
COMMENT ON COLUMN cockpit.grid.kind IS '基础 or 专属';

CREATE TABLE cockpit.unit (
    city_code TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (city_code, unit_code)
);

CREATE TABLE cockpit.code_list (
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    about TEXT NOT NULL,
    certainty TEXT NOT NULL,
    CONSTRAINT pk_code_list PRIMARY KEY (list, code)
);
COMMENT ON COLUMN cockpit.code_list.about IS 'thing or person: a person''s record keeps no grid and no point';

CREATE TABLE cockpit.source (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    entity TEXT NOT NULL,
    expected_minutes INTEGER NOT NULL,
    demonstration BOOLEAN NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (city_code, source_key)
);

CREATE TABLE cockpit.target (
    metric_key TEXT NOT NULL,
    division_code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    comparator TEXT NOT NULL,
    value FLOAT NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT pk_target PRIMARY KEY (metric_key, division_code, valid_from)
);
