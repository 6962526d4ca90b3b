-- How many beats later bars begin in truth than they were heard to.
ALTER TABLE tracks ADD COLUMN bar_shift INTEGER NOT NULL DEFAULT 0;
