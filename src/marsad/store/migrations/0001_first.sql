-- Words of documents stand in `documents` only; every other table holds ids, codes, offsets and records whose words are
-- withheld (marsad.record.withhold). Time stamps are UTC. Evidence (documents, codings, mentions, assessments, problems,
-- judgements, acts, looks) is appended to and never changed but for `superseded_at` and `retracted_at`, which are set once.
-- Derived and replaced at will: events, event_mentions, aliases.

CREATE TABLE meta (schema_version INTEGER NOT NULL);
INSERT INTO meta VALUES (0);

-- One row per reading of a text: the same id has a second one where its date or its sentences were read differently.
CREATE TABLE documents (
    id VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,      -- digest of published, published_from, language, sections and sentences
    source VARCHAR,
    url VARCHAR,
    title VARCHAR,
    published DATE,
    published_from VARCHAR,
    language VARCHAR,
    text VARCHAR NOT NULL,
    sections JSON NOT NULL,        -- [[kind, start, end, story], …]
    sentences JSON NOT NULL,       -- [[start, end, section], …]
    origin JSON NOT NULL,          -- [[start, origin, length], …]
    added_at TIMESTAMP NOT NULL,
    PRIMARY KEY (id, reading)
);

CREATE TABLE codings (
    id VARCHAR PRIMARY KEY,
    document VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,
    coder VARCHAR NOT NULL,
    published DATE,                -- with published_from as in the reading: one indexed look-up decides on a document
    published_from VARCHAR,
    minhash BYTEA,                 -- unsigned 64-bit integers, little-endian
    lead BYTEA,
    added_at TIMESTAMP NOT NULL,
    superseded_at TIMESTAMP
);
CREATE INDEX codings_document ON codings (document);

CREATE TABLE mentions (
    coding VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    id VARCHAR NOT NULL,           -- the same in a later coding of the document
    kind VARCHAR NOT NULL,
    mode VARCHAR,
    status VARCHAR NOT NULL,
    published DATE,
    from_day DATE,                 -- first possible day; the day of publication where the text names none
    to_day DATE,
    date_prec INTEGER,             -- NULL where from_day is the day of publication
    place VARCHAR,
    place_name VARCHAR,
    country VARCHAR,
    admin1 VARCHAR,
    admin2 VARCHAR,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    where_prec INTEGER,
    killed INTEGER,                -- best, else low
    ordinal INTEGER,
    actors VARCHAR[] NOT NULL,     -- ids of all parties
    initiators VARCHAR[] NOT NULL, -- with their supporters
    recipients VARCHAR[] NOT NULL, -- with their supporters, and victims
    sources VARCHAR[] NOT NULL,
    review_state VARCHAR NOT NULL,
    record JSON NOT NULL
);

CREATE TABLE assessments (
    coding VARCHAR NOT NULL,
    document VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    record JSON NOT NULL
);

CREATE TABLE problems (
    id VARCHAR NOT NULL,
    coding VARCHAR,                -- NULL: of an input that did not become a document
    document VARCHAR,
    source VARCHAR,
    stage VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    record JSON NOT NULL,
    added_at TIMESTAMP NOT NULL
);

CREATE TABLE judgements (
    number BIGINT NOT NULL,        -- order of appending: of two by one judge the later stands
    left_mention VARCHAR NOT NULL,
    right_mention VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    judge VARCHAR NOT NULL,        -- judged_by without its version
    judged_by VARCHAR NOT NULL,
    judged_at TIMESTAMP NOT NULL,
    reasons JSON NOT NULL,         -- [[feature, weight], …]
    retracted_at TIMESTAMP
);

CREATE TABLE events (
    id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    mode VARCHAR,
    status VARCHAR NOT NULL,
    published DATE,
    from_day DATE,
    to_day DATE,
    date_prec INTEGER,
    place VARCHAR,
    place_name VARCHAR,
    country VARCHAR,
    admin1 VARCHAR,
    admin2 VARCHAR,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    where_prec INTEGER,
    killed INTEGER,
    ordinal INTEGER,
    actors VARCHAR[] NOT NULL,
    initiators VARCHAR[] NOT NULL,
    recipients VARCHAR[] NOT NULL,
    sources VARCHAR[] NOT NULL,
    review_state VARCHAR NOT NULL,
    grade VARCHAR NOT NULL,
    record JSON NOT NULL,
    folded_at TIMESTAMP NOT NULL
);

-- `coding`: the one the event was folded from; where it is superseded, the event is due to be folded again.
CREATE TABLE event_mentions (
    event VARCHAR NOT NULL,
    mention VARCHAR NOT NULL,
    coding VARCHAR NOT NULL
);

-- Ids of events that were swallowed by a merge or lost their least mention.
CREATE TABLE aliases (
    alias VARCHAR NOT NULL,
    event VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

CREATE TABLE acts (
    verb VARCHAR NOT NULL,
    acted_by VARCHAR NOT NULL,
    acted_at TIMESTAMP NOT NULL,
    target VARCHAR NOT NULL,
    field VARCHAR,
    value VARCHAR,
    reason VARCHAR
);

CREATE TABLE looks (
    source VARCHAR NOT NULL,
    looked_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,
    found INTEGER NOT NULL
);

CREATE VIEW present_mentions AS
    SELECT mentions.* FROM mentions JOIN codings ON codings.id = mentions.coding WHERE codings.superseded_at IS NULL;

CREATE VIEW present_documents AS
    SELECT documents.* FROM documents
    JOIN codings ON codings.document = documents.id AND codings.reading = documents.reading
    WHERE codings.superseded_at IS NULL;

CREATE VIEW present_problems AS
    SELECT problems.* FROM problems LEFT JOIN codings ON codings.id = problems.coding
    WHERE problems.coding IS NULL OR codings.superseded_at IS NULL;

-- Events that hold a mention which is gone or was coded anew since.
CREATE VIEW stale_events AS
    SELECT DISTINCT held.event FROM event_mentions AS held
    WHERE NOT EXISTS (
        SELECT 1 FROM codings WHERE codings.id = held.coding AND codings.superseded_at IS NULL
    );
