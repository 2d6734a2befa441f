"""The ledger in use: records are written, shown, verified, exported, replayed and erased."""
