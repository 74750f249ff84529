CREATE TABLE cockpit.event (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    grid_code TEXT NOT NULL,
    category TEXT NOT NULL,
    category_source TEXT,
    channel TEXT NOT NULL,
    channel_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    status TEXT NOT NULL,
    status_source TEXT,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_on DATE,
    due_on DATE,
    rework_count INTEGER NOT NULL,
    longitude FLOAT,
    latitude FLOAT,
    person_key TEXT,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (city_code, source_key, record_key)
);

CREATE INDEX ix_event_closed_on ON cockpit.event (city_code, closed_on);

CREATE INDEX ix_event_due_on ON cockpit.event (city_code, due_on);

CREATE INDEX ix_event_occurred_on ON cockpit.event (city_code, occurred_on);
COMMENT ON COLUMN cockpit.event.grid_code IS 'only of things; ''unmapped'' where unknown or about a person';
COMMENT ON COLUMN cockpit.event.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.event.longitude IS 'only of things';
COMMENT ON COLUMN cockpit.event.latitude IS 'only of things';
COMMENT ON COLUMN cockpit.event.person_key IS 'HMAC-SHA-256 of the person''s identifier; never the identifier';

CREATE TABLE cockpit.tombstone (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    deleted_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_tombstone PRIMARY KEY (city_code, source_key, entity, record_key)
);
