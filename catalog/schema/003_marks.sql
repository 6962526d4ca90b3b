-- What the user has noted of a song. `bpm`, `beats_s` and `downbeats_s` stay as they were heard;
-- the tempo is `bpm` times `tempo_factor`, the beats come `beat_shift_s` later.
ALTER TABLE tracks ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN never INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN tempo_factor REAL NOT NULL DEFAULT 1;
ALTER TABLE tracks ADD COLUMN beat_shift_s REAL NOT NULL DEFAULT 0;
-- Few songs are left out of suggestions; those few are found at once.
CREATE INDEX tracks_left_out ON tracks (id) WHERE missing OR never;
