CREATE TABLE cockpit.dataset_shape (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    path TEXT NOT NULL,
    mapped BOOLEAN NOT NULL,
    always BOOLEAN NOT NULL,
    kind TEXT NOT NULL,
    first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_dataset_shape PRIMARY KEY (city_code, source_key, dataset, path)
);
COMMENT ON COLUMN cockpit.dataset_shape.always IS 'every record of that load had it';
COMMENT ON COLUMN cockpit.dataset_shape.kind IS
'text, number, time, truth, list or object; empty where not mapped or not known';

GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.dataset_shape TO cockpit_writer;
