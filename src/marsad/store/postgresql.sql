-- What PostgreSQL needs beyond the migrations, made anew after the last of them; running it twice changes nothing.

-- Words that the SQL of this room uses. The same as in duckdb.sql. Marks, and letters with digits,
-- are those of Unicode, filled in.

CREATE OR REPLACE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE "C")  -- ASCII, at a tenth of the time
    ELSE normalize(lower(regexp_replace(normalize(words, NFD), '[$marks]', '', 'g') COLLATE "und-x-icu"), NFC)
        COLLATE "C" END;

CREATE OR REPLACE FUNCTION has_word(words text, word text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    words ~ ('(^|[^$letters])' || regexp_replace(word, '[^$letters]', '\\\&', 'g') || '([^$letters]|$$)');

CREATE OR REPLACE FUNCTION first_bytes(bytes bytea, number integer) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN substring(bytes FROM 1 FOR number);

-- What maps and counts ask of an event's record beyond its columns.
CREATE OR REPLACE FUNCTION narrow(record json) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    record->'acled'->>'event_type', record->'acled'->>'sub_event_type', record->'where'->>'geo_precision',
    record->'where'->>'shape', record->'counts'->'killed'->>'low', record->'counts'->'killed'->>'high',
    record->>'independent_sources'];

-- Words are compared byte by byte, as DuckDB does it, whatever the language of the server.
DO $$$$
DECLARE
    it record;
BEGIN
    FOR it IN
        SELECT class.relname AS home, attribute.attname AS name, format_type(attribute.atttypid, NULL) AS type
        FROM pg_attribute AS attribute JOIN pg_class AS class ON class.oid = attribute.attrelid
            JOIN pg_collation AS sorted ON sorted.oid = attribute.attcollation
        WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind = 'r'
            AND attribute.attnum > 0 AND NOT attribute.attisdropped AND sorted.collname <> 'C'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s COLLATE "C"', it.home, it.name, it.type);
    END LOOP;
END $$$$;

CREATE INDEX IF NOT EXISTS documents_id ON documents (id);
CREATE INDEX IF NOT EXISTS codings_present ON codings (document) WHERE superseded_at IS NULL;
CREATE INDEX IF NOT EXISTS mentions_id ON mentions (id);
CREATE INDEX IF NOT EXISTS mentions_coding ON mentions (coding);
CREATE INDEX IF NOT EXISTS mentions_document ON mentions (document);
CREATE INDEX IF NOT EXISTS assessments_coding ON assessments (coding);
CREATE INDEX IF NOT EXISTS problems_coding ON problems (coding);
CREATE INDEX IF NOT EXISTS problems_id ON problems (id);
CREATE INDEX IF NOT EXISTS judgements_left ON judgements (left_mention);
CREATE INDEX IF NOT EXISTS judgements_right ON judgements (right_mention);
CREATE INDEX IF NOT EXISTS judgements_number ON judgements (number);
CREATE INDEX IF NOT EXISTS judgements_act ON judgements (act);
CREATE INDEX IF NOT EXISTS events_present ON event_versions (id) WHERE gone_at IS NULL;
CREATE INDEX IF NOT EXISTS events_listed ON event_versions (from_day, id) WHERE gone_at IS NULL;
CREATE INDEX IF NOT EXISTS event_versions_id ON event_versions (id);
CREATE INDEX IF NOT EXISTS held_by_event ON event_mention_versions (event) WHERE gone_at IS NULL;
CREATE INDEX IF NOT EXISTS held_by_mention ON event_mention_versions (mention) WHERE gone_at IS NULL;
CREATE INDEX IF NOT EXISTS aliases_alias ON alias_versions (alias);
CREATE INDEX IF NOT EXISTS aliases_event ON alias_versions (event);
CREATE INDEX IF NOT EXISTS acts_id ON acts (id);
CREATE INDEX IF NOT EXISTS acts_number ON acts (number);
CREATE INDEX IF NOT EXISTS anchors_act ON anchors (act);
CREATE INDEX IF NOT EXISTS anchors_mention ON anchors (mention);
CREATE INDEX IF NOT EXISTS anchors_document ON anchors (document);
CREATE INDEX IF NOT EXISTS looks_source ON looks (source, looked_at);
CREATE UNIQUE INDEX IF NOT EXISTS audit_number ON audit (number);
