-- Tables that grow while they are looked at need no fine picture: a sample of 6,000 rows instead of 30,000 says how
-- large they have become and which sources and days there are. Autovacuum draws the finer one when the load is over.
ALTER FUNCTION cockpit.refresh_statistics(TEXT) SET default_statistics_target = 20;
