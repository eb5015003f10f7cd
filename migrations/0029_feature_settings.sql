-- What a lead decided: one document for each feature, and one for the company, in place of a column and a table.
CREATE TABLE feature_settings (
    org TEXT NOT NULL,
    feature TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (org, feature)
);
INSERT INTO feature_settings (org, feature, data) SELECT id, 'company', settings FROM organisation WHERE settings <> '{}';
INSERT INTO feature_settings (org, feature, data) SELECT id, 'experts', settings FROM organisation WHERE settings <> '{}';
INSERT INTO feature_settings (org, feature, data) SELECT org, 'kudos', data FROM kudos_policy;
ALTER TABLE organisation DROP COLUMN settings;
DROP TABLE kudos_policy;
