"""True sentences and what they become when one thing is changed, by rules and without chance."""
