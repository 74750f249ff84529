-- Working days and the site's table of deadlines: what due moments are counted by where a platform gives none.
CREATE TABLE cockpit.calendar_day (
    day DATE NOT NULL,
    working BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT pk_calendar_day PRIMARY KEY (day)
);
COMMENT ON COLUMN cockpit.calendar_day.source IS 'official, override (holidays.csv) or assumed: not announced yet';
COMMENT ON COLUMN cockpit.calendar_day.document IS 'where it is announced; empty where it is assumed';

CREATE TABLE cockpit.deadline_rule (
    city_code TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    starts TEXT NOT NULL,
    value FLOAT NOT NULL,
    unit TEXT NOT NULL,
    office_hours TEXT NOT NULL,
    document TEXT NOT NULL,
    certainty TEXT NOT NULL,
    CONSTRAINT pk_deadline_rule PRIMARY KEY (city_code, entity, kind, category, valid_from)
);
COMMENT ON COLUMN cockpit.deadline_rule.category IS 'empty: every category that has no rule of its own';
COMMENT ON COLUMN cockpit.deadline_rule.valid_from IS 'first day on which a record may start under it';
COMMENT ON COLUMN cockpit.deadline_rule.valid_to IS 'first day on which none may any more; null: valid today';
COMMENT ON COLUMN cockpit.deadline_rule.starts IS 'the moment it is counted from';
COMMENT ON COLUMN cockpit.deadline_rule.unit IS 'working_hours, working_days, natural_days or hours';
COMMENT ON COLUMN cockpit.deadline_rule.office_hours IS
'of working hours: the site''s, as 08:00-12:00 14:00-18:00; else empty';

GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.calendar_day, cockpit.deadline_rule TO cockpit_writer;
GRANT SELECT ON cockpit.calendar_day, cockpit.deadline_rule TO cockpit_reader;
