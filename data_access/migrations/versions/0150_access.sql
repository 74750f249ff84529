-- Who may sign in, who is signed in, and what was done. Jobs and screens' reads have no right to any of it.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO cockpit_app;

CREATE TABLE access.account (
    name text NOT NULL,
    password_hash text,
    role_key text NOT NULL,
    divisions text[] NOT NULL,
    origin text NOT NULL,
    must_change boolean NOT NULL,
    disabled boolean NOT NULL,
    failed_count integer NOT NULL,
    locked_until timestamptz,
    created_at timestamptz NOT NULL,
    password_at timestamptz,
    CONSTRAINT pk_account PRIMARY KEY (name),
    CONSTRAINT ck_account_origin CHECK (origin IN ('local', 'openid', 'demonstration'))
);

CREATE TABLE access.screen_token (
    name text NOT NULL,
    token_hash text NOT NULL,
    role_key text NOT NULL,
    divisions text[] NOT NULL,
    playlist text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_screen_token PRIMARY KEY (name),
    CONSTRAINT uq_screen_token_token_hash UNIQUE (token_hash)
);

CREATE TABLE access.session (
    token_hash text NOT NULL,
    account text,
    screen text,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_session PRIMARY KEY (token_hash),
    CONSTRAINT fk_session_account FOREIGN KEY (account) REFERENCES access.account (name),
    CONSTRAINT fk_session_screen FOREIGN KEY (screen) REFERENCES access.screen_token (name),
    CONSTRAINT ck_session_one CHECK ((account IS NULL) <> (screen IS NULL))
);
CREATE INDEX ix_session_account ON access.session (account);
CREATE INDEX ix_session_screen ON access.session (screen);
CREATE INDEX ix_session_expires_at ON access.session (expires_at);

CREATE TABLE access.audit (
    audit_id uuid NOT NULL,
    at timestamptz NOT NULL,
    event text NOT NULL,
    outcome text NOT NULL,
    actor text,
    role_key text,
    subject text,
    detail text,
    CONSTRAINT pk_audit PRIMARY KEY (audit_id),
    CONSTRAINT ck_audit_outcome CHECK (outcome IN ('done', 'refused'))
);
CREATE INDEX ix_audit_at ON access.audit (at);

GRANT SELECT, INSERT, UPDATE ON access.account, access.screen_token TO cockpit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.session TO cockpit_app;

-- The log only grows. Writing and reading are rights apart: a row is read only where the transaction says it is for
-- the log's own page.
GRANT INSERT ON access.audit TO cockpit_app;
GRANT SELECT ON access.audit TO cockpit_app;
ALTER TABLE access.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_written ON access.audit FOR INSERT TO cockpit_app WITH CHECK (TRUE);
CREATE POLICY audit_read ON access.audit FOR SELECT TO cockpit_app
USING (current_setting('app.audit', TRUE) = 'read');
-- For dumps of the owner.
CREATE POLICY audit_owner ON access.audit FOR SELECT TO cockpit_owner USING (TRUE);
