-- The message that gave the thanks: they follow what its author does with it.
ALTER TABLE kudos_grant ADD COLUMN said_in TEXT;
ALTER TABLE kudos_grant ADD COLUMN said_as TEXT;
CREATE INDEX kudos_by_message ON kudos_grant (org, said_in, said_as);
-- When a lead left what was reported as it is: it is not put before them again.
ALTER TABLE kudos_report ADD COLUMN left_at BIGINT;
