-- The day under which exports have a message, counted from the year 1: days of exports are of a zone that they do not tell.
ALTER TABLE evidence ADD COLUMN exported_day BIGINT;
-- The first and the last day that an export covers, counted so; no last one where it has all up to when it was made.
ALTER TABLE import_cover ADD COLUMN first_day BIGINT;
ALTER TABLE import_cover ADD COLUMN last_day BIGINT;
-- When an export was last imported into it.
ALTER TABLE channel ADD COLUMN imported_at BIGINT;
