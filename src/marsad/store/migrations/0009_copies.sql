-- The beginning of a coding's MinHash, by which copies of one text are looked for: a sixty-fourth of it is read. What was
-- there before is filled in by marsad.store.blocking.
ALTER TABLE codings ADD COLUMN copied BYTEA;
