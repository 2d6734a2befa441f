"""Human supervision in use: answers that wait, who looks at them, what they decide."""
