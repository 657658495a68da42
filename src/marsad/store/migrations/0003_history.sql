-- Every state of an event, of what it holds and of what its id is called is kept: from folded_at (added_at) until gone_at.
-- The views over these tables, `events`, `event_mentions` and `aliases` among them, are made by marsad.store.views.

DROP VIEW stale_events;
DROP VIEW present_problems;
DROP VIEW present_documents;
DROP VIEW present_mentions;
DROP VIEW standing_acts;

CREATE TABLE event_versions (
    id VARCHAR NOT NULL,
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
    folded_at TIMESTAMP NOT NULL,
    confidence DOUBLE PRECISION,
    conflicts INTEGER,
    gone_at TIMESTAMP
);
INSERT INTO event_versions SELECT *, NULL FROM events;
DROP TABLE events;

CREATE TABLE event_mention_versions (
    event VARCHAR NOT NULL,
    mention VARCHAR NOT NULL,
    coding VARCHAR NOT NULL,
    folded_at TIMESTAMP NOT NULL,
    gone_at TIMESTAMP
);
INSERT INTO event_mention_versions
    SELECT event, mention, coding, folded_at, NULL FROM event_mentions JOIN event_versions ON event_versions.id = event;
DROP TABLE event_mentions;

CREATE TABLE alias_versions (
    alias VARCHAR NOT NULL,
    event VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL,
    gone_at TIMESTAMP
);
INSERT INTO alias_versions SELECT alias, event, added_at, NULL FROM aliases;
DROP TABLE aliases;

-- Frozen by people under a name: what was written, and from which moment.
CREATE TABLE releases (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    as_of TIMESTAMP NOT NULL,
    released_at TIMESTAMP NOT NULL,
    manifest JSON NOT NULL
);
