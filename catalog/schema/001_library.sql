CREATE TABLE format (name TEXT NOT NULL);
INSERT INTO format VALUES ('cuesmith-library');

-- One row per file. A path that is not valid UTF-8 is kept as the raw bytes.
CREATE TABLE tracks (
    id INTEGER PRIMARY KEY,
    path NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    content_key TEXT NOT NULL,
    title TEXT NOT NULL,
    artist TEXT NOT NULL DEFAULT '',
    album TEXT NOT NULL DEFAULT '',
    genre TEXT NOT NULL DEFAULT '',
    year INTEGER,
    words TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    licence_family TEXT NOT NULL DEFAULT 'unknown',
    cleared TEXT NOT NULL DEFAULT 'unknown',
    attribution TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    stated_vocals REAL,
    heard_vocals REAL,
    duration_s REAL NOT NULL,
    bpm REAL,
    bpm_confidence REAL NOT NULL,
    key TEXT,
    key_confidence REAL NOT NULL,
    loudness_lufs REAL,
    true_peak_dbtp REAL,
    beats_s BLOB NOT NULL,
    downbeats_s BLOB NOT NULL,
    energy BLOB NOT NULL
);
-- Both answer their questions alone: a rescan then reads no row of the table itself.
CREATE INDEX tracks_by_content ON tracks (content_key, missing);
CREATE INDEX tracks_by_place ON tracks (path, size, mtime_ns, missing);

CREATE TABLE tags (
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (track_id, name)
) WITHOUT ROWID;

-- What a base encoder heard, float16 (count, dim): a new tower of the same base needs no decoding.
CREATE TABLE features (
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    base_id TEXT NOT NULL,
    count INTEGER NOT NULL,
    dim INTEGER NOT NULL,
    segment_s REAL NOT NULL,
    base BLOB NOT NULL,
    PRIMARY KEY (track_id, base_id)
);

-- `generation` grows with every change of a pack's vectors: derived files compare it with theirs.
CREATE TABLE packs (
    pack_id TEXT PRIMARY KEY,
    dim INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- The source of truth of search: segments float16 (count, dim), track float32 (dim,),
-- emotions float16 (count, any), attention float16 (count,).
CREATE TABLE embeddings (
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
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

-- Files that could not be analysed; not tried again while size and time stay the same.
CREATE TABLE failures (
    path NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

-- Licence files beside the songs, as they were when last applied.
CREATE TABLE sidecars (
    path NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE folders (path NOT NULL PRIMARY KEY) WITHOUT ROWID;
