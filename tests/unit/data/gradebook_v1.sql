-- A gradebook of version 1, as the kit of that version made it.
CREATE TABLE take (
  id INTEGER NOT NULL,
  at VARCHAR(32) NOT NULL,
  source TEXT NOT NULL,
  CONSTRAINT pk_take PRIMARY KEY (id)
);

CREATE TABLE work (
  id INTEGER NOT NULL,
  workshop TEXT NOT NULL,
  team TEXT NOT NULL,
  trainee TEXT NOT NULL,
  case_id TEXT NOT NULL,
  exercise TEXT NOT NULL,
  nobody VARCHAR(64) NOT NULL,
  CONSTRAINT pk_work PRIMARY KEY (id),
  CONSTRAINT uq_work_workshop UNIQUE (workshop, team, trainee, case_id, exercise, nobody)
);

CREATE TABLE pass_mark (
  id INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  exercise TEXT NOT NULL,
  percent INTEGER,
  "by" TEXT NOT NULL,
  at VARCHAR(32) NOT NULL,
  CONSTRAINT pk_pass_mark PRIMARY KEY (id)
);

CREATE TABLE comment (
  id INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  exercise TEXT NOT NULL,
  rule TEXT NOT NULL,
  words TEXT NOT NULL,
  "by" TEXT NOT NULL,
  at VARCHAR(32) NOT NULL,
  CONSTRAINT pk_comment PRIMARY KEY (id)
);

CREATE TABLE erasure (
  id INTEGER NOT NULL,
  at VARCHAR(32) NOT NULL,
  "by" TEXT NOT NULL,
  works INTEGER NOT NULL,
  markings INTEGER NOT NULL,
  decisions INTEGER NOT NULL,
  CONSTRAINT pk_erasure PRIMARY KEY (id)
);

CREATE TABLE marking (
  id INTEGER NOT NULL,
  take_id INTEGER NOT NULL,
  work_id INTEGER,
  place VARCHAR(64) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  file TEXT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  team TEXT NOT NULL,
  trainee TEXT NOT NULL,
  workshop TEXT NOT NULL,
  case_id TEXT NOT NULL,
  exercise TEXT NOT NULL,
  revision INTEGER NOT NULL,
  time TEXT NOT NULL,
  language VARCHAR(8) NOT NULL,
  receipt VARCHAR(16) NOT NULL,
  key_version TEXT NOT NULL,
  halves INTEGER,
  of_halves INTEGER,
  counts BOOLEAN NOT NULL,
  parts TEXT NOT NULL,
  marks TEXT NOT NULL,
  whole BLOB NOT NULL,
  CONSTRAINT pk_marking PRIMARY KEY (id),
  CONSTRAINT fk_marking_take_id FOREIGN KEY(take_id) REFERENCES take (id),
  CONSTRAINT fk_marking_work_id FOREIGN KEY(work_id) REFERENCES work (id)
);

CREATE INDEX ix_marking_place ON marking (place);

CREATE INDEX ix_marking_work_id ON marking (work_id);

CREATE INDEX ix_marking_team_trainee ON marking (team, trainee);

CREATE TABLE publication (
  id INTEGER NOT NULL,
  work_id INTEGER NOT NULL,
  published BOOLEAN NOT NULL,
  "by" TEXT NOT NULL,
  at VARCHAR(32) NOT NULL,
  CONSTRAINT pk_publication PRIMARY KEY (id),
  CONSTRAINT fk_publication_work_id FOREIGN KEY(work_id) REFERENCES work (id)
);

CREATE INDEX ix_publication_work_id ON publication (work_id);

CREATE TABLE sighting (
  take_id INTEGER NOT NULL,
  marking_id INTEGER NOT NULL,
  CONSTRAINT pk_sighting PRIMARY KEY (take_id, marking_id),
  CONSTRAINT fk_sighting_take_id FOREIGN KEY(take_id) REFERENCES take (id),
  CONSTRAINT fk_sighting_marking_id FOREIGN KEY(marking_id) REFERENCES marking (id)
);

CREATE INDEX ix_sighting_marking_id ON sighting (marking_id);

CREATE TABLE decision (
  id INTEGER NOT NULL,
  work_id INTEGER NOT NULL,
  marking_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  halves INTEGER,
  second BOOLEAN NOT NULL,
  "by" TEXT NOT NULL,
  at VARCHAR(32) NOT NULL,
  why TEXT NOT NULL,
  comment TEXT NOT NULL,
  answer VARCHAR(64) NOT NULL,
  CONSTRAINT pk_decision PRIMARY KEY (id),
  CONSTRAINT fk_decision_work_id FOREIGN KEY(work_id) REFERENCES work (id),
  CONSTRAINT fk_decision_marking_id FOREIGN KEY(marking_id) REFERENCES marking (id)
);

CREATE INDEX ix_decision_work_id_rule ON decision (work_id, rule);

CREATE TABLE fivelayer_gradebook (version_num VARCHAR(32) NOT NULL PRIMARY KEY);

INSERT INTO fivelayer_gradebook VALUES ('1');
