-- What settles looks up the steps of a case in its city; the source only tells them apart.
DROP INDEX cockpit.ix_case_step_case_key;
CREATE INDEX ix_case_step_case_key ON cockpit.case_step (city_code, case_key, source_key);
