CREATE VIRTUAL TABLE track_text USING fts5 (
    title, artist, album, genre, words,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO track_text (rowid, title, artist, album, genre, words)
SELECT id, title, artist, album, genre, words FROM tracks;

CREATE TRIGGER track_text_added AFTER INSERT ON tracks BEGIN
    INSERT INTO track_text (rowid, title, artist, album, genre, words)
    VALUES (new.id, new.title, new.artist, new.album, new.genre, new.words);
END;
CREATE TRIGGER track_text_removed AFTER DELETE ON tracks BEGIN
    DELETE FROM track_text WHERE rowid = old.id;
END;
CREATE TRIGGER track_text_changed AFTER UPDATE OF title, artist, album, genre, words ON tracks BEGIN
    UPDATE track_text
    SET title = new.title, artist = new.artist, album = new.album,
        genre = new.genre, words = new.words
    WHERE rowid = new.id;
END;
