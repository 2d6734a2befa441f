"""The language model behind `core.ports.ChatModel`: `mistral`, for Mistral's API or one like it."""
