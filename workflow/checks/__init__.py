"""What can be known of the workflow without running it. Each check gives problems, in words."""
