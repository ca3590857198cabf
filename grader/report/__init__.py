"""What people read, all of it made from Grade records alone."""
