-- What each list of a source becomes, so that a number knows which sources it is made from.
CREATE TABLE cockpit.source_dataset (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT pk_source_dataset PRIMARY KEY (city_code, source_key, dataset)
);
COMMENT ON COLUMN cockpit.source_dataset.entity IS 'what its records become';

GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.source_dataset TO cockpit_writer;
GRANT SELECT ON cockpit.source_dataset TO cockpit_reader;
