-- What walls are told and what they tell of themselves. Neither is about a person.
CREATE TABLE access.wall_order (
    wall text NOT NULL,
    mode text NOT NULL,
    scene text NOT NULL,
    event text NOT NULL,
    step integer NOT NULL,
    serial bigint NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_wall_order PRIMARY KEY (wall),
    CONSTRAINT fk_wall_order_wall FOREIGN KEY (wall) REFERENCES access.screen_token (name),
    CONSTRAINT ck_wall_order_mode CHECK (mode IN ('playing', 'paused', 'pinned'))
);

CREATE TABLE access.wall_report (
    wall text NOT NULL,
    at timestamptz NOT NULL,
    load_id text NOT NULL,
    build text NOT NULL,
    scene text NOT NULL,
    painted_seconds double precision NOT NULL,
    heap_megabytes double precision,
    nodes integer NOT NULL,
    frames double precision NOT NULL,
    lost integer NOT NULL,
    changes integer NOT NULL,
    drift_seconds double precision NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    faults text NOT NULL,
    CONSTRAINT pk_wall_report PRIMARY KEY (wall, at),
    CONSTRAINT fk_wall_report_wall FOREIGN KEY (wall) REFERENCES access.screen_token (name)
);

GRANT SELECT, INSERT, UPDATE ON access.wall_order TO cockpit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.wall_report TO cockpit_app;
