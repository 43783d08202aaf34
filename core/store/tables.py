"""The tables, and the version of the schema that this code reads and writes."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA = "0002"
metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("reason", Text, nullable=False, default=""),
    Column("request", String(8), nullable=False, default=""),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("served", Float),
    Column("heartbeat", Float),
    Column("active_seconds", Float, nullable=False, default=0.0),
    Column("device", Text, nullable=False, default=""),
    Column("worker", String(32), nullable=False, default=""),
    Column("worker_pid", Integer),
    Column("worker_born", Float),
    Column("restarts", Integer, nullable=False, default=0),
    Column("revision", Integer, nullable=False, default=1),
    Column("progress", JSON),
    Column("box", JSON),
    Column("best", JSON, nullable=False, default=dict),
    Column("complete", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("infeasible", Integer, nullable=False, default=0),
    Column("stopped_early", Integer, nullable=False, default=0),
)

trials = Table(
    "trials",
    metadata,
    Column("run_id", String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("status", String(16), nullable=False),
    Column("choices", JSON, nullable=False),
    Column("key", Text, nullable=False),
    Column("generation", Integer, nullable=False, default=0),
    Column("parents", JSON, nullable=False, default=list),
    Column("metrics", JSON, nullable=False, default=dict),
    Column("epochs", Integer, nullable=False, default=0),
    Column("continues", Integer),
    Column("reason", Text, nullable=False, default=""),
    Column("hypervolume", Float),
    Column("ended", Float, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("run_id", "continues", name="continued_once"),
    Index("trials_by_revision", "run_id", "revision"),
)
# One trial a net, apart from those that continue it.
begun = trials.c.continues.is_(None)
Index(
    "one_start_a_net",
    trials.c.run_id,
    trials.c.key,
    unique=True,
    sqlite_where=begun,
    postgresql_where=begun,
)

spaces = Table(
    "spaces",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("body", JSON, nullable=False),
    Column("changed", Float, nullable=False),
)
