-- How often something was tried lately: by a keyed hash of what was tried from where, so that it says of nobody what
-- they did. What is lost when the server falls over is a minute of counting: it needs no log of its own.
CREATE UNLOGGED TABLE access.attempt (
    key_hash text NOT NULL,
    count integer NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_attempt PRIMARY KEY (key_hash)
);

CREATE INDEX ix_attempt_expires_at ON access.attempt (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON access.attempt TO cockpit_app;
