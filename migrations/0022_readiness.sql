-- One row, written whenever somebody asks whether the store can be written to.
CREATE TABLE readiness (
    id BIGINT NOT NULL PRIMARY KEY,
    looks BIGINT NOT NULL
);
