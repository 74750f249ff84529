-- Rights on these marts are by column: measures that came later have to be opened too.
GRANT SELECT (returned_often, problem_cases, contacts_provisional) ON cockpit.mart_case_step_county_day
TO cockpit_reader;
GRANT SELECT (returned_often, problem_cases, contacts_provisional) ON cockpit.mart_case_step_township_day
TO cockpit_reader;
GRANT SELECT (returned_often, problem_cases, contacts_provisional) ON cockpit.mart_case_step_category_day
TO cockpit_reader;
GRANT SELECT (returned_often, problem_cases, contacts_provisional) ON cockpit.mart_case_step_community_day
TO cockpit_reader;
GRANT SELECT (persons_in_month, persons_in_year) ON cockpit.mart_points_entry_county_day TO cockpit_reader;
GRANT SELECT (persons_in_month, persons_in_year) ON cockpit.mart_points_entry_township_day TO cockpit_reader;
GRANT SELECT (persons_in_month, persons_in_year) ON cockpit.mart_points_entry_category_day TO cockpit_reader;
GRANT SELECT (persons_in_month, persons_in_year) ON cockpit.mart_points_entry_community_day TO cockpit_reader;
