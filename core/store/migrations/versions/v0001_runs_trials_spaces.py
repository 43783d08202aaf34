"""The first schema: runs, their trials, saved spaces."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("request", sa.String(8), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("ended", sa.Float),
        sa.Column("served", sa.Float),
        sa.Column("heartbeat", sa.Float),
        sa.Column("active_seconds", sa.Float, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("worker", sa.String(32), nullable=False),
        sa.Column("worker_pid", sa.Integer),
        sa.Column("worker_born", sa.Float),
        sa.Column("restarts", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("progress", sa.JSON),
        sa.Column("box", sa.JSON),
        sa.Column("best", sa.JSON, nullable=False),
        sa.Column("complete", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("infeasible", sa.Integer, nullable=False),
        sa.Column("stopped_early", sa.Integer, nullable=False),
    )
    op.create_table(
        "trials",
        sa.Column(
            "run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("choices", sa.JSON, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("parents", sa.JSON, nullable=False),
        sa.Column("metrics", sa.JSON, nullable=False),
        sa.Column("epochs", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("hypervolume", sa.Float),
        sa.Column("ended", sa.Float, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("run_id", "key", name="one_trial_a_net"),
    )
    op.create_index("trials_by_revision", "trials", ["run_id", "revision"])
    op.create_table(
        "spaces",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("changed", sa.Float, nullable=False),
    )


def downgrade() -> None:
    for table in ("spaces", "trials", "runs"):
        op.drop_table(table)
