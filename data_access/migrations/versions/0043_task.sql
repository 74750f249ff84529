CREATE TABLE cockpit.task (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    category TEXT NOT NULL,
    category_source TEXT,
    programme TEXT NOT NULL,
    programme_source TEXT,
    goal TEXT NOT NULL,
    goal_source TEXT,
    phase TEXT NOT NULL,
    phase_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    status TEXT NOT NULL,
    status_source TEXT,
    due_on DATE,
    started_on DATE,
    done_on DATE,
    weight NUMERIC,
    evidence_count INTEGER NOT NULL,
    progress INTEGER,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_task PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_task_done_on ON cockpit.task (city_code, done_on);
CREATE INDEX ix_task_due_on ON cockpit.task (city_code, due_on);
CREATE INDEX ix_task_occurred_on ON cockpit.task (city_code, occurred_on);
CREATE INDEX ix_task_started_on ON cockpit.task (city_code, started_on);
COMMENT ON COLUMN cockpit.task.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.programme_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.goal_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.phase_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.unit_code_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.status_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.task.weight IS 'only where the plan itself gives one';
COMMENT ON COLUMN cockpit.task.evidence_count IS 'pieces of evidence handed in';
COMMENT ON COLUMN cockpit.task.progress IS 'percent, as the unit says';

CREATE TABLE cockpit.mart_task_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    given BIGINT NOT NULL,
    given_done BIGINT NOT NULL,
    with_owner BIGINT NOT NULL,
    with_evidence BIGINT NOT NULL,
    with_weight BIGINT NOT NULL,
    weight_thousandths BIGINT NOT NULL,
    done_weight_thousandths BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_done BIGINT NOT NULL,
    done_on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    started BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX ix_mart_task_county_day_city_code_day ON cockpit.mart_task_county_day (city_code, day);

CREATE TABLE cockpit.mart_task_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    given BIGINT NOT NULL,
    given_done BIGINT NOT NULL,
    with_owner BIGINT NOT NULL,
    with_evidence BIGINT NOT NULL,
    with_weight BIGINT NOT NULL,
    weight_thousandths BIGINT NOT NULL,
    done_weight_thousandths BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_done BIGINT NOT NULL,
    done_on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    started BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX ix_mart_task_township_day_city_code_day ON cockpit.mart_task_township_day (city_code, day);

CREATE TABLE cockpit.mart_task_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    given BIGINT NOT NULL,
    given_done BIGINT NOT NULL,
    with_owner BIGINT NOT NULL,
    with_evidence BIGINT NOT NULL,
    with_weight BIGINT NOT NULL,
    weight_thousandths BIGINT NOT NULL,
    done_weight_thousandths BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_done BIGINT NOT NULL,
    done_on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    started BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX ix_mart_task_category_day_city_code_day ON cockpit.mart_task_category_day (city_code, day);

CREATE TABLE cockpit.mart_task_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    given BIGINT NOT NULL,
    given_done BIGINT NOT NULL,
    with_owner BIGINT NOT NULL,
    with_evidence BIGINT NOT NULL,
    with_weight BIGINT NOT NULL,
    weight_thousandths BIGINT NOT NULL,
    done_weight_thousandths BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_done BIGINT NOT NULL,
    done_on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    started BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX ix_mart_task_community_day_city_code_day ON cockpit.mart_task_community_day (city_code, day);

CREATE TABLE cockpit.mart_task_plan_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    programme TEXT NOT NULL,
    goal TEXT NOT NULL,
    phase TEXT NOT NULL,
    status TEXT NOT NULL,
    given BIGINT NOT NULL,
    given_done BIGINT NOT NULL,
    with_owner BIGINT NOT NULL,
    with_evidence BIGINT NOT NULL,
    with_weight BIGINT NOT NULL,
    weight_thousandths BIGINT NOT NULL,
    done_weight_thousandths BIGINT NOT NULL,
    due BIGINT NOT NULL,
    due_done BIGINT NOT NULL,
    done_on_time BIGINT NOT NULL,
    overdue_open BIGINT NOT NULL,
    started BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX ix_mart_task_plan_day_city_code_day ON cockpit.mart_task_plan_day (city_code, day);
