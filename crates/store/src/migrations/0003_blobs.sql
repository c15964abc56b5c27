-- Photos and files that this device has. Their bytes are in the second file, see module `blob_file`; a row here says
-- that all of them are there.
CREATE TABLE blob (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of the bytes
    bytes INTEGER NOT NULL,
    preview INTEGER NOT NULL CHECK (preview IN (0, 1)), -- a thumbnail: it goes to the commune before photos
    name TEXT NOT NULL, -- as it was called where it was chosen
    media_type TEXT NOT NULL,
    thumbnail BLOB CHECK (length(thumbnail) = 32),
    at_ms INTEGER NOT NULL, -- when it was taken in
    safe_at_ms INTEGER -- when the commune said that it holds exactly these bytes
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_unsent ON blob (preview DESC, at_ms DESC) WHERE safe_at_ms IS NULL;

-- Photos and files of checks, folded from their documents, whether their bytes are here or not.
CREATE TABLE attachment (
    doc BLOB PRIMARY KEY CHECK (length(doc) = 16),
    check_doc BLOB NOT NULL CHECK (length(check_doc) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    thumbnail BLOB CHECK (length(thumbnail) = 32),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_check ON attachment (check_doc);
CREATE INDEX attachment_hash ON attachment (hash);
CREATE INDEX attachment_thumbnail ON attachment (thumbnail) WHERE thumbnail IS NOT NULL;
