"""What is measured, a file a part: each notes what it finds with `bench.note`."""
