"""Speed of answers: asking, checking, writing, the grid."""
