"""Command line around the nightly segmentation run."""
