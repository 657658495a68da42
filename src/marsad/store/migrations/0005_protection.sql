-- What people took out of every output (withdrew) or hold back from others (held), settled from their acts whenever these or
-- the events change: by document, by mention, and by state of an event. An embargo has its first day; without one it has no end.
CREATE TABLE restrictions (
    act VARCHAR NOT NULL,
    verb VARCHAR NOT NULL,
    until_day VARCHAR,             -- of what is held: the first day on which it may leave; NULL: never
    what VARCHAR NOT NULL,         -- document, mention, event
    id VARCHAR NOT NULL,
    folded_at TIMESTAMP            -- of an event: which of its states
);

-- Texts that were removed: when, and what is kept of them (length, keyed hashes of the text and of each quote).
ALTER TABLE documents ADD COLUMN forgotten_at TIMESTAMP;
ALTER TABLE documents ADD COLUMN kept JSON;
ALTER TABLE codings ADD COLUMN forgotten_at TIMESTAMP;

-- Where the coding found persons that no registry knows: [[start, end], …]
ALTER TABLE codings ADD COLUMN persons JSON;

-- Which events stood in which release.
CREATE TABLE released (
    release INTEGER NOT NULL,
    event VARCHAR NOT NULL
);
