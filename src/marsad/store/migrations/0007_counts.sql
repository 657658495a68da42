-- Counts by month and unit out of a data set of others, for forecasts: no row of theirs stands here. What was taken in stands
-- from since_at until gone_at, when the next file of that data set takes its place.
CREATE TABLE count_versions (
    standard VARCHAR NOT NULL,     -- "ged"
    month DATE NOT NULL,           -- its first day
    country VARCHAR,               -- ISO 3166-1 alpha-3; a unit that the row is vaguer than is not told
    admin1 VARCHAR,
    admin2 VARCHAR,
    cell VARCHAR,                  -- gid of PRIO-GRID
    events INTEGER NOT NULL,
    deaths INTEGER NOT NULL,       -- best estimates
    since_at TIMESTAMP NOT NULL,
    gone_at TIMESTAMP
);
