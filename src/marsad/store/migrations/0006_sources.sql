-- The registry of sources: what was said of each, from since_at until gone_at.
CREATE TABLE source_versions (
    name VARCHAR NOT NULL,         -- what its documents call it
    kind VARCHAR,
    licence VARCHAR,
    language VARCHAR,
    party VARCHAR,                 -- actor id
    source_group VARCHAR,
    regions VARCHAR[] NOT NULL,    -- ISO 3166-1 alpha-3
    since_at TIMESTAMP NOT NULL,
    gone_at TIMESTAMP
);

-- Addresses and files as they were when they were asked last. No evidence: it only spares asking again.
CREATE TABLE seen (
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    etag VARCHAR,
    modified VARCHAR,
    failures INTEGER NOT NULL
);
CREATE INDEX seen_url ON seen (url);

ALTER TABLE looks ADD COLUMN detail VARCHAR;  -- why it failed
