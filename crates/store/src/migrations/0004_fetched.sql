-- Photos, files and thumbnails that records name, that the commune said it holds, and that are not on this device: they
-- can be fetched. Those that are here stand in table `blob`.
CREATE TABLE blob_there (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;
