"""A trial may continue another one of the same network."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("trials") as trials:
        trials.add_column(sa.Column("continues", sa.Integer))
        trials.drop_constraint("one_trial_a_net", type_="unique")
        trials.create_unique_constraint("continued_once", ["run_id", "continues"])
    begun = sa.text("continues IS NULL")
    op.create_index(
        "one_start_a_net",
        "trials",
        ["run_id", "key"],
        unique=True,
        sqlite_where=begun,
        postgresql_where=begun,
    )


def downgrade() -> None:
    op.execute("DELETE FROM trials WHERE continues IS NOT NULL")
    op.drop_index("one_start_a_net", "trials")
    with op.batch_alter_table("trials") as trials:
        trials.drop_constraint("continued_once", type_="unique")
        trials.create_unique_constraint("one_trial_a_net", ["run_id", "key"])
        trials.drop_column("continues")
