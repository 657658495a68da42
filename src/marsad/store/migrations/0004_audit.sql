-- What was done to the store, each line chained to the one before by its hash. Hashes and ids only: no word of a text stands here.
CREATE TABLE audit (
    number BIGINT NOT NULL,
    done_at TIMESTAMP NOT NULL,
    what VARCHAR NOT NULL,
    detail JSON NOT NULL,
    before VARCHAR NOT NULL,       -- hash of the line before; 64 zeros for the first
    hash VARCHAR NOT NULL          -- SHA-256 of all the rest
);
