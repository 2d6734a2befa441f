"""From what a request carries to who asks: rules without a database, a clock or a network."""

from governance.identity.local import LOCAL, check_listening, local_user

__all__ = ["LOCAL", "check_listening", "local_user"]
