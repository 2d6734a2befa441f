"""From what a request carries to who asks: rules without a database, a clock or a network."""

from governance.identity.local import check_listening, local_user

__all__ = ["check_listening", "local_user"]
