"""Text recognition: pages that are images become words with boxes and confidences."""
