CREATE TABLE format (name TEXT NOT NULL);
INSERT INTO format VALUES ('cuesmith-footage');

-- One row per file. A path that is not valid UTF-8 is kept as the raw bytes.
CREATE TABLE clips (
    id INTEGER PRIMARY KEY,
    path NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    content_key TEXT NOT NULL,
    duration_s REAL NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames_per_s REAL NOT NULL
);
CREATE INDEX clips_by_content ON clips (content_key, missing);

-- `generation` grows with every change of a pack's vectors: derived files compare it with theirs.
CREATE TABLE packs (
    pack_id TEXT PRIMARY KEY,
    dim INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Kept as the vectors of songs are (catalog.vectors), so that both are searched alike: `track_id`
-- is the id of a clip.
CREATE TABLE embeddings (
    track_id INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    pack_id TEXT NOT NULL REFERENCES packs (pack_id),
    count INTEGER NOT NULL,
    dim INTEGER NOT NULL,
    segment_s REAL NOT NULL,
    segments BLOB NOT NULL,
    track BLOB NOT NULL,
    emotions BLOB NOT NULL,
    attention BLOB NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (track_id, pack_id)
);
CREATE INDEX embeddings_by_pack ON embeddings (pack_id, track_id, revision);

CREATE TRIGGER embedding_added AFTER INSERT ON embeddings BEGIN
    UPDATE packs SET generation = generation + 1 WHERE pack_id = new.pack_id;
    UPDATE embeddings
    SET revision = (SELECT generation FROM packs WHERE pack_id = new.pack_id)
    WHERE track_id = new.track_id AND pack_id = new.pack_id;
END;
CREATE TRIGGER embedding_removed AFTER DELETE ON embeddings BEGIN
    UPDATE packs SET generation = generation + 1 WHERE pack_id = old.pack_id;
END;

-- What a pack's visual encoder recognises in a clip, best first.
CREATE TABLE sights (
    clip_id INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (clip_id, place)
) WITHOUT ROWID;

-- Files that could not be watched; not tried again while size and time stay the same.
CREATE TABLE failures (
    path NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE folders (path NOT NULL PRIMARY KEY) WITHOUT ROWID;
