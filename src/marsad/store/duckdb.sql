-- Words that the SQL of this room uses and DuckDB is taught, for each connection anew. The same as in postgresql.sql.

CREATE OR REPLACE TEMPORARY MACRO folded(words) AS lower(strip_accents(words));

-- A whole word, in RE2, whose \b knows no letters beyond ASCII. Both are folded already.
CREATE OR REPLACE TEMPORARY MACRO has_word(words, word) AS
    regexp_matches(words, '(?:^|[^\pL\pN])' || regexp_escape(word) || '(?:[^\pL\pN]|$)');

CREATE OR REPLACE TEMPORARY MACRO first_bytes(bytes, number) AS array_slice(bytes, 1, number);

-- What maps and counts ask of an event's record beyond its columns, read in one pass.
CREATE OR REPLACE TEMPORARY MACRO narrow(record) AS json_extract_string(record, [
    '$.acled.event_type', '$.acled.sub_event_type', '$.where.geo_precision', '$.where.shape', '$.counts.killed.low',
    '$.counts.killed.high', '$.independent_sources']);
