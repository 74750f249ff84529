-- Jobs that somebody starts by hand are lines of the log; of the log and of all else there jobs read nothing.
GRANT USAGE ON SCHEMA access TO cockpit_writer;
GRANT INSERT ON access.audit TO cockpit_writer;
CREATE POLICY audit_of_jobs ON access.audit FOR INSERT TO cockpit_writer WITH CHECK (event = 'job');
