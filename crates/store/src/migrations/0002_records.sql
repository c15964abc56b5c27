-- What each document was folded from, and when it changed last, as table `version` counted: who keeps results of
-- documents asks for what changed since.
ALTER TABLE document ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN revisions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN last BLOB NOT NULL DEFAULT (zeroblob(32)) CHECK (length(last) = 32);
ALTER TABLE document ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0; -- of the last revision, by its author's clock
CREATE INDEX document_version ON document (version, kind);

-- Derived tables are to be made again before the file is used: villages and the commune are subjects too.
INSERT INTO meta (name, value) SELECT 'rebuild', x'01' WHERE EXISTS (SELECT 1 FROM revision);
