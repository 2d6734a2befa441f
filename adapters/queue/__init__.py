"""What wakes workers: `arq_queue` on Redis or Valkey, `valkey` embedded, `direct` in a command.

A wake-up carries a job's id and nothing else; the job is a row, and the row decides.
"""
