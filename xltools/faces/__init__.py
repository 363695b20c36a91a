"""What people touch: command line, control panel, watcher, data frames."""
