-- A page of the app asks for one event, or for the dozen whose cards are seen: without these each of them reads whole columns.
CREATE INDEX IF NOT EXISTS event_versions_id ON event_versions (id);
CREATE INDEX IF NOT EXISTS documents_id ON documents (id);
CREATE INDEX IF NOT EXISTS aliases_event ON alias_versions (event);
