-- A part of a view that is used more than once is computed whole, unless it says otherwise; then a day's condition
-- reaches the facts and their indexes.
DO $$
DECLARE
    written TEXT := pg_get_viewdef('cockpit.task_contribution'::regclass);
    pushed TEXT := replace(written, 'WITH standing AS (', 'WITH standing AS NOT MATERIALIZED (');
BEGIN
    IF pushed = written THEN
        RAISE EXCEPTION 'cockpit.task_contribution is not written as expected; restore it as revision 0043 made it';
    END IF;
    EXECUTE 'CREATE OR REPLACE VIEW cockpit.task_contribution WITH (security_invoker = true) AS ' || pushed;
END;
$$;
