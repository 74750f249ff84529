CREATE TABLE cockpit.file_fault (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    declared TEXT NOT NULL,
    first_failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    CONSTRAINT pk_file_fault PRIMARY KEY (city_code, source_key, dataset, content_hash)
);
COMMENT ON COLUMN cockpit.file_fault.content_hash IS
'SHA-256 of the file; of its name, after the word unread, where its content could not be read';
COMMENT ON COLUMN cockpit.file_fault.declared IS
'SHA-256 of what the TOML says of the dataset: once that is another, the file is tried again';
COMMENT ON COLUMN cockpit.file_fault.times IS 'how often it was tried';

-- Names of files and sentences about them are for those who run the jobs, not for screens.
GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.file_fault TO cockpit_writer;
