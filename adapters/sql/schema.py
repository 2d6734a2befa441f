"""What every table shares: the metadata it is part of, and how it belongs to another."""

from __future__ import annotations

from sqlalchemy import ForeignKey, MetaData

metadata = MetaData(
    # Named, so that a migration can drop what an earlier one made.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def belongs_to(column: str) -> ForeignKey:
    """A row goes when the row it belongs to goes."""
    return ForeignKey(column, ondelete="CASCADE")
