"""What a run shows and takes, looked at: its pages, the lines that its findings tell of, its work."""
