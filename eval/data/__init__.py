"""Datasets: one adapter a file, which turns labelled data into documents and cases."""
