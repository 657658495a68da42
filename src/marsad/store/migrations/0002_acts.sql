-- Acts of people: in their order, taken back by other acts, anchored to triggers so that they outlive a coding.

ALTER TABLE acts ADD COLUMN id VARCHAR;
ALTER TABLE acts ADD COLUMN number BIGINT;            -- order of appending
ALTER TABLE acts ADD COLUMN quote JSON;               -- offsets of the words that a correction rests on
ALTER TABLE acts ADD COLUMN is_blind BOOLEAN;
ALTER TABLE acts ADD COLUMN undone_at TIMESTAMP;      -- set once, by the act that takes this one back
UPDATE acts SET id = md5(concat_ws('|', verb, acted_by, acted_at, target, field, value)), number = 0, is_blind = FALSE;
UPDATE acts SET value = CAST(to_json(value) AS VARCHAR) WHERE value IS NOT NULL;

CREATE VIEW standing_acts AS SELECT * FROM acts WHERE undone_at IS NULL AND NOT is_blind AND verb <> 'undone';

CREATE TABLE anchors (
    act VARCHAR NOT NULL,
    number INTEGER NOT NULL,                          -- order within the act
    part INTEGER NOT NULL,
    document VARCHAR NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    mention VARCHAR NOT NULL                          -- as it was called when the act was done
);

ALTER TABLE judgements ADD COLUMN act VARCHAR;        -- the act that says so; NULL: a rule, or a person before acts

DROP VIEW present_mentions;
ALTER TABLE mentions ADD COLUMN trigger_start INTEGER;
ALTER TABLE mentions ADD COLUMN trigger_end INTEGER;
UPDATE mentions SET
    trigger_start = CAST(record->'quotes'->'kind'->0->>'start' AS INTEGER),
    trigger_end = CAST(record->'quotes'->'kind'->0->>'end' AS INTEGER);
CREATE VIEW present_mentions AS
    SELECT mentions.* FROM mentions JOIN codings ON codings.id = mentions.coding WHERE codings.superseded_at IS NULL;

-- Mentions whose events must be folded again because of an act.
CREATE TABLE due (mention VARCHAR NOT NULL);

ALTER TABLE events ADD COLUMN confidence DOUBLE PRECISION;  -- the least of the claims that say what, who, where, when, how many
ALTER TABLE events ADD COLUMN conflicts INTEGER;            -- fields on which sources differ
UPDATE events SET conflicts = 0;
