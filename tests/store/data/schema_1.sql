-- A store as version 1 of the schema left it: the two reports on Kunduz, merged. Never edited.
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
    minhash BLOB,                  -- unsigned 64-bit integers, little-endian
    lead BLOB,
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
    lat DOUBLE,
    lon DOUBLE,
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
    score DOUBLE NOT NULL,
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
    lat DOUBLE,
    lon DOUBLE,
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
INSERT INTO documents VALUES ('1cc4db2da9d55d7e214e', '087f48b8706f2360e579', 'Northern Wire', 'https://example.org/kunduz-1', 'Police post attacked in Kunduz', '2020-05-03', 'given', 'en', 'Police post attacked in Kunduz

Taliban fighters attacked a police post in Imam Sahib on Saturday. Three officers were killed, said Fulan al-Fulani, a shopkeeper. Violence in the district has grown for weeks.', '[["headline",0,30,0],["body",32,208,0]]', '[[0,30,0],[32,98,1],[98,162,1],[162,208,1]]', '[]', '2020-06-01 12:00:00');
INSERT INTO documents VALUES ('edb7b64f48be652a5b31', 'f0e5a4514601139f3675', 'Daily Paper', NULL, 'Five dead after Kunduz raid', '2020-05-04', 'given', 'en', 'Five dead after Kunduz raid

Five people died when insurgents raided a checkpoint in Imam Sahib at the weekend. Fulan al-Fulani was among the victims.', '[["headline",0,27,0],["body",29,150,0]]', '[[0,27,0],[29,111,1],[111,150,1]]', '[]', '2020-06-01 12:00:00');
INSERT INTO codings VALUES ('4a679f862ae8e651744f', 'edb7b64f48be652a5b31', 'f0e5a4514601139f3675', 'hand@1', '2020-05-04', 'given', '\x07\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80'::BLOB, '\x00\x7F\xFF'::BLOB, '2020-06-01 12:00:00', NULL);
INSERT INTO codings VALUES ('e4523a6ab9abe91dbfa2', '1cc4db2da9d55d7e214e', '087f48b8706f2360e579', 'hand@1', '2020-05-03', 'given', '\x07\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80'::BLOB, '\x00\x7F\xFF'::BLOB, '2020-06-01 12:00:00', NULL);
INSERT INTO mentions VALUES ('4a679f862ae8e651744f', 'edb7b64f48be652a5b31', 'cdf6f879c9e488dffa6d', 'ASSAULT', NULL, 'happened', '2020-05-04', '2020-05-02', '2020-05-03', 2, 'gn:1140016', 'Imam Sahib', 'AFG', 'Kunduz', NULL, 37.18897, 68.93644, 1, 5, NULL, ['taliban'], ['taliban'], [], ['Daily Paper'], 'machine', '{"acled":null,"attribution":[],"cameo":null,"campaign":null,"claims":{"counts":[{"confidence":null,"item":"killed","method":"hand@1"}],"kind":{"confidence":null,"method":"hand@1"},"parties":[{"confidence":null,"item":0,"method":"hand@1"},{"confidence":null,"item":1,"method":"hand@1","rivals":[{"actor":null,"country":null,"inter":7,"name":null,"role":"recipient","sector":"CVL","text":""}]}],"status":{"confidence":0.9,"method":"hand@1"},"tags":[{"confidence":null,"item":0,"method":"hand@1"}],"when":{"confidence":null,"method":"hand@1"},"where":{"confidence":null,"method":"hand@1"}},"coder":"hand@1","contexts":[],"counts":{"killed":{"best":null,"by_party":{"recipient":1},"high":null,"low":5}},"document":"edb7b64f48be652a5b31","duration":null,"escort":[],"ged":null,"goldstein":null,"id":"cdf6f879c9e488dffa6d","kind":"ASSAULT","means":[],"mode":null,"ordinal":null,"outcome":[],"parties":[{"actor":"taliban","country":"AFG","inter":2,"name":"Taliban","role":"initiator","sector":"REB","text":""},{"actor":null,"country":null,"inter":7,"name":null,"role":"victim","sector":"CVL","text":""}],"published":"2020-05-04","published_from":"given","quotes":{"counts":[{"end":45,"item":"killed","sentence":1,"start":29,"text":null}],"kind":[{"end":68,"sentence":1,"start":62,"text":null}],"parties":[{"end":61,"item":0,"sentence":1,"start":51,"text":null},{"end":127,"item":1,"sentence":2,"start":112,"text":null}],"status":[{"end":68,"sentence":1,"start":62,"text":null}],"tags":[{"end":149,"item":0,"sentence":2,"start":142,"text":null}],"when":[{"end":110,"sentence":1,"start":96,"text":null}],"where":[{"end":95,"sentence":1,"start":85,"text":null}]},"record":"mention","reported_on":"2020-05-04","review_state":"machine","source":"Daily Paper","status":"happened","tags":["civilians"],"targets":[],"when":{"date_prec":2,"first":"2020-05-02","last":"2020-05-03"},"where":{"admin1":"Kunduz","admin2":null,"country":"AFG","geo_precision":1,"id":"gn:1140016","lat":37.18897,"lon":68.93644,"name":"Imam Sahib","shape":"point","where_prec":1}}');
INSERT INTO mentions VALUES ('e4523a6ab9abe91dbfa2', '1cc4db2da9d55d7e214e', 'aeb2a42657e44731c93b', 'ASSAULT', 'firearms', 'happened', '2020-05-03', '2020-05-02', '2020-05-02', 1, 'gn:1140016', 'Imam Sahib', 'AFG', 'Kunduz', NULL, 37.18897, 68.93644, 1, 3, NULL, ['police-afg', 'taliban'], ['taliban'], ['police-afg'], ['Northern Wire'], 'machine', '{"acled":{"event_type":"Battles","sub_event_type":"Armed clash"},"attribution":[{"by":"source","name":"","stance":"asserts"}],"cameo":null,"campaign":null,"claims":{"acled":{"confidence":null,"method":"hand@1"},"attribution":[{"confidence":null,"item":0,"method":"hand@1"}],"counts":[{"confidence":null,"item":"killed","method":"hand@1"}],"kind":{"confidence":null,"method":"hand@1"},"mode":{"confidence":null,"method":"hand@1"},"parties":[{"confidence":null,"item":0,"method":"hand@1"},{"confidence":null,"item":1,"method":"hand@1"}],"status":{"confidence":0.9,"method":"hand@1"},"when":{"confidence":null,"method":"hand@1"},"where":{"confidence":null,"method":"hand@1"}},"coder":"hand@1","contexts":[],"counts":{"killed":{"best":3,"by_party":{"recipient":1},"high":3,"low":3}},"document":"1cc4db2da9d55d7e214e","duration":null,"escort":[],"ged":null,"goldstein":null,"id":"aeb2a42657e44731c93b","kind":"ASSAULT","means":[],"mode":"firearms","ordinal":null,"outcome":[],"parties":[{"actor":"taliban","country":"AFG","inter":2,"name":"Taliban","role":"initiator","sector":"REB","text":""},{"actor":"police-afg","country":"AFG","inter":1,"name":"Afghan National Police","role":"recipient","sector":"COP","text":""}],"published":"2020-05-03","published_from":"given","quotes":{"acled":[{"end":59,"sentence":1,"start":49,"text":null}],"attribution":[{"end":147,"item":0,"sentence":2,"start":132,"text":null}],"counts":[{"end":125,"item":"killed","sentence":2,"start":99,"text":null}],"kind":[{"end":59,"sentence":1,"start":49,"text":null}],"mode":[{"end":59,"sentence":1,"start":49,"text":null}],"parties":[{"end":48,"item":0,"sentence":1,"start":32,"text":null},{"end":71,"item":1,"sentence":1,"start":60,"text":null}],"status":[{"end":59,"sentence":1,"start":49,"text":null}],"when":[{"end":97,"sentence":1,"start":86,"text":null}],"where":[{"end":85,"sentence":1,"start":75,"text":null}]},"record":"mention","reported_on":"2020-05-03","review_state":"machine","source":"Northern Wire","status":"happened","tags":[],"targets":[],"when":{"date_prec":1,"first":"2020-05-02","last":"2020-05-02"},"where":{"admin1":"Kunduz","admin2":null,"country":"AFG","geo_precision":1,"id":"gn:1140016","lat":37.18897,"lon":68.93644,"name":"Imam Sahib","shape":"point","where_prec":1}}');
INSERT INTO assessments VALUES ('e4523a6ab9abe91dbfa2', '1cc4db2da9d55d7e214e', 'c32d6ccafc20f80d3552', 'up', '{"area":"","claims":{"area":{"confidence":null,"method":"hand@1"},"direction":{"confidence":null,"method":"hand@1"},"subject":{"confidence":null,"method":"hand@1"}},"direction":"up","document":"1cc4db2da9d55d7e214e","id":"c32d6ccafc20f80d3552","quotes":{"area":[{"end":187,"sentence":3,"start":175,"text":null}],"direction":[{"end":197,"sentence":3,"start":188,"text":null}],"subject":[{"end":171,"sentence":3,"start":163,"text":null}]},"record":"assessment","subject":""}');
INSERT INTO problems VALUES ('c6cce70e051c7ac5def1', 'e4523a6ab9abe91dbfa2', '1cc4db2da9d55d7e214e', NULL, 'resolve', 'date-vague', '{"code":"date-vague","detail":"the weeks are not counted","document":"1cc4db2da9d55d7e214e","quote":{"end":207,"sentence":3,"start":198,"text":null},"record":"problem","source":null,"stage":"resolve"}', '2020-06-01 12:00:00');
INSERT INTO judgements VALUES (1, 'aeb2a42657e44731c93b', 'cdf6f879c9e488dffa6d', 'same', 0.97, 'rule:weights', 'rule:weights@1', '2020-06-01 12:00:00', '[["place",1.5]]', NULL);
INSERT INTO events VALUES ('aeb2a42657e44731c93b', 'ASSAULT', 'firearms', 'happened', '2020-05-03', '2020-05-02', '2020-05-02', 1, 'gn:1140016', 'Imam Sahib', 'AFG', 'Kunduz', NULL, 37.18897, 68.93644, 1, 3, NULL, ['police-afg', 'taliban'], ['taliban'], ['police-afg'], ['Daily Paper', 'Northern Wire'], 'machine', 'fair', '{"acled":{"event_type":"Battles","sub_event_type":"Armed clash"},"aliases":[],"attribution":[{"by":"source","name":"","stance":"asserts"}],"cameo":null,"campaign":null,"claims":{"acled":{"confidence":null,"method":"hand@1"},"attribution":[{"confidence":null,"item":0,"method":"hand@1"}],"counts":[{"confidence":null,"item":"killed","method":"hand@1"}],"kind":{"confidence":null,"method":"hand@1"},"mode":{"confidence":null,"method":"hand@1"},"parties":[{"confidence":null,"item":0,"method":"hand@1"},{"confidence":null,"item":1,"method":"hand@1"}],"status":{"confidence":0.9,"method":"hand@1"},"when":{"confidence":null,"method":"hand@1"},"where":{"confidence":null,"method":"hand@1"}},"coder":"hand@1","contexts":[],"counts":{"killed":{"best":3,"by_party":{"recipient":1},"high":3,"low":3}},"documents":["1cc4db2da9d55d7e214e","edb7b64f48be652a5b31"],"duration":null,"escort":[],"ged":null,"goldstein":null,"grade":"fair","grade_rule":"hand","id":"aeb2a42657e44731c93b","independent_sources":2,"kind":"ASSAULT","means":[],"mentions":["aeb2a42657e44731c93b","cdf6f879c9e488dffa6d"],"mode":"firearms","ordinal":null,"outcome":[],"parties":[{"actor":"taliban","country":"AFG","inter":2,"name":"Taliban","role":"initiator","sector":"REB","text":""},{"actor":"police-afg","country":"AFG","inter":1,"name":"Afghan National Police","role":"recipient","sector":"COP","text":""}],"published":"2020-05-03","quotes":{"acled":[{"document":"1cc4db2da9d55d7e214e","end":59,"sentence":1,"start":49,"text":null}],"attribution":[{"document":"1cc4db2da9d55d7e214e","end":147,"item":0,"sentence":2,"start":132,"text":null}],"counts":[{"document":"1cc4db2da9d55d7e214e","end":125,"item":"killed","sentence":2,"start":99,"text":null}],"kind":[{"document":"1cc4db2da9d55d7e214e","end":59,"sentence":1,"start":49,"text":null}],"mode":[{"document":"1cc4db2da9d55d7e214e","end":59,"sentence":1,"start":49,"text":null}],"parties":[{"document":"1cc4db2da9d55d7e214e","end":48,"item":0,"sentence":1,"start":32,"text":null},{"document":"1cc4db2da9d55d7e214e","end":71,"item":1,"sentence":1,"start":60,"text":null}],"status":[{"document":"1cc4db2da9d55d7e214e","end":59,"sentence":1,"start":49,"text":null}],"when":[{"document":"1cc4db2da9d55d7e214e","end":97,"sentence":1,"start":86,"text":null}],"where":[{"document":"1cc4db2da9d55d7e214e","end":85,"sentence":1,"start":75,"text":null}]},"record":"event","reported_on":"2020-05-03","review_state":"machine","rivals":[{"confidence":null,"field":"parties","method":"hand@1","quotes":[{"document":"edb7b64f48be652a5b31","end":61,"sentence":1,"start":51,"text":null}],"value":{"actor":"taliban","country":"AFG","inter":2,"name":"Taliban","role":"initiator","sector":"REB","text":""}},{"confidence":null,"field":"parties","method":"hand@1","quotes":[{"document":"edb7b64f48be652a5b31","end":127,"sentence":2,"start":112,"text":null}],"value":{"actor":null,"country":null,"inter":7,"name":null,"role":"victim","sector":"CVL","text":""}},{"confidence":null,"field":"counts","method":"hand@1","quotes":[{"document":"edb7b64f48be652a5b31","end":45,"sentence":1,"start":29,"text":null}],"value":{"best":null,"by_party":{"recipient":1},"high":null,"low":5,"measure":"killed"}}],"sources":["Daily Paper","Northern Wire"],"status":"happened","tags":[],"targets":[],"when":{"date_prec":1,"first":"2020-05-02","last":"2020-05-02"},"where":{"admin1":"Kunduz","admin2":null,"country":"AFG","geo_precision":1,"id":"gn:1140016","lat":37.18897,"lon":68.93644,"name":"Imam Sahib","shape":"point","where_prec":1}}', '2020-06-01 12:00:00');
INSERT INTO event_mentions VALUES ('aeb2a42657e44731c93b', 'aeb2a42657e44731c93b', 'e4523a6ab9abe91dbfa2');
INSERT INTO event_mentions VALUES ('aeb2a42657e44731c93b', 'cdf6f879c9e488dffa6d', '4a679f862ae8e651744f');
INSERT INTO aliases VALUES ('cdf6f879c9e488dffa6d', 'aeb2a42657e44731c93b', '2020-06-01 12:00:00');
INSERT INTO acts VALUES ('commented', 'reviewer', '2020-06-01 12:00:00', 'aeb2a42657e44731c93b', NULL, NULL, 'seen');
INSERT INTO looks VALUES ('Northern Wire', '2020-06-01 12:00:00', 'read', 1);
UPDATE meta SET schema_version = 1;
