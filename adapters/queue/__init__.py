"""What wakes workers: `arq_queue` on Redis or Valkey, `valkey` embedded, `direct` in a command.

A wake-up names a lane and nothing else: jobs are rows, and who is woken takes the best one.
"""
