-- The fold stands last: SQLite reads a row from its beginning, and who asks what changed needs the short columns of all
-- documents and the folds of few. The folds have a new layout too (fold_codec.rs), so they are made again.
DROP TABLE document;
CREATE TABLE document (
    row        INTEGER PRIMARY KEY,
    doc        BLOB    NOT NULL UNIQUE CHECK (length(doc) = 16),
    kind       INTEGER NOT NULL,
    area       BLOB    NOT NULL,
    depth      INTEGER NOT NULL,
    conflicts  INTEGER NOT NULL,                           -- number of disputed fields
    version    INTEGER NOT NULL,                           -- of table `version` when it changed last
    revisions  INTEGER NOT NULL,                           -- what it was folded from: their number,
    last       BLOB    NOT NULL CHECK (length(last) = 32), -- the last of them,
    at_ms      INTEGER NOT NULL,                           -- and when that was written, by its author's clock
    fold       BLOB    NOT NULL                            -- fold_codec.rs
) STRICT;
CREATE INDEX document_kind ON document (kind, doc);
CREATE INDEX document_conflict ON document (doc) WHERE conflicts > 0;
-- Covers the question what changed.
CREATE INDEX document_version ON document (version, kind, doc);

INSERT INTO meta (name, value) SELECT 'rebuild', x'01' WHERE EXISTS (SELECT 1 FROM revision)
ON CONFLICT (name) DO NOTHING;
