"""What a GPU does with our code: `make bench-gpu`. Without one it says so and measures nothing."""
